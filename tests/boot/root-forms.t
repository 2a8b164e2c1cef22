#!/bin/sh
# SPDX-License-Identifier: MIT
# Every way to name root, and what else the command line says about it.
. "$(dirname "$0")/lib.sh"

make_image default --profile storage --profile filesystem
make_disk whole
make_disk gpt --partitioned gpt
make_disk mbr --partitioned mbr
cp "$work/whole.disk" "$work/other.disk"
change_disk other "mkdir /other" "write $test_init /other/init" "sif /other/init mode 0100755" "rm /sbin/init"

# finds NAME DISK DEVICE WORDS
finds()
{
	boot "$1" virtio-blk default "$2" "$4"
	reached "$1" "$1: $4"
	traced "$1" mount "$3" "ext4 ro"
}

finds name whole vda root=/dev/vda
finds partition gpt vda1 root=/dev/vda1
finds uuid whole vda "root=UUID=$(echo $uuid | tr a-f A-F)"
finds label gpt vda1 root=LABEL=coldroot
finds partuuid-gpt gpt vda1 root=PARTUUID=c01dc01d-0000-4000-8000-000000000002
finds partuuid-mbr mbr vda1 root=PARTUUID=c01dc01d-01
finds partlabel gpt vda1 root=PARTLABEL=coldpart

finds number gpt vda1 root=254:1
finds hex whole vda root=fe00
finds partnroff gpt vda1 root=PARTUUID=c01dc01d-0000-4000-8000-000000000002/PARTNROFF=0

boot double virtio-blk default whole "root=UUID=$uuid" \
	--qemu "-drive if=none,id=second,format=raw,snapshot=on,file=$work/other.disk -device virtio-blk-pci,drive=second"
reached double "two disks with one UUID"
says double 'coldprobe: root=UUID=c01dc01d-0000-4000-8000-000000000001: vd[ab] and vd[ab] have it; taking vd[ab]'

boot flags virtio-blk default whole "root=/dev/vda rw rootflags=commit=30,noauto_da_alloc"
reached flags "rw and rootflags="
is "$(value flags root | cut -d ' ' -f 2-)" "ext4 rw" "rw: root is writable" flags
is "$(value flags options)" "rw,noauto_da_alloc,commit=30" "rootflags= reach the filesystem" flags

boot init virtio-blk default other "root=LABEL=coldroot init=/other/init"
reached init "init=/other/init"
is "$(value init argv)" "/other/init" "init= is the program that runs" init
plan
