# SPDX-License-Identifier: MIT
# The devices of device trees, their modaliases and suppliers, worked out of what dtc prints of each: for dtb.t.
# usage: perl dtb.pl FILE...; prints what build/tests/dtb does.
use strict;
use warnings;

my %list = (
	'access-controllers' => '?#access-controller-cells', 'clocks' => '#clock-cells', 'dmas' => '#dma-cells',
	'extcon' => '', 'fsl,usbphy' => '', 'gpio' => '#gpio-cells', 'gpios' => '#gpio-cells',
	'hwlocks' => '#hwlock-cells', 'i2c-parent' => '', 'interconnects' => '#interconnect-cells',
	'interrupt-parent' => '', 'interrupts-extended' => '#interrupt-cells', 'io-backends' => '#io-backend-cells', 'io-channels' => '#io-channel-cells',
	'iommus' => '#iommu-cells', 'leds' => '', 'mboxes' => '#mbox-cells', 'mmc-pwrseq' => '',
	'msi-parent' => '?#msi-cells', 'nvmem-cells' => '?#nvmem-cell-cells', 'phy-handle' => '', 'phys' => '#phy-cells',
	'power-domains' => '#power-domain-cells', 'pses' => '#pse-cells', 'pwms' => '#pwm-cells', 'resets' => '#reset-cells', 'usb-phy' => '',
	'wakeup-parent' => '');

# dtc's text of a value as bytes: "..." with escapes, <...> of cells, [...] of bytes, with commas between.
sub bytes
{
	my ($text) = @_;
	my $bytes = '';
	my %escape = (a => "\a", b => "\b", t => "\t", n => "\n", v => "\013", f => "\f", r => "\r");

	while ($text =~ /\G[\s,]*(?:"((?:[^"\\]|\\.)*)"|<([^>]*)>|\[([^\]]*)\])/g) {
		if (defined $1) {
			my $string = $1;
			$string =~ s/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/
				my $c = $1;
				$c =~ m{^x(..)} ? chr hex $1 : $c =~ m{^[0-7]} ? chr oct $c : $escape{$c} \/\/ $c/ge;
			$bytes .= "$string\0";
		} elsif (defined $2) {
			$bytes .= pack 'N*', map { hex } split ' ', $2;
		} else {
			$bytes .= pack 'C*', map { hex } split ' ', $3;
		}
	}
	return $bytes;
}

