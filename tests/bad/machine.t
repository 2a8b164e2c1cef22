#!/bin/sh
# SPDX-License-Identifier: MIT
# A probe and modules of different machines: the number of the machine stands at byte 18 of an ELF file, its class at 4.
. "$(dirname "$0")/common.sh"

# patch FILE OFFSET BYTES
patch() {
	# shellcheck disable=SC2059 # the bytes are a format
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

small_kernel kernel
ko=kernel/kernel/drivers/block/loop.ko
cp $ko whole
image --module loop
[ "$status" -eq 0 ] && [ -s image ]; ok $? "the small kernel itself is good"
rm -f image

# module_for BYTES NAME: loop.ko as that machine's
module_for() {
	cp whole $ko
	patch $ko 18 "$1"
	image --module loop
	refused "a module for $2" "coldprobe: $ko: for $2, but the probe $PROBE is for amd64: --probe names another"
}
module_for '\267\0' arm64
module_for '\363\0' riscv64
module_for '\050\0' 'ELF machine 40 with 64 bits'
module_for '\003\0' 'ELF machine 3 with 64 bits'

# What is not chosen does not count.
image
[ "$status" -eq 0 ] && [ -s image ]; ok $? "it is no module of the image"
rm -f image

cp whole $ko
cp "$PROBE" probe
patch probe 18 '\267\0'
"$COLDPROBE" image --kernel kernel --module loop --probe probe -o image >stdout 2>stderr; status=$?
[ "$status" -eq 1 ] && [ ! -e image ] && [ "$(wc -l <stderr)" = 1 ] &&
	grep -qx 'coldprobe: kernel/kernel/.*\.ko: for amd64, but the probe probe is for arm64: --probe names another' stderr
ok $? "a probe for arm64"
finish
