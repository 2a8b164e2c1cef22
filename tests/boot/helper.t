#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe-load inside an initramfs that is not coldprobe's: pid 1 is another program, which runs it and goes on. What
# it loads, what it waits for, how it ends; nothing is mounted.
. "$(dirname "$0")/lib.sh"

make_image net --profile default --profile net
with_asker net
make_disk root

# helper NAME WORDS WANTED: how coldprobe-load with these words (+ between them) ended
helper()
{
	is "$(value "$1" "helper $2")" "$3" "$1: coldprobe-load $2: exit status $3" "$1"
}

# try NAME MACHINE WORDS [option of qemu/run...]
try()
{
	name=$1 machine=$2 words=$3
	shift 3
	boot "$name" "$machine" net-asker root "rdinit=/asker $words" "$@"
}

for cpus in 1 4; do
	try usb-$cpus usb "-- helper=--wait-root+UUID=$uuid" --smp $cpus &
	try absent-$cpus virtio-blk "-- helper=--wait-root+/dev/nosuch+--timeout+10" --smp $cpus &
	wait
done
try all virtio-blk "-- helper=--profile+all" --device e1000e &
try storage virtio-blk "-- helper=--profile+storage" --device e1000e &
wait
try net virtio-blk "-- helper=--profile+net" --device e1000e &
try asked virtio-blk "ip=dhcp coldprobe.skip=virtio_blk -- helper=" --device e1000e &
wait
try usage virtio-blk "-- helper=--wait-root helper=--profile+some helper=word helper=--timeout+x helper=--nosuch" &
try twice virtio-blk "-- helper= helper= helper=--wait-root+UUID=$uuid" --smp 4 &
wait

# has NAME MODULE..., misses NAME MODULE...: what is in, as the kernel says
has()
{
	boot_name=$1
	shift
	for module in "$@"; do
		present "$boot_name" | grep -q -x "$module"
		ok $? "$boot_name: $module is in" "$boot_name"
	done
}

misses()
{
	boot_name=$1
	shift
	for module in "$@"; do
		! present "$boot_name" | grep -q -x "$module"
		ok $? "$boot_name: $module is not in" "$boot_name"
	done
}

for cpus in 1 4; do
	reached usb-$cpus "usb-$cpus: the helper comes back"
	helper usb-$cpus "--wait-root+UUID=$uuid" 0
	has usb-$cpus xhci_pci usb_storage sd_mod
	is "$(value usb-$cpus root)" "0:2 rootfs rw" "usb-$cpus: nothing is mounted" usb-$cpus
	reached absent-$cpus "absent-$cpus: the helper comes back"
	helper absent-$cpus "--wait-root+/dev/nosuch+--timeout+10" 1
	has absent-$cpus virtio_blk
	says absent-$cpus 'coldprobe: root=/dev/nosuch did not appear'
	says absent-$cpus 'coldprobe: +seen: vda: '
done
helper all "--profile+all" 0
has all virtio_blk e1000e
helper storage "--profile+storage" 0
has storage virtio_blk
misses storage e1000e
helper net "--profile+net" 0
has net e1000e
misses net virtio_blk
helper asked "" 0
has asked e1000e
misses asked virtio_blk
for words in --wait-root --profile+some word --timeout+x --nosuch; do
	helper usage "$words" 2
done
misses usage virtio_blk
reached twice "twice: what is in already is no failure"
helper twice "" 0
helper twice "--wait-root+UUID=$uuid" 0
! tr -d '\r' <"$work/twice.log" | grep -a -q 'coldprobe: .*: not inserted'
ok $? "twice: no complaint" twice
plan
