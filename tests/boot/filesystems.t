#!/bin/sh
# SPDX-License-Identifier: MIT
# A root on every filesystem that a superblock is known of, named by UUID and by LABEL where it has them, without
# rootfstype=: what blkid says on the host is what the probe finds. ntfs3 is no part of Debian 12's kernels; what is
# read of NTFS is in tests/unit/superblock_blkid.c.
. "$(dirname "$0")/lib.sh"

make_image default

# Nothing on this host writes into these: their own kernel does, from an initramfs of which the init is the test's.
mkdir "$work/tree"
cp "$test_init" "$work/tree/maker"
{
	(cd "$work/tree" && echo maker | cpio -o -H newc --quiet)
	cat "$work/default.image"
} >"$work/maker.image"

populate()
{
	make_disk "$1" --type "$1"
	boot "make-$1" virtio-blk maker "$1" \
		"rdinit=/maker -- request=virtio_pci request=virtio_blk request=fs-$1 populate=$1" --write
}

populate exfat &
populate jfs &
wait
populate nilfs2
for type in exfat jfs nilfs2; do
	is "$(value make-$type "populate $type")" ok "$type: its kernel puts a root into it" make-$type
done

for type in ext2 ext3 ext4 xfs btrfs f2fs squashfs erofs vfat iso9660; do
	make_disk $type --type $type
done

# try TYPE NAME: by what blkid calls NAME, if it has that
try()
{
	value=$(blkid -p -o value -s "$2" "$work/$1.disk")
	[ "$value" ] || return 0
	boot "$1-$2" virtio-blk default "$1" "root=$2=$value"
}

check()
{
	for name in UUID LABEL; do
		[ -e "$work/$1-$name.status" ] || continue
		reached "$1-$name" "$1: by its $name, $(blkid -p -o value -s $name "$work/$1.disk")"
		traced "$1-$name" mount vda "$1 ro"
	done
}

boot squashfs-UUID virtio-blk default squashfs root=/dev/vda
for type in ext2 ext3 ext4 xfs btrfs f2fs erofs vfat exfat iso9660 jfs nilfs2; do
	try $type UUID &
	try $type LABEL &
	wait
done
for type in ext2 ext3 ext4 xfs btrfs f2fs squashfs erofs vfat exfat iso9660 jfs nilfs2; do
	check $type
done
is "$(find "$work" -name '*.status' ! -name 'make-*' | wc -l)" 24 "so many boots: 12 by UUID, 11 by LABEL, squashfs"
plan
