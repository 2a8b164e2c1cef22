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

# Without --probe: the command's own one for the modules' machine, built beside it, or installed.
mkdir -p usr/bin
cp "$COLDPROBE" usr/bin/
top=$(realpath usr)

# place MACHINE WHERE MARK: a probe for that machine there; its mark is one of the ELF flags, which nothing reads here
place() {
	mkdir -p "$(dirname "$2")"
	cp "$PROBE" "$2"
	patch "$2" 18 "$1"
	patch "$2" 48 "$3"
}

# own: make ./image with that command
own() {
	usr/bin/coldprobe image --kernel kernel --module loop --compress none -o image >stdout 2>stderr
	status=$?
}

# takes MARK NAME: own takes the probe with that mark
takes() {
	own
	cpio -i --quiet --to-stdout init <image >init
	[ "$status" -eq 0 ] && [ ! -s stderr ] && [ "$(od -An -tx1 -j 48 -N 1 init)" = " $1" ]
	ok $? "$2"
	rm -f image
}

# lacks NAME: own refuses, and says where it looked
lacks() {
	own
	refused "$1" "coldprobe: $ko: for amd64, and there is no probe for that: not $top/bin/amd64-musl/probe, not $top/lib/coldprobe/amd64/probe, not $top/lib/coldprobe/probe: --probe names one"
}

amd64='\76\0'
arm64='\267\0'
# Of both virtio_blk and loop the first in kmod's order speaks, which is this one.
rm -r kernel/kernel/[!d]* kernel/kernel/drivers/[!b]* kernel/kernel/drivers/block/virtio_blk.ko
lacks "no probe at all"
place $arm64 usr/lib/coldprobe/probe '\1'
place $arm64 usr/bin/arm64-musl/probe '\2'
lacks "the one probe that is installed is for arm64"
place $amd64 usr/lib/coldprobe/probe '\3'
takes 03 "the one probe that is installed"
place $amd64 usr/lib/coldprobe/amd64/probe '\4'
takes 04 "of those that are installed, that for the machine"
place $amd64 usr/bin/amd64-musl/probe '\5'
takes 05 "that of the build tree"
patch $ko 18 $arm64
takes 02 "that for arm64 when the module is for arm64"
patch $ko 18 '\3\0'
own
refused "a machine without a probe" "coldprobe: $ko: for ELF machine 3 with 64 bits: no probe is made for that"
finish
