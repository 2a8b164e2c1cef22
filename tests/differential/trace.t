#!/bin/sh
# SPDX-License-Identifier: MIT
# The real trace of a boot with four processors: the JSON, read by perl, gives the trace back to the byte; the picture is
# XML to xmllint, the same each time, and nothing of it lies outside.
cd "$(dirname "$0")/../.." || exit 1
trace=tests/traces/usb.trace
coldprobe=build/coldprobe
dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
count=0
failed=0

ok()
{
	count=$((count + 1))
	[ "$1" = 0 ] || failed=1
	[ "$1" = 0 ] && echo "ok $count - $2" || echo "not ok $count - $2"
}

# Beside what a boot leaves: what a disk may say of itself.
{
	cat $trace
	printf '8000000\t10\tblock\tsdb\text4 LABEL=<b>&"\303\251\\ \001\t]]>\n8000001\t1\tfuture\tthing\t\n'
} >"$dir/odd.trace"
for file in $trace "$dir/odd.trace"; do
	name=$(basename $file)
	"$coldprobe" trace --json "$file" >"$dir/json"
	ok $? "$name: --json"
	perl -MJSON::PP -0777 -ne '
		binmode STDOUT, ":utf8";
		my $all = decode_json($_);
		print "# coldprobe trace $all->{trace}\n";
		print join("\t", @$_{qw(time duration event subject detail)}), "\n" for @{$all->{events}};
	' "$dir/json" >"$dir/again"
	cmp "$file" "$dir/again"
	ok $? "$name: the events of the JSON are the trace, to the byte"
	perl -MJSON::PP -0777 -ne '
		my $all = decode_json($_);
		my (%in, %spent);
		for (@{$all->{events}}) {
			next if $_->{event} ne "insert";
			$in{$_->{subject}} = $_->{detail};
			$sum += $_->{duration} if $_->{detail} eq "ok";
		}
		$wrong = $all->{spent} - $sum;
		$wrong ||= $all->{inserted} - grep { $_ eq "ok" } values %in;
		for (@{$all->{modules}}) {
			$wrong ||= 1 if defined $_->{result} && $in{$_->{name}} ne $_->{result};
			$wrong ||= 1 if !defined $_->{cause};
		}
		exit($wrong ? 1 : 0);
	' "$dir/json"
	ok $? "$name: the sums of the JSON are right, and each module has a cause"
	"$coldprobe" trace --svg "$dir/one.svg" "$file" && "$coldprobe" trace --svg - "$file" >"$dir/two.svg" &&
		cmp "$dir/one.svg" "$dir/two.svg"
	ok $? "$name: two pictures are the same"
	xmllint --noout "$dir/one.svg"
	ok $? "$name: the picture is XML"
	perl -0777 -ne '
		my ($width, $height) = /^<svg [^>]*width="(\d+)" height="(\d+)"/ or exit 1;
		my $bars = 0;
		while (/<rect class="(\S+)" x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="(\d+)"/g) {
			exit 1 if $2 + $4 > $width || $3 + $5 > $height;
			$bars++;
		}
		while (/<text [^>]*x="([\d.]+)" y="(\d+)"/g) {
			exit 1 if $1 > $width || $2 > $height;
		}
		exit 1 if /<script|href|url\((?!#hatch)/;
		print "# $bars bars\n";
	' "$dir/one.svg"
	ok $? "$name: all of the picture is inside it, and it fetches nothing"
done
grep -q 'LABEL=&lt;b&gt;&amp;&quot;é\\ ��]]&gt;' "$dir/one.svg"
ok $? "what a label says is text, without control characters"
echo "1..$count"
exit $failed
