#!/bin/sh
# SPDX-License-Identifier: MIT
# What is in when the root's init begins: after coldprobe, and after Debian's own initramfs (udev and kmod) on the same
# machine with the same kernel and root. Every module that only one of them has is named in docs/modules.md, with the
# reason, and the root's own driver and filesystem are in either way.
. "$(dirname "$0")/lib.sh"

machines='virtio-blk nvme ahci usb virtio-scsi sdcard'
peer=$(scripts/peer-initramfs "$MODULES") || give_up "no initramfs of Debian's"
cp "$peer" "$work/peer.image"
make_image default
make_disk root

# explained WHO: the modules in the first column of the table below that heading of docs/modules.md
explained()
{
	sed -n "/^## Only with $1/,/^## /s/^| \`\(.*\)\` |.*/\1/p" docs/modules.md | sed 's/`//g; s/, /\n/g' | sort -u
}

modules_of()
{
	value "$1" modules | tr ' ' '\n' | sort
}

for machine in $machines; do
	boot "$machine" "$machine" default root "root=UUID=$uuid" &
	boot "$machine-peer" "$machine" peer root "root=UUID=$uuid" &
	wait
done

explained udev >"$work/udev"
explained coldprobe >"$work/coldprobe"
for machine in $machines; do
	reached "$machine"
	reached "$machine-peer" "$machine: Debian's initramfs reaches root"
	modules_of "$machine" >"$work/$machine.ours"
	modules_of "$machine-peer" >"$work/$machine.theirs"
	echo "# $machine: $(wc -l <"$work/$machine.ours") modules, $(wc -l <"$work/$machine.theirs") with udev and kmod"
	echo "# $machine: only udev: $(comm -13 "$work/$machine.ours" "$work/$machine.theirs" | tr '\n' ' ')"
	echo "# $machine: only coldprobe: $(comm -23 "$work/$machine.ours" "$work/$machine.theirs" | tr '\n' ' ')"
	is "$(comm -13 "$work/$machine.ours" "$work/$machine.theirs" | comm -23 - "$work/udev")" "" \
		"$machine: what only udev and kmod have is explained"
	is "$(comm -23 "$work/$machine.ours" "$work/$machine.theirs" | comm -23 - "$work/coldprobe")" "" \
		"$machine: what only coldprobe has is explained"
	is "$(comm -12 "$work/$machine.ours" "$work/$machine.theirs" | grep -c -x -e ext4 -e jbd2 -e crc32c_intel \
		-e "$(sed -n 's/^driver: *//p' "qemu/$machine")")" 4 "$machine: the root's driver and filesystem are in both"
done
plan
