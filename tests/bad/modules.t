#!/bin/sh
# SPDX-License-Identifier: MIT
# Module directories and module files that are not what they should be.
. "$(dirname "$0")/common.sh"

"$COLDPROBE" image --kernel absent --probe "$PROBE" -o image >stdout 2>stderr; status=$?
refused "directory absent" "coldprobe: absent: No such file or directory"

echo text >kernel; image
refused "directory is a file" "coldprobe: kernel: not a directory"
rm kernel

mkdir kernel; image
refused "directory empty" \
	"coldprobe: kernel: not a kernel's module directory: neither kernel/ nor modules.order is in it"
mkdir kernel/6.1.0; cp "$MODULES/kernel/lib/crc16.ko" kernel/6.1.0; image
refused "directory above the right one" \
	"coldprobe: kernel: not a kernel's module directory: neither kernel/ nor modules.order is in it"
rm -r kernel

mkdir -p kernel/kernel; image
refused "no module in it" "coldprobe: kernel: holds no kernel module"
rm -r kernel

small_kernel kernel
image --module loop
[ "$status" -eq 0 ] && [ -s image ]; ok $? "the small kernel itself is good"
rm -f image

ko=kernel/kernel/drivers/block/loop.ko
size=$(stat -c %s $ko)
cp $ko whole

: >$ko; image
refused "empty .ko" "coldprobe: $ko: empty file"
echo "this is no module, whatever its name says" >$ko; image
refused "non-ELF .ko" "coldprobe: $ko: not an ELF file"
head -c 40 whole >$ko; image
refused "cut off in the ELF header" "coldprobe: $ko: truncated: shorter than an ELF header"
head -c $((size / 2)) whole >$ko; image
refused "cut off in the middle" "coldprobe: $ko: truncated: its sections lie beyond its end"
if tail -c 28 whole | grep -q 'Module signature appended'; then
	for cut in 1 28 100; do
		head -c $((size - cut)) whole >$ko; image
		refused "signature short by $cut" "coldprobe: $ko: truncated: cut off in its signature"
	done
fi
cp "$COLDPROBE" $ko; image
refused "a program by a module's name" "coldprobe: $ko: not a module: not a relocatable ELF object"

rm $ko
xz -c whole | head -c 2000 >$ko.xz; image
status_ok=$status
[ "$status_ok" -eq 1 ] && grep -q "^coldprobe: $ko.xz: cannot be decompressed: " stderr &&
	[ "$(wc -l <stderr)" -eq 1 ] && [ ! -e image ]
ok $? "truncated .ko.xz"
rm $ko.xz
echo "no gzip either" >$ko.gz; image
refused ".ko.gz that is text" "coldprobe: $ko.gz: not an ELF file"
rm $ko.gz

ln -s /nowhere $ko; image
refused "a link that leads nowhere" "coldprobe: $ko: a symbolic link that leads nowhere"
rm $ko; cp whole $ko

image --module no_such
refused "required module that does not exist" \
	"coldprobe: --module no_such: kernel has no such module, and it is not built in"
image --module 'no_such?'
[ "$status" -eq 0 ] && [ ! -s stderr ] && [ -s image ]; ok $? "optional module that does not exist"
rm -f image
builtin=$(sed -n '1s,.*/,,;1s,\.ko,,p' kernel/modules.builtin)
image --module "$builtin"
[ "$status" -eq 0 ] && [ ! -s stderr ] && [ -s image ]; ok $? "required module that is built in: $builtin"

finish
