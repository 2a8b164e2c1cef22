#!/bin/sh
# SPDX-License-Identifier: MIT
# Lean modules: who may not have them; module files whose inside is not what it should be.
. "$(dirname "$0")/common.sh"
small_kernel kernel
ko=kernel/kernel/drivers/block/loop.ko
cp $ko whole

taint=": the kernel is tainted (E), and refuses them under module.sig_enforce or lockdown"
echo 'CONFIG_MODULES=y' >config

# lean ARGUMENT...: loop and virtio_blk alone
printf 'module loop\nmodule virtio_blk\n' >two
lean() {
	image --lean --kernel-config config --profile ./two --no-trimmed "$@"
}

# ---- may they be made?
image --lean --keep-compressed
refused_with 2 "--lean --keep-compressed" \
	"coldprobe: image: --lean and --keep-compressed: a module stored as it is cannot be lean; try coldprobe image --help"
for word in MODULE_SIG_FORCE LOCK_DOWN_KERNEL_FORCE_INTEGRITY LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY; do
	printf 'CONFIG_MODULES=y\nCONFIG_%s=y\n' $word >config; lean
	refused "CONFIG_$word=y" \
		"coldprobe: --lean: CONFIG_$word=y is in config: that kernel takes no module without its signature"
	image --kernel-config config --profile ./two
	[ "$status" -eq 0 ] && [ ! -s stderr ]; ok $? "CONFIG_$word=y: no matter without --lean"
	rm -f image
done
echo 'CONFIG_MODULES=y' >config

# warned NAME MESSAGE: the image was made, with that one line
warned() {
	printf '%s\n' "coldprobe: warning: $2" >expected
	[ "$status" -eq 0 ] && [ -s image ] && cmp expected stderr; ok $? "$1"
	rm -f image
}

lean
warned "the taint is said" "--lean: 4 modules are no longer signed$taint"
image --lean --profile ./two
warned "no config" \
	"--lean: 4 modules are no longer signed: the kernel is tainted (E), or refuses them: its config was not found, --kernel-config FILE says"
strip --strip-unneeded -R .BTF whole -o unsigned
cp unsigned $ko; echo 'module loop' >one; lean --profile ./one
warned "what carries no signature does not count" "--lean: 3 modules are no longer signed$taint"

# ---- damaged modules, at the places that readelf tells

# poke OFFSET FORMAT VALUE: into $ko
poke() {
	perl -e 'open my $f, "+<", $ARGV[0] or die; seek $f, $ARGV[1], 0; print $f pack $ARGV[2], $ARGV[3]' $ko "$1" "$2" "$3"
}

table=$(readelf -hW whole | sed -n 's/.*Start of section headers: *\([0-9]*\).*/\1/p')
number() { readelf -SW whole | sed -n "s/^ *\[ *\([0-9]*\)\] $1 .*/\1/p"; }
start() { printf '%d' "0x$(readelf -SW whole | sed -n "s/^ *\[ *[0-9]*\] $1  *[A-Z_]*  *[0-9a-f]* \([0-9a-f]*\) .*/\1/p")"; }
# header SECTION FIELD: where that 4 or 8 byte field of its header is
header() { echo $((table + 64 * $(number "$1") + $2)); }
name=0 type=4 offset=24 size=32 link=40 info=44 entsize=56
symbols=$(readelf -sW whole | sed -n 's/.*contains \([0-9]*\) entries.*/\1/p')
text=$(number .rela.text)

# damaged NAME MESSAGE OFFSET FORMAT VALUE
damaged() {
	cp whole $ko; poke "$3" "$4" "$5"; lean
	refused "$1" "coldprobe: $ko: $2"
}

damaged "the names of sections are nowhere" "damaged: the names of its sections are in none of them" 62 v 60000
damaged "a section without a name" "section $text: its name is not among the names of sections" \
	"$(header .rela.text $name)" V 999999
damaged "a section beyond the end" "truncated: its sections lie beyond its end" "$(header .rela.text $size)" Q '99999999'
damaged "no symbol table" "it has no symbol table" "$(header .symtab $type)" V 1
damaged "two symbol tables" "section $(number .symtab), .symtab: a second symbol table" "$(header .rela.text $type)" V 2
damaged "extended section numbers" "section $(number .comment), .comment: the kernel knows no extended section numbers" \
	"$(header .comment $type)" V 18
