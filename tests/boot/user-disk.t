#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk image and a kernel of the user's own: root is guessed, and the image stays as it is unless WRITE=1.
. "$(dirname "$0")/lib.sh"

sum()
{
	sha256sum <"$work/mine.disk"
}

boot_mine()
{
	boot_name=$1
	shift
	run_make "$boot_name" boot MACHINE=nvme DISK="$work/mine.disk" KERNEL="$KERNEL" MODULES="$MODULES" APPEND=rw "$@"
	cp build/boot/nvme/console.log "$work/$boot_name.log"
	reached "$boot_name"
	grep -q 'ext4 on partition 1 of the table' "$work/$boot_name.out"
	ok $? "$boot_name: root is guessed from the partition table" "$boot_name"
	is "$(value "$boot_name" root | cut -d ' ' -f 2-)" "ext4 rw" "$boot_name: root is writable for the guest" "$boot_name"
}

make_disk mine --partitioned gpt
before=$(sum)
boot_mine kept
is "$(sum)" "$before" "the image is untouched, although the guest wrote to it"
boot_mine written WRITE=1
[ "$(sum)" != "$before" ]
ok $? "WRITE=1 lets the guest change the image" written
plan
