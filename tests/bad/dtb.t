#!/bin/sh
# SPDX-License-Identifier: MIT
# Device trees and overlays that are none, or lie: each has its file, its node and its reason. Then those that only
# cost a supplier: a warning each, and the device is there.
. "$(dirname "$0")/common.sh"

small_kernel kernel

# fdt WORD...: tree.dtb of these words: {NAME begins a node, } ends it, NAME=VALUE is a property (VALUE as in a Perl
# string), 0xTAG any tag; then the end, unless the last word is "cut".
cat >fdt.pl <<'END'
my ($struct, $strings, $end) = ('', '', 1);
sub padded { my ($bytes) = @_; return $bytes . "\0" x (-length($bytes) % 4) }
for (@ARGV) {
	if (/^\{(.*)/s) { $struct .= pack('N', 1) . padded(eval(qq("$1")) . "\0") }
	elsif (/^\}$/) { $struct .= pack('N', 2) }
	elsif (/^0x(.*)$/) { $struct .= pack('N', hex $1) }
	elsif (/^cut$/) { $end = 0 }
	elsif (/^([^=]*)=(.*)$/s) {
		my $value = eval qq("$2");
		$struct .= pack('NNN', 3, length $value, length $strings) . padded($value);
		$strings .= eval(qq("$1")) . "\0";
	}
}
$struct .= pack('N', 9) if $end;
my $size = length($struct) + length($strings) + 56;
print pack('N*', 0xd00dfeed, $size, 56, 56 + length $struct, 40, 17, 16, 0, length $strings, length $struct),
	"\0" x 16, $struct, $strings;
END
fdt() {
	perl fdt.pl "$@" >tree.dtb
}

# dts: tree.dtb of standard input; dtbo: over.dtbo
dts() {
	dtc -q -f -I dts -O dtb -o tree.dtb -
}
dtbo() {
	dtc -q -f -@ -I dts -O dtb -o over.dtbo -
}