damaged "symbols that are no whole number" "section $(number .symtab), .symtab: not a whole number of entries" \
	"$(header .symtab $size)" Q 100
damaged "symbols of another size" "section $(number .symtab), .symtab: not a whole number of entries" \
	"$(header .symtab $entsize)" Q 16
damaged "symbols without names" "the symbols' names are in section 3, which has no names" "$(header .symtab $link)" V 3
damaged "a symbol's name beyond the names" "symbol 5: its name is not among the symbols' names" \
	$(($(start .symtab) + 24 * 5)) V 9999999
global=$(readelf -sW whole | awk '$5 == "GLOBAL" && $7 ~ /[0-9]/ { sub(":", "", $1); print $1, $8; exit }')
damaged "a symbol in no section" "symbol ${global% *}, ${global#* }: in section 5000, which is not there" \
	$(($(start .symtab) + 24 * ${global% *} + 6)) v 5000
damaged "a symbol in an extended section" "symbol ${global% *}, ${global#* }: in section 65535, which is not there" \
	$(($(start .symtab) + 24 * ${global% *} + 6)) v 65535
damaged "a local symbol behind global ones" \
	"symbol $((symbols - 1)), $(readelf -sW whole | awk 'NF == 8 { name = $8 } END { print name }'): local, but behind global ones" \
	$(($(start .symtab) + 24 * (symbols - 1) + 4)) C 0
damaged "relocations with other symbols" "section $text, .rela.text: its symbols are in section 1, not in the symbol table" \
	"$(header .rela.text $link)" V 1
damaged "relocations of nothing" "section $text, .rela.text: it relocates section 0, which is not there" \
	"$(header .rela.text $info)" V 0
damaged "relocations of no section" "section $text, .rela.text: it relocates section 777, which is not there" \
	"$(header .rela.text $info)" V 777
damaged "relocations of relocations" "section $text, .rela.text: it relocates relocations" \
	"$(header .rela.text $info)" V "$text"
damaged "relocations that are no whole number" "section $text, .rela.text: not a whole number of entries" \
	"$(header .rela.text $size)" Q 25
damaged "a relocation of no symbol" \
	"section $text, .rela.text: relocation 2 is of symbol 8000000, and there are $symbols" \
	$(($(start .rela.text) + 24 * 2 + 12)) V 8000000
damaged "a relocation of what is not loaded" \
	"section $text, .rela.text: relocation 1 is of .comment, which the kernel does not load" \
	$(($(start .symtab) + 24 * $(readelf -rW whole | awk '/Offset/ { getline; getline; print substr($2, 1, 8); exit }' | sed 's/^/0x/' | xargs printf '%d') + 6)) \
	v "$(number .comment)"
damaged "goes with no section" "section $(number .text), .text: it goes with section 4242, which is not there" \
	"$(header .text $link)" V 4242

# ---- by default: what has nothing to lose is lean; when that is not possible, it is stored as it is
cp unsigned $ko; image --kernel-config config --profile ./one --compress none
[ "$status" -eq 0 ] && [ ! -s stderr ] && "$COLDPROBE" inspect image | grep -q ' unsigned loop  *- *device,lean '
ok $? "no signature, no BTF: lean"
image --kernel-config config --profile ./one --compress none --no-lean
"$COLDPROBE" inspect image | grep -q ' unsigned loop  *- *device '; ok $? "--no-lean: as it is"
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image); cmp tree/lib/modules/kernel/kernel/drivers/block/loop.ko unsigned
ok $? "--no-lean: bit for bit"
objcopy whole $ko; image --kernel-config config --profile ./one --compress none
"$COLDPROBE" inspect image | grep -q ' unsigned loop  *- *device '; ok $? "no signature, but BTF: as it is"
cp unsigned $ko; cp $ko whole
table=$(readelf -hW whole | sed -n 's/.*Start of section headers: *\([0-9]*\).*/\1/p'); poke "$(header .symtab $type)" V 1
image --kernel-config config --profile ./one
warned "damaged: as it is" "$ko: stored as it is: it has no symbol table"

finish
