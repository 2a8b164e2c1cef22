#!/bin/sh
# SPDX-License-Identifier: MIT
# Firmware that cannot be read, and directories of it that are none.
. "$(dirname "$0")/common.sh"
small_kernel kernel
mkdir -p kernel/kernel/drivers/net fw
cp "$MODULES/kernel/drivers/net/usb/kaweth.ko" "$MODULES/kernel/drivers/net/mii.ko" kernel/kernel/drivers/net
for module in usb/core/usbcore usb/common/usb-common; do
	cp "$MODULES/kernel/drivers/$module.ko" kernel/kernel/drivers/net
done

# with DIR ARGUMENT...: an image with kaweth, which names four files
with() {
	directory=$1; shift
	image --module kaweth --firmware "$directory" "$@"
}

with absent
refused "--firmware: no such directory" "coldprobe: --firmware absent: No such file or directory"
with "$COLDPROBE"
refused "--firmware: a file" "coldprobe: --firmware $COLDPROBE: not a directory"
image --firmware-missing maybe
refused_with 2 "--firmware-missing: another word" \
	"coldprobe: image: --firmware-missing maybe: there are load, leave; try coldprobe image --help"
image --firmware-missing pack
refused_with 2 "--firmware-missing: pack" \
	"coldprobe: image: --firmware-missing pack: there are load, leave; try coldprobe image --help"

mkdir fw/kaweth
ln -s new_code.bin fw/kaweth/new_code.bin; with fw
refused "a file that cannot be looked at" "coldprobe: fw/kaweth/new_code.bin: Too many levels of symbolic links"
rm fw/kaweth/new_code.bin
if [ "$(id -u)" -ne 0 ]; then
	: >fw/kaweth/new_code.bin; chmod 0 fw/kaweth/new_code.bin; with fw
	refused "a file that cannot be read" "coldprobe: fw/kaweth/new_code.bin: Permission denied"
	rm -f fw/kaweth/new_code.bin
fi

seq 100000 | xz | head -c 3000 >fw/kaweth/new_code.bin.xz; with fw
[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && [ ! -e image ] &&
	grep -q '^coldprobe: fw/kaweth/new_code.bin.xz: cannot be decompressed: ' stderr
ok $? "damaged .xz: $(cat stderr)"
rm fw/kaweth/new_code.bin.xz

# What is missing is said once, after the image is complete
mkdir fw/kaweth/new_code.bin; ln -s nowhere fw/kaweth/new_code_fix.bin
with fw
[ "$status" -eq 0 ] && [ -s image ] && printf '%s\n' "coldprobe: warning: kaweth: missing firmware: $(
	modinfo -F firmware "$MODULES/kernel/drivers/net/usb/kaweth.ko" | head -n 3 | paste -sd, | sed 's/,/, /g'
) and 1 more" | cmp -s - stderr
ok $? "missing, a directory, a link to nowhere: $(cat stderr)"
rm image

image --firmware fw
[ "$status" -eq 0 ] && [ ! -s stderr ]; ok $? "no word of what is not in the image"

finish
