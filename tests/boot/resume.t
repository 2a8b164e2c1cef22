#!/bin/sh
# SPDX-License-Identifier: MIT
# Hibernation: the root's init writes the machine's state to swap and powers off; the next boot, with the swap disk's
# driver a module, resumes it before anything is mounted. A third boot finds no image and starts anew.
. "$(dirname "$0")/lib.sh"

make_image default
make_disk root
truncate -s 512M "$work/swap.disk"
mkswap -q -U c01dc01d-0000-4000-8000-00000000005a -L coldswap "$work/swap.disk" >/dev/null 2>&1 || give_up "mkswap failed"
swap="-drive if=none,id=swap,format=raw,file=$work/swap.disk -device virtio-blk-pci,drive=swap"
words="root=UUID=$uuid resume=UUID=c01dc01d-0000-4000-8000-00000000005a"

# The disk that the image was made with must be the same when it is resumed: the first boot writes.
boot down virtio-blk default root "$words rw -- hibernate=/dev/vdb" --qemu "$swap" --memory 256 --write \
	--marker 'coldprobe-root: hibernating' --grace 120
is "$(blkid -p -o value -s TYPE "$work/swap.disk")" swsuspend "the machine's state is on the swap disk" down
boot up virtio-blk default root "$words rw" --qemu "$swap" --memory 256 --write
boot anew virtio-blk default root "$words rw" --qemu "$swap" --memory 256

reached up "resumed"
says up 'coldprobe: vdb: resuming'
says up 'coldprobe-root: resumed' "goes on where it stopped"
! grep -a -q 'coldprobe: exec ' "$work/up.log"
ok $? "up: no root is mounted by the boot that resumes" up
reached anew "no image any more"
says anew 'coldprobe: exec /sbin/init'
! grep -a -q 'resuming' "$work/anew.log"
ok $? "anew: nothing to resume" anew
plan
