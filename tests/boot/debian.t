#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Debian, with systemd, comes up to the end from ext4, btrfs and xfs, each on another machine.
. "$(dirname "$0")/lib.sh"

# debian TYPE MACHINE, in the background; what_came TYPE DISK: what it came to
debian()
{
	run_make "$1" boot DISTRO=debian "ROOTFS=$1" "MACHINE=$2"
	cp "build/boot/$2/console.log" "$work/$1.log"
}

what_came()
{
	reached "$1"
	says "$1" 'Startup finished in .*\(userspace\)' 'systemd says "Startup finished"'
	grep -q '^Startup finished in ' "$work/$1.out"
	ok $? "$1: make boot shows it" "$1"
	is "$(tr -d '\r' <"$work/$1.log" | sed -n 's/.*coldprobe-root: failed unit //p')" "" "$1: no unit failed" "$1"
	traced "$1" mount "$2" "$1 ro"
}

# All three roots are made at once, by the first; two boots at a time.
scripts/make-debian-root "$MODULES" >/dev/null || give_up "scripts/make-debian-root failed"
debian ext4 virtio-scsi &
debian btrfs nvme
debian xfs virtio-blk
wait
what_came ext4 sda
what_came btrfs nvme0n1
what_came xfs vda
plan
