#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# What a board needs: 30 boards made up at random of what arm64's kernel has drivers for, walked here from the wanted
# devices over suppliers and parents, with libkmod's modprobe to say what serves each; coldprobe select names the same
# modules, and beside them at least what modprobe would insert for those. SEED=N in the environment: other boards.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;

my $coldprobe = $ENV{COLDPROBE} || 'build/coldprobe';
my ($modules) = map { /^MODULES=(.*)/ } qx(scripts/fetch-kernel -a arm64 2>/dev/null);
unless ($modules) {
	print "1..0 # SKIP scripts/fetch-kernel has no kernel for arm64\n";
	exit 0;
}
chomp(my $indexed = qx(tests/differential/indexed.sh $modules));
my ($base, $release) = $indexed =~ m{^(.*)/lib/modules/(.*)$};
my $dir = tempdir(CLEANUP => 1);
my $seed = $ENV{SEED} || 7;
srand($seed);

sub modprobe {
	return map { chomp; $_ } qx(modprobe -C $dir -d $base -S $release @_ 2>/dev/null);
}

# Every of: pattern that names one compatible only, and the path of the module that has it.
my (%path, @wanted, @others);
open my $order, '<', "$modules/modules.order" or die;
while (<$order>) {
	chomp;
	my ($name) = m{([^/]*)\.ko} or next;
	$path{$name =~ tr/-/_/r} = $_;
}
open my $aliases, '<', "$indexed/modules.alias" or die;
while (<$aliases>) {
	my ($compatible, $module) = /^alias of:N\*T\*C([^*?\[ C]+) (\S+)$/ or next;
	my $file = $path{$module};
	push @wanted, $compatible if $file =~ m{drivers/(mmc/host|ata)/};
	push @others, $compatible if $file =~ m{drivers/(regulator|clk|phy|i2c/busses|reset|nvmem|pwm|spi)/};
}

my %served;
sub served {
	my ($modalias) = @_;
	$served{$modalias} //= [grep { $path{$_} } map { tr/-/_/r } modprobe('-R', "'$modalias'")];
	return @{$served{$modalias}};
}

# A board of devices: path, modalias, parent, suppliers.
sub board {
	my @devices;
	for my $i (0 .. 11 + rand 20) {
		my $kind = rand;
		my $compatible = $kind < 0.2 ? $wanted[rand @wanted] : $kind < 0.85 ? $others[rand @others] : 'acme,unknown';
		my $up = @devices && rand() < 0.4 ? $devices[rand @devices] : undef;
		push @devices, { path => ($up ? $up->{path} : '') . "/n\@$i", parent => $up,
			modalias => "of:NnT(null)C$compatible", suppliers => [] };
	}
	for my $device (@devices) {
		push @{$device->{suppliers}}, $devices[rand @devices] while rand() < 0.5;
	}
	return @devices;
}

sub text {
	return join "\n", map {
		my $device = $_;
		"path: $device->{path}\nmodalias: $device->{modalias}\n" .
			join '', map { "supplier: interrupts $_->{path}\n" } @{$device->{suppliers}}
	} @_;
}

sub needed {
	my (%seen, %needed);
	my @queue = grep { grep { $path{$_} =~ m{drivers/(mmc/host|ata)/} } served($_->{modalias}) } @_;
	while (my $device = shift @queue) {
		next if $seen{$device->{path}}++;
		$needed{$_} = 1 for served($device->{modalias});
		push @queue, grep { $_ } $device->{parent}, @{$device->{suppliers}};
	}
	return sort keys %needed;
}

open my $profile, '>', "$dir/profile" or die;
print $profile "class storage\npath drivers/mmc/host\npath drivers/ata\n";
close $profile;
my ($tests, $failed, $seen) = (0, 0, 0);
sub ok {
	my ($passed, $name) = @_;
	print $passed ? '' : 'not ', 'ok ', ++$tests, " - $name\n";
	$failed++ unless $passed;
}

for my $number (1 .. 30) {
	my @devices = board();
	open my $file, '>', "$dir/board" or die;
	print $file text(@devices);
	close $file;
	my $answer = qx($coldprobe select --kernel $modules --profile $dir/profile --board $dir/board --json);
	my $json = decode_json($answer || '{}');
	my %ours;
	$ours{$_} = 1 for map { @{$_->{modules}} } @{$json->{needs}};
	my @needed = needed(@devices);
	$seen += @needed;
	my $passed = join(' ', sort keys %ours) eq join(' ', @needed);
	ok($passed, "board $number of seed $seed: " . scalar(@needed) . ' modules');
	print "# ours:   @{[sort keys %ours]}\n# theirs: @needed\n" unless $passed;
	my %in = map { $_->{path} => 1 } @{$json->{modules}};
	my @missing = grep { !$in{$_} } map { m{/(kernel/\S+)} } map { modprobe('-D', $_) } @needed;
	ok(!@missing, "board $number: and what modprobe inserts for them");
	print "# missing: @missing\n" if @missing;
}
ok($seen > 100, 'the boards were not empty');
print "1..$tests\n";
exit($failed > 0);
