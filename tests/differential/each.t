#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# coldprobe select over every device tree of Debian's arm64, armhf and riscv64 kernels, in one run of --each a kernel: a line
# for each tree, no error, and nothing on standard error but warnings that name file and node. A board by itself, of which
# some are tried, needs the same modules and bytes. One tree costs less of the processor than half of the reading of the
# kernel's modules, which is what a run with one tree mostly is; how much less is printed.
use strict;
use warnings;
use File::Find;
use JSON::PP;

my $coldprobe = $ENV{COLDPROBE} || 'build/coldprobe';
my ($count, $failed) = (0, 0);

sub ok {
	my ($good, $what) = @_;
	$count++;
	$failed++ unless $good;
	print $good ? '' : 'not ', "ok $count - $what\n";
}

# Standard output, exit code, and seconds of the processor, of select with these arguments.
sub run_select {
	my ($modules, @arguments) = @_;
	my @before = times;
	open my $out, '-|', $coldprobe, 'select', '--kernel', $modules, @arguments or die;
	local $/;
	my $text = <$out>;
	close $out;
	my @after = times;
	return ($text, $?, $after[2] + $after[3] - $before[2] - $before[3]);
}

for my $arch (qw(arm64 armhf riscv64)) {
	my $paths = qx(scripts/fetch-kernel -a $arch 2>/dev/null);
	my ($modules) = $paths =~ /^MODULES=(.*)/m;
	my ($dtbs) = $paths =~ /^DTBS=(.*)/m;
	unless ($modules && $dtbs) {
		ok(1, "$arch # skip scripts/fetch-kernel has no kernel for it");
		next;
	}
	my @trees;
	find({ no_chdir => 1, wanted => sub { push @trees, $_ if /\.dtb$/ } }, $dtbs);
	@trees = sort @trees;

	open my $stderr, '>&', \*STDERR or die;
	my $complaints = "/tmp/each.$$";
	open STDERR, '>', $complaints or die;
	my ($text, $status, $all) = run_select($modules, (map { ('--dtb', $_) } @trees), '--each');
	open STDERR, '>&', $stderr or die;
	open my $said, '<', $complaints or die;
	my @strange = grep { !m{^coldprobe: warning: \Q$dtbs\E/\S+\.dtb: /\S*: } } <$said>;
	unlink $complaints;

	my @lines = split /\n/, $text;
	ok($status == 0, "$arch: select has an answer for all of " . scalar(@trees) . ' device trees');
	print "# $_" for @strange;
	ok(!@strange, "$arch: standard error has warnings that name file and node, if anything");
	my @wrong = grep { $lines[$_] !~ /^ *\d+ +\d+  \Q$trees[$_]\E$/ } 0 .. $#trees;
	ok(@lines == @trees && !@wrong, "$arch: a line for each, in their order");
	my ($most, $with) = (0, 0);
	for (@lines) {
		my ($number) = /(\d+)/;
		$with++ if $number > 0;
		$most = $number if $number > $most;
	}
	ok($with > @trees / 2 && $most < 100, "$arch: $with need modules, at most $most");

	my $one;
	for my $at (map { int $_ * $#trees / 4 } $arch eq 'riscv64' ? 2 : 1 .. 3) { # riscv64's modules are compressed
		my ($json, $failure, $seconds) = run_select($modules, '--dtb', $trees[$at], '--json');
		my $answer = decode_json($json);
		$one = $seconds if !defined $one || $seconds < $one;
		ok($failure == 0 && $lines[$at] =~ /^ *$answer->{hardware_modules} +$answer->{hardware_bytes}  /,
			"$arch: the same by itself: " . $trees[$at] =~ s{.*/}{}r . ": $answer->{hardware_modules} modules");
	}
	my $each = ($all - $one) / @trees;
	ok($each < $one / 2, "$arch: a tree costs less than half of the reading of the modules");
	printf "# %s: %d trees: %.2f s of the processor; one alone %.2f s: %.1f ms a tree\n", $arch, scalar @trees, $all, $one,
		1000 * $each;
}
print "1..$count\n";
exit($failed > 0);
