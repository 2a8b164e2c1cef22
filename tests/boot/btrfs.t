#!/bin/sh
# SPDX-License-Identifier: MIT
# A btrfs on two devices: mounted once both are there, whatever root= names; with one of them gone, if it may be.
. "$(dirname "$0")/lib.sh"

make_image default
make_disk root --type btrfs
truncate -s 128M "$work/second.disk"
second="-drive if=none,id=second,format=raw,file=$work/second.disk -device virtio-blk-pci,drive=second"

# Only a kernel makes it span two: the root's init asks for that.
boot add virtio-blk default root "root=UUID=$uuid rw -- btrfs-add=/dev/vdb" --qemu "$second" --write
reached add "made"
is "$(value add 'btrfs-add /dev/vdb')" ok "the root spans two devices" add
for disk in root second; do
	is "$(blkid -p -o value -s UUID "$work/$disk.disk")" $uuid "$disk.disk is one of its devices"
done

second="-drive if=none,id=second,format=raw,snapshot=on,file=$work/second.disk -device virtio-blk-pci,drive=second"
boot uuid virtio-blk default root "root=UUID=$uuid" --qemu "$second" &
boot name virtio-blk default root "root=/dev/vda" --qemu "$second" --smp 4 &
wait
boot alone virtio-blk default root "root=UUID=$uuid rootwait=6" &
boot late virtio-blk default second "root=UUID=$uuid rootwait" --qemu "-device qemu-xhci -device
	usb-storage,drive=first -drive if=none,id=first,format=raw,snapshot=on,file=$work/root.disk" &
wait

reached uuid "root=UUID="
reached name "root=/dev/vda"
for name in uuid name; do
	is "$(trace $name | awk -F '\t' '$3 == "block" && $5 ~ /^btrfs/ { print $4 }' | sort -u | tr '\n' ' ')" "vda vdb " \
		"$name: both devices are looked at" $name
	! grep -a -q ' have it; taking ' "$work/$name.log"
	ok $? "$name: they are no doubles" $name
done
reached late "its first device on USB, a second later"
panics alone
says alone "coldprobe: root=UUID=$uuid: another device of its filesystem did not appear"
plan