sub value { my ($node, $name) = @_; return defined $node->{is}{$name} ? bytes($node->{is}{$name}) : undef }
sub cells { my ($node, $name) = @_; my $v = value(@_); return defined $v ? unpack 'N*', $v : () }
sub words { my $v = value(@_); return defined $v ? split /\0/, $v : () }
sub above { my ($a, $b) = @_; return $b->{path} =~ /^\Q$a->{path}\E\// }

sub read_tree
{
	my ($file) = @_;
	my (@nodes, $at);

	open my $dts, '-|', 'dtc', '-q', '-f', '-I', 'dtb', '-O', 'dts', $file or die;
	while (<$dts>) {
		if (/^\t*(\S+) \{$/) {
			my $path = $at ? ($at->{up} ? $at->{path} : '') . "/$1" : '/';
			my $node = { name => $at ? $1 : '', path => $path, up => $at, is => {}, order => [] };
			push @nodes, $node;
			$at = $node;
		} elsif (/^\t*\};$/) {
			$at = $at->{up};
		} elsif (/^\t+([^\s=;]+)(?: = (.*))?;$/) {
			$at->{is}{$1} = $2 // '';
			push @{$at->{order}}, $1;
		}
	}
	close $dts or die "$file: dtc\n";
	return \@nodes;
}

sub is_slot_bus
{
	my ($bus) = @_;
	return defined $bus->{is}{compatible} && ((cells($bus, '#address-cells'))[0] // 2) == 1 &&
		((cells($bus, '#size-cells'))[0] // 1) == 0;
}

sub modaliases
{
	my ($node) = @_;
	my @compatible = words($node, 'compatible');
	my ($name) = $node->{name} =~ /^([^@]*)/;
	my $bus = $node->{up};
	my $is_slot = defined $node->{is}{reg} && is_slot_bus($bus);

	return () if ((words($node, 'device_type'))[0] // '') eq 'cpu';
	if (grep { lc eq 'arm,primecell' } @compatible) {
		my ($id) = cells($node, 'arm,primecell-periphid');
		return sprintf 'amba:d%08X', $id if $id;
		for (@compatible) {
			return 'amba:d000' . "41$1" . ($2 eq 'x' ? 0 : $2) if /^arm,pl(\d\d)([\dx])$/;
			return 'amba:d001' . "41$1" . ($2 eq 'x' ? 0 : $2) if /^arm,sp(\d\d)([\dx])$/;
		}
		return ();
	}
	if ($is_slot && (defined $node->{is}{'spi-max-frequency'} || $bus->{name} =~ /^spi([-@\d]|$)/)) {
		my ($spi) = $compatible[0] =~ /^(?:[^,]*,)?(.*)/;
		$spi =~ s/\s/_/g;
		return 'spi:' . substr $spi, 0, 31;
	}
	return () if $is_slot && !grep({ $_ eq 'mmc-slot' } @compatible) &&
		(defined $bus->{is}{'bus-width'} || $bus->{name} =~ /^mmc([-@\d]|$)/);
	my ($type) = words($node, 'device_type');
	my @all = "of:N${name}T" . ($type // '(null)') . join '', map { s/\s/_/gr } map { "C$_" } @compatible;
	for (@compatible) {
		next unless /^ethernet-phy-id([0-9a-fA-F]{1,4})\.([0-9a-fA-F]{1,4})/;
		push @all, sprintf 'mdio:%016b%016b', hex $1, hex $2;
		last;
	}
	return @all;
}

# What a property points to: nodes. A name of cells that begins with '?' need not be there.
sub targets
{
	my ($node, $name, $by) = @_;
	my @cells = cells($node, $name);

	if ($name =~ /^(?:iommu|msi)-map$/) {
		return map { $by->{$cells[4 * $_ + 1]} // () } 0 .. @cells / 4 - 1;
	} elsif ($name eq 'interrupts') {
		return () if defined $node->{is}{'interrupts-extended'};
		my $parent = $node;
		do {
			my ($phandle) = cells($parent, 'interrupt-parent');
			$parent = defined $phandle ? $by->{$phandle} : $parent->{up} or return ();
		} until defined $parent->{is}{'#interrupt-cells'};
		return $parent;
	} elsif ($name eq 'interrupt-map') {
		my $up = $node;
		$up = $up->{up} while $up->{up} && !defined $up->{is}{'#address-cells'};
		my $before = ((cells($up, '#address-cells'))[0] // 2) + (cells($node, '#interrupt-cells'))[0];
		my @found;
		while (@cells) {
			splice @cells, 0, $before;
			my $parent = $by->{shift @cells} or last;
			my ($interrupt) = cells($parent, '#interrupt-cells') or last;
			my $address = defined $node->{is}{'interrupt-controller'} ? 0 : (cells($parent, '#address-cells'))[0] // 0;
			splice @cells, 0, $address + $interrupt;
			push @found, $parent;
		}
		return @found;
	}
	my $count = $list{$name};
	return () if !defined $count && $name !~ /.-supply$|^pinctrl-\d|.-gpios?$/ || $name =~ /.,nr-gpios$/;
	return () if $name =~ /^gpios?$/ && defined $node->{is}{'gpio-hog'};
	$count //= $name =~ /-gpios?$/ ? '#gpio-cells' : '';
	my $optional = $count =~ s/^\?//;
	my @found;
	while (@cells) {
		my $phandle = shift @cells or next;
		my $target = $by->{$phandle} or last;
		my ($behind) = $count ? cells($target, $count) : 0;
		last unless defined $behind || $optional;
		push @found, $target;
		splice @cells, 0, $behind // 0;
	}
	return @found;
}

sub print_tree
{
	my ($file) = @_;
	my $nodes = read_tree($file);
	my (%by, @devices);

	print "file $file\n";
	printf "model %s\n", (words($nodes->[0], 'model'))[0] // '-';
	for my $node (@$nodes) {
		my ($phandle) = cells($node, 'phandle');
		my ($status) = words($node, 'status');
		$by{$phandle} = $node if defined $phandle;
		$node->{on} = (!$node->{up} || $node->{up}{on}) && (!defined $status || $status =~ /^ok(?:ay)?$/);
		push @devices, $node if $node->{up} && $node->{on} && defined $node->{is}{compatible};
		$node->{device} = $node if @devices && $devices[-1] == $node;
		$node->{device} //= $node->{up}{device} if $node->{up};
		next unless $node->{path} eq '/aliases';
		for my $name (@{$node->{order}}) {
			my $path = value($node, $name);
			print "alias $name $1\n" if $name ne 'phandle' && $path =~ m{^(/[^\0]*)\0$};
		}
	}
	for my $node (@$nodes) {
		my $owner = $node->{device} or next;
		next unless $node->{on};
		for my $name (@{$node->{order}}) {
			for my $target (targets($node, $name, \%by)) {
				$target = $target->{up} while $target->{up} && !defined $target->{is}{compatible};
				next if !$target->{up} || $target == $owner || above($target, $owner);
				next if above($owner, $target) && $name ne 'phy-handle';
				my $line = "supplier $name $target->{path}";
				push @{$owner->{suppliers}}, $line unless $owner->{seen}{$line}++;
			}
		}
	}
	for my $node (@devices) {
		my $up = $node->{up}{device};
		printf "device %s %s\n", $node->{path}, $up ? $up->{path} : '-';
		print "modalias $_\n" for modaliases($node);
		print "$_\n" for @{$node->{suppliers} // []};
	}
	# Trees hold themselves by their parents.
	%$_ = () for @$nodes;
}

print_tree($_) for @ARGV;
