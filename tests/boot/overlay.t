#!/bin/sh
# SPDX-License-Identifier: MIT
# A root that is only read, with something on top: a tmpfs, or a disk of its own, which keeps what was written.
. "$(dirname "$0")/lib.sh"

make_image default
make_disk squashfs --type squashfs
make_disk erofs --type erofs
make_disk upper --label upper
second="-drive if=none,id=second,format=raw,file=$work/upper.disk -device virtio-blk-pci,drive=second"

boot tmpfs virtio-blk default squashfs "root=/dev/vda coldprobe.overlay=tmpfs -- touch=/mark" &
boot erofs virtio-blk default erofs "root=UUID=$uuid coldprobe.overlay=tmpfs -- touch=/mark" --smp 4 &
wait
boot first virtio-blk default squashfs "root=/dev/vda coldprobe.overlay=LABEL=upper -- touch=/mark" --qemu "$second"
boot second virtio-blk default squashfs "root=/dev/vda coldprobe.overlay=LABEL=upper -- touch=/mark" --qemu "$second" &
boot plain virtio-blk default squashfs "root=/dev/vda -- touch=/mark" &
wait

for name in tmpfs erofs first second; do
	reached $name
	is "$(value $name root | cut -d ' ' -f 2-)" "overlay rw" "$name: an overlay is the root" $name
done
is "$(value tmpfs 'touch /mark')" "made" "tmpfs: a file can be made" tmpfs
is "$(value erofs 'touch /mark')" "made" "erofs: a file can be made" erofs
is "$(value first 'touch /mark')" "made" "disk: a file can be made" first
is "$(value second 'touch /mark')" "there already" "disk: it is there in the next boot" second
traced first mount vdb "ext4 rw"
reached plain
is "$(value plain 'touch /mark')" "Read-only file system" "without: nothing can be written" plain
for name in tmpfs first; do
	says $name 'coldprobe: exec /sbin/init on /dev/vda \(squashfs, ro, overlay on '
done
plan
