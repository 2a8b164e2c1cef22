#!/bin/sh
# SPDX-License-Identifier: MIT
# A root that the host shares with its virtual machine: virtiofs, by QEMU's own virtiofsd, and 9p, by QEMU itself; each
# as it is, and 9p beneath an overlay. There is no block device with a filesystem in these machines.
. "$(dirname "$0")/lib.sh"

virtiofsd=/usr/lib/qemu/virtiofsd
[ -x $virtiofsd ] || give_up "$virtiofsd is not there: run scripts/setup"
[ "$(id -u)" = 0 ] || give_up "virtiofsd wants to be root"

# The same root as on the disks, as a directory.
make_shared()
{
	mkdir -p "$work/$1/sbin" "$work/$1/dev" "$work/$1/proc" "$work/$1/sys" "$work/$1/run" "$work/$1/tmp"
	cp "$test_init" "$work/$1/sbin/init"
}

make_shared plain
make_shared beneath
make_image shared --profile default --profile shared
truncate -s 1M "$work/blank.disk"

start_virtiofsd()
{
	$virtiofsd --socket-path="$work/virtiofs.sock" -o source="$work/plain" -o sandbox=chroot \
		>"$work/virtiofsd.log" 2>&1 &
	for try in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -S "$work/virtiofs.sock" ] || return 0
		sleep 0.2
	done
	give_up "virtiofsd does not start ($try tries): $(tail -n 1 "$work/virtiofsd.log")"
}

start_virtiofsd
virtiofs="-chardev socket,id=fs,path=$work/virtiofs.sock -device vhost-user-fs-pci,chardev=fs,tag=system
	-object memory-backend-memfd,id=ram,size=512M,share=on -numa node,memdev=ram"
share="-fsdev local,id=share,security_model=none,path=$work"
boot virtiofs virtio-blk shared blank "root=system rootfstype=virtiofs rw" --qemu "$virtiofs" &
boot 9p virtio-blk shared blank "root=system rootfstype=9p rootflags=trans=virtio,version=9p2000.L rw" \
	--qemu "$share/plain -device virtio-9p-pci,fsdev=share,mount_tag=system" &
wait %2 %3
boot overlay virtio-blk shared blank \
	"root=system rootfstype=9p rootflags=trans=virtio,version=9p2000.L coldprobe.overlay=tmpfs" \
	--qemu "$share/beneath -device virtio-9p-pci,fsdev=share,mount_tag=system" --smp 4 &
boot absent virtio-blk shared blank "root=other rootfstype=9p rootflags=trans=virtio rootwait=3" \
	--qemu "$share/plain -device virtio-9p-pci,fsdev=share,mount_tag=system" &
wait %2 %3

reached virtiofs
traced virtiofs mount system "virtiofs rw"
is "$(value virtiofs root | cut -d ' ' -f 2-)" "virtiofs rw" "virtiofs: it is the root, and can be written to" virtiofs
reached 9p
traced 9p mount system "9p rw"
is "$(value 9p root | cut -d ' ' -f 2-)" "9p rw" "9p: it is the root, and can be written to" 9p
reached overlay
traced overlay mount system "9p ro"
is "$(value overlay root | cut -d ' ' -f 2-)" "overlay rw" "overlay on 9p: it is the root, and can be written to" overlay
panics absent
says absent 'coldprobe: root=other did not appear'
kill %1 2>/dev/null || :
plan