# patch FILE OFFSET NUMBER: four bytes
patch() {
	perl -e 'print pack "N", $ARGV[0]' "$(($3))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

list() {
	"$COLDPROBE" list -n --kernel kernel "$@" >stdout 2>stderr
	status=$?
}

# bad NAME REASON: tree.dtb is refused
bad() {
	list --dtb tree.dtb
	refused "$1" "coldprobe: tree.dtb: $2"
}

# ---- the header

: >tree.dtb
bad "empty" "no device tree: it does not begin with d00dfeed"
echo '/dts-v1/; / { };' >tree.dtb
bad "its source" "no device tree: it does not begin with d00dfeed"
printf '\320\015\376\355' >tree.dtb
bad "the first word alone" "cut short: 4 bytes, less than a header"
rm tree.dtb
list --dtb tree.dtb
refused "no such file" "coldprobe: tree.dtb: No such file or directory"
list --dtb kernel
refused "a directory" "coldprobe: kernel: Is a directory"

echo '/dts-v1/; / { compatible = "test,board"; a { compatible = "test,a"; clocks = <&{/}>; }; };' | dts
size=$(wc -c <tree.dtb)
cp tree.dtb good.dtb
list --dtb tree.dtb
[ "$status" -eq 0 ] && [ "$(cat stdout)" = "a of: test,a" ]; ok $? "the tree itself is good"
head -c 100 good.dtb >tree.dtb
bad "cut off" "cut short: 100 bytes, its header says $size"
head -c $((size - 1)) good.dtb >tree.dtb
bad "the last byte is not there" "cut short: $((size - 1)) bytes, its header says $size"
(cat good.dtb; echo behind) >tree.dtb
list --dtb tree.dtb
[ "$status" -eq 0 ] && [ "$(cat stdout)" = "a of: test,a" ]; ok $? "what lies behind the tree is not looked at"

# patched NAME OFFSET NUMBER REASON: of the good tree
patched() {
	cp good.dtb tree.dtb
	patch tree.dtb "$2" "$3"
	bad "$1" "$4"
}
outside="its header names parts that lie outside"
patched "a size beyond the file" 4 $((size + 1)) "cut short: $size bytes, its header says $((size + 1))"
patched "a size of 2 GiB" 4 0x7fffffff "2147483647 bytes, says its header; more than 2 MiB no kernel takes"
patched "a size of nearly 4 GiB" 4 0xffffffff "4294967295 bytes, says its header; more than 2 MiB no kernel takes"
patched "a size less than a header" 4 8 "$outside"
patched "nodes outside" 8 0x100000 "$outside"
patched "nodes at the end of memory" 8 0xfffffffc "$outside"
patched "strings outside" 12 0xfffffff0 "$outside"
patched "more nodes than bytes" 36 0xfffffff0 "$outside"
patched "reserved memory outside" 16 0x100000 "$outside"
patched "an older version than any" 20 1 "version 1 of the format, of which 2 to 17 are known"
patched "a version to come" 24 18 "version 18 of the format, of which 2 to 17 are known"
patched "a tag that is none" 56 0x77 "what follows is neither node nor property"
patched "fewer nodes than there are" 36 0x20 "/: the tree ends here, before its end"
patched "no bytes for nodes" 36 0 "the tree ends here, before its end"
patched "a property's name outside the strings" 72 0x7fffff00 "/: a property's name lies outside the strings"
patched "a property's value outside" 68 0x7fffff00 "/: what follows is neither node nor property"

perl -0777 -e '$_ = <>; $_ .= "\0" x (-length($_) % 8); substr($_, 16, 4) = pack "N", length $_; $_ .= "\xff" x 16;
	substr($_, 4, 4) = pack "N", length $_; print' good.dtb >tree.dtb
bad "reserved memory without an end" "its list of reserved memory does not end"

# ---- nodes

fdt
bad "nothing in it" "it has no nodes"
fdt '{' cut
bad "no end" "/: the tree ends here, before its end"
fdt '{'
bad "a root that does not end" "/: the tree ends within this node"
fdt '{' '{a' '{b' '}' '}'
bad "an inner node that does not end" "/: the tree ends within this node"
fdt '}'
bad "an end without a begin" "the end of a node outside the root"
fdt 'model=a\0' '{' '}'
bad "a property before the root" "a property outside the root"
fdt '{' '}' '{' '}'
bad "two roots" "more than one root"
fdt '{a' '}'
bad "a root with a name" "the root has a name"
fdt '{' '{a' '}' 'model=a\0' '}'
bad "a property behind a child" "/: model: a property behind the node's children"
fdt '{' '{a' 0x5 '}' '}'
bad "a tag that is none, in a node" "/a: what follows is neither node nor property"
fdt '{' '{a' '}' '{b' '}' '{a' '}' '}'
bad "two nodes of one path" "/a: a second node of this path"
name="a node in it has a name that is empty or holds a '/', a blank or a control character"
fdt '{' '{a' '{' '}' '}' '}'
bad "a node without a name" "/a: $name"
fdt '{' '{a' '{b\x1b[2J' '}' '}' '}'
bad "a node's name with a control character" "/a: $name"
fdt '{' '{a b' '}' '}'
bad "a node's name with a blank" "/: $name"
fdt '{' '{a/b' '}' '}'
bad "a node's name with a slash" "/: $name"
name="a property's name is empty or holds a blank or a control character"
fdt '{' '{a' '=b' '}' '}'
bad "a property without a name" "/a: $name"
fdt '{' '{a' 'a\nb=c' '}' '}'
bad "a property's name with a line end" "/a: $name"

# shellcheck disable=SC2046 # words
deep() {
	fdt '{' $(yes '{n' | head -n "$1") $(yes '}' | head -n "$1") '}'
}
deep 64
list --dtb tree.dtb
[ "$status" -eq 0 ]; ok $? "64 nodes deep is good"
deep 65
bad "65 nodes deep" "$(yes /n | head -n 64 | tr -d '\n'): nodes are nested more than 64 deep"
deep 20000
bad "20000 nodes deep" "$(yes /n | head -n 64 | tr -d '\n'): nodes are nested more than 64 deep"
long=$(yes 0123456789 | head -n 400 | tr -d '\n')
fdt '{' "{$long" "{$long" '}' '}' '}'
bad "a path of 8002 bytes" "/$long: a node in it has a path of more than 4095 bytes"

# ---- what a device is known by

strings="compatible: not strings that end, without control characters"
fdt '{' '{a' 'compatible=test,a' '}' '}'
bad "a compatible that does not end" "/a: $strings"
fdt '{' '{a' 'compatible=' '}' '}'
bad "an empty compatible" "/a: $strings"
fdt '{' '{a' 'compatible=test\x07a\0' '}' '}'
bad "a compatible with a control character" "/a: $strings"
fdt '{' 'compatible=test,board\0' '{a' '{b' 'compatible=test\x7f\0' '}' '}' '}'
bad "the same further down" "/a/b: $strings"
fdt '{' '{a' 'device_type=pci' '}' '}'
bad "a device_type that does not end" "/a: device_type: not one string without blanks"
fdt '{' '{a' 'device_type=a b\0' '}' '}'
bad "a device_type with a blank" "/a: device_type: not one string without blanks"
fdt '{' '{a' 'phandle=\0\0\0\0' '}' '}'
bad "phandle 0" "/a: phandle: 0 and 0xffffffff are none"
fdt '{' '{a' 'phandle=\xff\xff\xff\xff' '}' '}'
bad "phandle 0xffffffff" "/a: phandle: 0 and 0xffffffff are none"
fdt '{' '{a' 'phandle=\0\0\0\0\0\0\0\1' '}' '}'
bad "a phandle of eight bytes" "/a: phandle: is not of 4 bytes"
fdt '{' '{a' 'linux,phandle=\1' '}' '}'
bad "a phandle of one byte" "/a: linux,phandle: is not of 4 bytes"
fdt '{' '{a' 'phandle=\0\0\0\1' 'linux,phandle=\0\0\0\2' '}' '}'
bad "two phandles of one node" "/a: linux,phandle: phandle and linux,phandle differ"
fdt '{' '{a' 'phandle=\0\0\0\7' '}' '{b' '{c' 'phandle=\0\0\0\7' '}' '}' '}'
bad "two nodes with one phandle" "/b/c: phandle: 0x7 is also that of /a"

# ---- suppliers: a warning

# warned NAME REASON: tree.dtb is read, the reason is a warning, and the device a is there
warned() {
	list --dtb tree.dtb
	printf 'coldprobe: warning: tree.dtb: %s\n' "$2" >expected
	[ "$status" -eq 0 ] && cmp -s expected stderr && grep -qx 'a of: test,a' stdout
	ok $? "$1"
	cmp -s expected stderr || diff expected stderr | sed 's/^/# /'
}

# tree PROPERTIES MORE: a device a with these, and more nodes
tree() {
	echo "/dts-v1/; / { a { compatible = \"test,a\"; $1 }; $2 };" | dts
}

tree 'clocks = <0x99>;'
warned "a phandle that no node has" "/a: clocks: no node has the phandle 0x99"
tree 'vmmc-supply = <0xffffffff>;'
warned "the phandle that is none" "/a: vmmc-supply: no node has the phandle 0xffffffff"
tree 'clocks = <&b>;' 'b: b { };'
warned "a supplier without #clock-cells" "/a: clocks: /b has no #clock-cells"
tree 'clocks = <&b>;' 'b: b { #clock-cells; };'
warned "an empty #clock-cells" "/a: clocks: /b has no #clock-cells"
tree 'clocks = <&b>;' 'b: b { #clock-cells = <0x7fffffff>; };'
warned "2147483647 cells" "/a: clocks: /b has #clock-cells 2147483647, more than 16"
# With this, and with interrupt parents in a circle, dtc does not end.
fdt '{' '{a' 'compatible=test,a\0' 'cd-gpios=\0\0\0\1\0\0\0\0' '}' '{b' 'phandle=\0\0\0\1' '#gpio-cells=\xff\xff\xff\xff' '}' '}'
warned "4294967295 cells" "/a: cd-gpios: /b has #gpio-cells 4294967295, more than 16"
tree 'resets = <&b 1>, <&b>;' 'b: b { #reset-cells = <1>; };'
warned "cells that are not there" "/a: resets: ends within the 1 cells behind phandle 0x1"
tree 'phys = [00 00 01];'
warned "three bytes" "/a: phys: 3 bytes, no multiple of 4"
tree 'interrupts = <1>;'
warned "no interrupt-parent" "/a: interrupts: there is no interrupt-parent"
fdt '{' 'interrupt-parent=\0\0\0\1' '{a' 'compatible=test,a\0' 'interrupts=\0\0\0\1' '}' '{b' 'phandle=\0\0\0\1' \
	'interrupt-parent=\0\0\0\1' '}' '}'
warned "interrupt parents in a circle" "/a: interrupts: the way to an interrupt parent is longer than 64"
tree 'interrupt-map = <0 1>; #interrupt-cells = <1>; #address-cells = <2>;'
warned "an interrupt-map that ends in its first entry" "/a: interrupt-map: ends within an entry"
tree 'interrupt-map = <0 1 &b>; #interrupt-cells = <1>; #address-cells = <1>;' 'b: b { #interrupt-cells = <1>; };'
warned "an interrupt-map that ends behind the phandle" "/a: interrupt-map: ends within an entry"
fdt '{' '{a' 'compatible=test,a\0' 'interrupt-map=\0\0\0\0' '#interrupt-cells=\x40\0\0\0' '}' '}'
warned "an interrupt-map with 1073741824 cells" "/a: interrupt-map: /a has #interrupt-cells 1073741824, more than 16"
fdt '{' '{a' 'compatible=test,a\0' 'interrupt-map=\0\0\0\0' '#interrupt-cells=\0\0\0\1' '#address-cells=\xff\xff\xff\xff' '}' '}'
warned "an interrupt-map with 4294967295 address cells" "/a: interrupt-map: #address-cells 4294967295, more than 16"
tree 'iommu-map = <0 1 2>;'
warned "an iommu-map with three cells" "/a: iommu-map: 12 bytes, no multiple of 16"
tree 'msi-map = <0 7 0 1>;'
warned "an msi-map to nowhere" "/a: msi-map: no node has the phandle 0x7"
tree '' 'aliases { mmc0 = "mmc"; };'
warned "an alias that is no path" "/aliases: mmc0: no path, or more than 1000 of them"

# shellcheck disable=SC2046 # words
tree "$(seq -f 'x%g-supply = <0x99>;' 1 25)"
list --dtb tree.dtb
[ "$status" -eq 0 ] && [ "$(wc -l <stderr)" = 21 ] &&
	[ "$(tail -n 1 stderr)" = "coldprobe: warning: tree.dtb: 5 more of that kind" ]
ok $? "of 25 warnings 20 are told"

# good NAME DEVICES: tree.dtb is read without a word
good() {
	list --dtb tree.dtb
	[ "$status" -eq 0 ] && [ ! -s stderr ] && [ "$(sed 's/ .*//' stdout | tr '\n' ' ')" = "$2" ]
	ok $? "$1"
	sed 's/^/# /' stderr
}
tree 'clocks = <&b>; b: b { compatible = "test,b"; clocks = <&c>; #clock-cells = <0>; };' \
	'c: c { compatible = "test,c"; clocks = <&b>; #clock-cells = <0>; };'
good "suppliers in a circle" "a b c "
tree 'clocks = <0>, <&c>;' 'c: c { compatible = "test,c"; #clock-cells = <0>; status = "disabled"; };'
good "an empty entry, a disabled supplier" "a "
tree '' 'b { status = "fail"; c { compatible = "test,c"; }; }; d { status; compatible = "test,d"; };'
good "what is below a disabled node, or has an odd status, is no device" "a "

# ---- overlays

dtc -q -@ -I dts -O dtb -o base.dtb - <<'END'
/dts-v1/;
/ { soc: soc { compatible = "simple-bus"; mmc: mmc { compatible = "test,mmc"; }; }; };
END
cp base.dtb tree.dtb

# over NAME REASON: over.dtbo is refused
over() {
	list --dtb tree.dtb --dtbo over.dtbo
	refused "$1" "coldprobe: over.dtbo: $2"
}

cp good.dtb over.dtbo
over "a tree as an overlay" "no overlay: no node of it has an __overlay__"
echo '/dts-v1/; /plugin/; &mmc { status = "disabled"; };' | dtbo
cp over.dtbo good.dtbo
list --dtb base.dtb --dtbo good.dtbo
[ "$status" -eq 0 ] && [ "$(cat stdout)" = "soc of: simple-bus" ]; ok $? "the overlay itself is good"
list --dtb good.dtbo
refused "an overlay as a tree" "coldprobe: good.dtbo: an overlay: it goes with --dtbo, onto the tree of --dtb"
head -c 100 good.dtbo >over.dtbo
over "cut off" "cut short: 100 bytes, its header says $(wc -c <good.dtbo)"
echo 'no overlay' >over.dtbo
over "a text" "no device tree: it does not begin with d00dfeed"
echo '/dts-v1/; /plugin/; &sdhci { status = "okay"; };' | dtbo
over "a label that the tree has not" "/__fixups__: sdhci: the tree has no such label in /__symbols__"
cp good.dtb tree.dtb
over "a tree without labels" "/__fixups__: sdhci: the tree has no labels (/__symbols__; dtc -@ keeps them)"
cp base.dtb tree.dtb
echo '/dts-v1/; /plugin/; &{/soc/spi} { status = "okay"; };' | dtbo
over "a path that the tree has not" "/fragment@0: target-path: the tree has no node /soc/spi"
list --dtb base.dtb --dtbo good.dtbo --dtbo over.dtbo
refused "the second of two" "coldprobe: over.dtbo: /fragment@0: target-path: the tree has no node /soc/spi"
list --dtb base.dtb --dtbo absent.dtbo
refused "no such overlay" "coldprobe: absent.dtbo: No such file or directory"

# built NAME REASON WORD...: an overlay of these words
built() {
	name=$1 reason=$2
	shift 2
	perl fdt.pl '{' "$@" '}' >over.dtbo
	over "$name" "$reason"
}
built "no target" "/f: neither target nor target-path" '{f' '{__overlay__' '}' '}'
built "a target-path that does not end" "/f: target-path: not a string" '{f' 'target-path=/' '{__overlay__' '}' '}'
built "a phandle for a target that is none" "a phandle in it is wrong" '{f' 'target=\xff\xff\xff\xff' '{__overlay__' '}' '}'
form='a fixup is not "/path:property:offset"'
f='{f target=\xff\xff\xff\xff {__overlay__ } }'
# shellcheck disable=SC2086 # words
{
	built "fixups without an end" "/__fixups__: soc: not strings" $f '{__fixups__' 'soc=/f:target:0' '}'
	built "a fixup without a property" "/__fixups__: soc: $form" $f '{__fixups__' 'soc=/f\0' '}'
	built "a fixup without an offset" "/__fixups__: soc: $form" $f '{__fixups__' 'soc=/f:target:\0' '}'
	built "a fixup at -4" "/__fixups__: soc: $form" $f '{__fixups__' 'soc=/f:target:-4\0' '}'
	built "a fixup with more behind it" "/__fixups__: soc: $form" $f '{__fixups__' 'soc=/f:target:0x\0' '}'
	built "a fixup outside the property" "/__fixups__: soc: /f: target has no phandle at 1" $f '{__fixups__' 'soc=/f:target:1\0' '}'
	built "a fixup far outside" "/__fixups__: soc: /f: target has no phandle at 4294967292" $f '{__fixups__' \
		'soc=/f:target:4294967292\0' '}'
	built "a fixup of no node" "/__fixups__: soc: the overlay has no node /g" $f '{__fixups__' 'soc=/g:target:0\0' '}'
	built "a fixup of no property" "/__fixups__: soc: /f has no property reg" $f '{__fixups__' 'soc=/f:reg:0\0' '}'
	built "a local fixup outside the property" "/__local_fixups__/f: target: /f: target has no phandle at 16777216" $f \
		'{__local_fixups__' '{f' 'target=\1\0\0\0' '}' '}'
	built "a local fixup of no property" "/__local_fixups__/f: reg: /f has no property reg" $f \
		'{__local_fixups__' '{f' 'reg=\0\0\0\0' '}' '}'
	built "a local fixup of no node" "/__local_fixups__/g: reg: the overlay has no node /g" $f \
		'{__local_fixups__' '{g' 'reg=\0\0\0\0' '}' '}'
	built "half a local fixup" "/__local_fixups__/f: target: 2 bytes, no multiple of 4" $f \
		'{__local_fixups__' '{f' 'target=\0\0' '}' '}'
}
perl fdt.pl '{' '{soc' "big=\${\\('x' x 1500000)}" '}' '}' >tree.dtb
perl fdt.pl '{' '{f' 'target-path=/soc\0' '{__overlay__' "more=\${\\('x' x 1500000)}" '}' '}' '}' >over.dtbo
list --dtb tree.dtb --dtbo over.dtbo
refused "a tree that grows beyond 2 MiB" \
	"coldprobe: tree.dtb: $(($(wc -c <tree.dtb) + 1500000 + 17)) bytes, says its header; more than 2 MiB no kernel takes"

list --dtbo over.dtbo
refused_with 2 "an overlay of nothing" \
	"coldprobe: list: --dtbo: an overlay of what? It goes with --dtb; try coldprobe list --help"
list --dtb base.dtb --board base.board
refused_with 2 "two machines" "coldprobe: list: --sysfs, --board and --dtb: one of them; try coldprobe list --help"
finish
