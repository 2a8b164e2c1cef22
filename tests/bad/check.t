#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe check: wrong usage, what cannot be read, and images that are damaged.
. "$(dirname "$0")/common.sh"
small_kernel kernel

# run ARGUMENT...: check as it is
run() {
	"$COLDPROBE" check "$@" >stdout 2>stderr
	status=$?
}

try='; try coldprobe check --help'
printf 'path: /devices/virtio0\nmodalias: virtio:d00000002v00001AF4\n' >board
"$COLDPROBE" image --kernel kernel --probe "$PROBE" --compress none -o good.img >/dev/null
run --board board
refused_with 2 "no image" "coldprobe: check: takes one IMAGE$try"
run good.img good.img --board board
refused_with 2 "two images" "coldprobe: check: takes one IMAGE$try"
run good.img
refused_with 2 "no machine" "coldprobe: check: --dtb FILE or --board FILE is missing$try"
run good.img --dtbo overlay.dtbo
refused_with 2 "an overlay of nothing" "coldprobe: check: --dtbo overlay.dtbo: no --dtb is before it$try"
run good.img --board board --root /devices/virtio0 --root-path
refused_with 2 "two roots" "coldprobe: check: --root and --root-path: one or the other$try"
run good.img --board board --frobnicate
refused_with 2 "unknown option" "coldprobe: check: unknown option --frobnicate$try"
run good.img --board
refused_with 2 "option without its value" "coldprobe: check: option --board needs a value$try"
run good.img --board board --keep phy
refused_with 2 "an option of image alone" "coldprobe: check: unknown option --keep$try"

run good.img --board absent
refused "no board" "coldprobe: absent: No such file or directory"
run good.img --board board --root virtio7
refused "no such root" "coldprobe: board: --root virtio7: it has no such device, and no such alias"
run good.img --board board
refused "no kernel in the usual place" \
	"coldprobe: good.img: it is for kernel kernel, and there is no /lib/modules/kernel: --kernel DIR names it"
run good.img --board board --kernel absent
refused "no such kernel" "coldprobe: absent: No such file or directory"
run good.img --board board --kernel kernel --firmware absent
refused "no firmware" "coldprobe: --firmware absent: No such file or directory"
run good.img --board board --kernel kernel --kernel-config absent
refused "no config" "coldprobe: --kernel-config absent: No such file or directory"
run good.img --board board --kernel kernel --profile nothing
[ "$status" -eq 1 ] && [ ! -s stdout ] && grep -q '^coldprobe: profile nothing: there is none of that name; ' stderr
ok $? "no such profile"
run absent.img --board board --kernel kernel
refused "no image there" "coldprobe: absent.img: No such file or directory"
: >broken; run broken --board board --kernel kernel
refused "empty image" "coldprobe: broken: empty file"
echo text >broken; run broken --board board --kernel kernel
refused "no archive" "coldprobe: broken: not an initramfs image: Unrecognized archive format"
echo kernel | cpio -o -H newc >broken 2>/dev/null; run broken --board board --kernel kernel
refused "no init" "coldprobe: broken: there is no init in it"
size=$(stat -c %s good.img)
for part in 3 2; do
	head -c $((size / part)) good.img >broken; run broken --board board --kernel kernel
	[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && [ ! -s stdout ] && grep -q '^coldprobe: broken: damaged: ' stderr
	ok $? "cut short: $(cat stderr)"
done
mkdir tree; (cd tree && cpio -idm --quiet <../good.img) 2>/dev/null
# repack: ./broken from the tree
repack() {
	(cd tree && find . -mindepth 1 | sed 's,^\./,,' | cpio -o -H newc --quiet) >broken 2>/dev/null
}
cp tree/init init
cp "$PROBE" tree/init; repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && [ "$(sed -n 1p stdout)" = "-: the image is for that kernel, kernel is of kernel: coldprobe image --kernel kernel" ]
ok $? "a probe that was never baked: $(head -n 1 stdout)"
echo text >tree/init; repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^coldprobe: broken: init: ' stderr
ok $? "an init that is no probe: $(cat stderr)"
cp init tree/init; echo text >tree/lib/coldprobe/manifest; repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^coldprobe: broken: lib/coldprobe/manifest: ' stderr
ok $? "a manifest that is none: $(cat stderr)"
# A manifest is for people: the table and the files decide.
rm tree/lib/coldprobe/manifest; repack; run broken --board board --kernel kernel
cp stdout without; run good.img --board board --kernel kernel
[ "$(sed 's/^broken: /good.img: /' without)" = "$(cat stdout)" ] && [ -s without ]
ok $? "no manifest: the same answer"

# Modules in one file, and the table that knows their places
packed=tree/lib/modules/kernel/packed
IMAGE_WORDS= image --compress-modules zstd --compress-level 1 --module loop
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image) 2>/dev/null; cp "$packed" packed
run image --board board --kernel kernel; cp stdout without
repack; run broken --board board --kernel kernel
[ "$(sed 's/^broken: /image: /' stdout)" = "$(cat without)" ] && [ -s without ]; ok $? "packed modules: the same answer"
rm "$packed"; repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && grep -q "in the image's table, but lib/modules/kernel/packed is not in the archive" stdout
ok $? "their file is not there"
truncate -s -1 packed; cp packed "$packed"; repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && grep -q '^coldprobe: broken: lib/modules/kernel/packed: [a-z_0-9]*: damaged: no packed module$' stderr
ok $? "their file is cut short: $(cat stderr)"
cp packed "$packed"; truncate -s +1 "$packed"
printf '\377\377\377\377\377\377\377\377' | dd of="$packed" bs=1 seek=2000 conv=notrunc status=none
repack; run broken --board board --kernel kernel
[ "$status" -eq 1 ] && grep -q '^coldprobe: broken: lib/modules/kernel/packed: [a-z0-9_]*: damaged: it cannot be inflated$' stderr
ok $? "a damaged module: $(cat stderr)"

"$COLDPROBE" check --help >stdout 2>stderr && [ -s stdout ] && [ ! -s stderr ]
ok $? "check --help"

finish
