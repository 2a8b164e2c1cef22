#!/bin/sh
# SPDX-License-Identifier: MIT
# Every device tree of Debian's arm64, armhf and riscv64 kernels: devices, modaliases, suppliers, aliases are those that
# dtb.pl works out of dtc's text of it. Overlays: the tree is the one that fdtoverlay makes.
cd "$(dirname "$0")/../.." || exit 1
dtb=$PWD/build/tests/dtb
pl=$PWD/tests/differential/dtb.pl
dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
tests=0
failures=0

ok()
{
	tests=$((tests + 1))
	[ "$1" = 0 ] || failures=$((failures + 1))
	[ "$1" = 0 ] && echo "ok $tests - $2" || echo "not ok $tests - $2"
}

# same NAME: ours is theirs; the first differences if not
same()
{
	cmp -s "$dir/ours" "$dir/theirs"
	ok $? "$1"
	diff "$dir/ours" "$dir/theirs" | sed 's/^/# /' | head -n 20
}

for arch in arm64 armhf riscv64; do
	trees=$(scripts/fetch-kernel -a $arch 2>/dev/null | sed -n 's/^DTBS=//p')
	[ "$trees" ] || { echo "Bail out! no device trees for $arch"; exit 1; }
	find "$trees" -name '*.dtb'
done | sort >"$dir/list"
count=$(wc -l <"$dir/list")

# ---- as they are

LC_ALL=C.UTF-8
export LC_ALL
split -n r/2 "$dir/list" "$dir/half."
for half in a b; do
	xargs perl "$pl" <"$dir/half.a$half" >"$dir/theirs.$half" &
	wait_for="${wait_for-} $!"
done
# shellcheck disable=SC2086 # numbers
wait $wait_for
cat "$dir/theirs.a" "$dir/theirs.b" >"$dir/theirs"

began=$(date +%s%N)
cat "$dir/half.aa" "$dir/half.ab" | xargs "$dtb" >"$dir/ours" 2>"$dir/warnings"
status=$?
echo "# $count trees in $((($(date +%s%N) - began) / 1000000)) ms"
ok $status "all of the $count device trees are read"
[ "$(grep -c '^file ' "$dir/ours")" = "$count" ]
ok $? "none is left out"
same "their devices, modaliases, parents, suppliers and aliases are those of dtc's text"
grep -c '^device ' "$dir/ours" | sed 's/$/ devices/; s/^/# /'
grep -c '^supplier ' "$dir/ours" | sed 's/$/ suppliers/; s/^/# /'

# What is wrong with Debian's own trees is a property each; of a thing that is no tree nothing is said here.
! grep -v '^coldprobe: warning: /.*\.dtb: /[^ ]*: [^ ]*: ' "$dir/warnings" | sed 's/^/# /' | grep .
ok $? "each warning names file, node and property ($(wc -l <"$dir/warnings"))"

# ---- with overlays, on every tree that has labels

# overlay NAME: standard input, compiled
overlay()
{
	dtc -q -@ -I dts -O dtb -o "$dir/$1.dtbo" -
}

applied=0
while read -r tree; do
	labels=$(fdtget -p "$tree" /__symbols__ 2>/dev/null | grep '^[a-z]' | sort | sed -n '2p;$p')
	[ "$labels" ] || continue
	first=${labels%%
*}
	last=${labels##*
}
	{
		printf '/dts-v1/;\n/plugin/;\n'
		printf '&%s { status = "okay"; test-supply = <&%s>;\n' "$first" "$last"
		for i in 1 2 3 4 5 6 7 8 9; do
			for k in 0 1 2 3 4 5 6 7 8 9; do
				printf 'made%s: made@%s { reg = <%s>; compatible = "test,made %s", "test,b";\n#clock-cells = <0>; #phy-cells = <0>; };\n' $i$k $i$k $i$k $i
			done
		done
		printf '};\n&{/} { over: over { compatible = "test,over"; clocks = <&made11>, <&made22>; }; };\n'
		printf '&%s { status = "disabled"; };\n' "$last"
	} | overlay one
	printf '/dts-v1/;\n/plugin/;\n&over { leds = <&made33 &%s>; };\n&{/over} { again { phys = <&made44>; }; };\n' "$first" |
		overlay two
	fdtoverlay -i "$tree" -o "$dir/merged" "$dir/one.dtbo" "$dir/two.dtbo" 2>"$dir/said" || {
		ok 1 "$tree: fdtoverlay: $(head -n 1 "$dir/said")"
		continue
	}
	perl "$pl" "$dir/merged" | sed 1d >>"$dir/theirs.merged"
	"$dtb" -o "$dir/one.dtbo" -o "$dir/two.dtbo" "$tree" 2>/dev/null | sed 1d >>"$dir/ours.merged"
	applied=$((applied + 1))
done <"$dir/list"
mv "$dir/theirs.merged" "$dir/theirs"
mv "$dir/ours.merged" "$dir/ours"
[ $applied -gt 0 ]
ok $? "overlays are applied to $applied trees"
same "the trees with two overlays are those that fdtoverlay makes"
[ "$(grep -c '^device /over ' "$dir/ours")" = $applied ] && grep -q '^supplier clocks .*/made@22$' "$dir/ours" &&
	grep -q '^supplier phys .*/made@44$' "$dir/ours" && grep -q '^supplier test-supply ' "$dir/ours"
ok $? "what the overlays bring is in them"

echo "1..$tests"
exit $((failures > 0))
