#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe-load -n on machines made of directories: just the modules that their disks need, each after its needs; the
# same without privileges; nothing is written.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

# loads NAME MODULE...: for the machine $root these and what they need
loads()
{
	name=$1
	shift
	listing >out/before
	run sbin/coldprobe-load -n -r "$root"
	listing >out/after
	[ "$status" = 0 ] && [ ! -s out/stderr ]
	tell $? "$name: exit 0, no message"
	just "$@"
	tell $? "$name: ${*:+$* and their needs, }$(wc -l <out/stdout) modules"
	ordered
	tell $? "$name: each after what it needs"
	cmp -s out/before out/after
	tell $? "$name: nothing is written"
	cp out/stdout out/first
	run_as "$nobody" probe coldprobe-load -n -r "$root"
	if [ "$nobody" ]; then
		[ "$status" = 0 ] && [ ! -s out/stderr ] && cmp -s out/first out/stdout
		tell $? "$name: the same without privileges"
	else
		skip "$name: the same without privileges" "not root, or no setpriv"
	fi
}

# ---- disks, each in a slot of PCI; virtio_blk is in common.sh

nvme()
{
	device pci "pci0000:00/0000:00:$1.0" PCI_CLASS=10802 \
		MODALIAS=pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02
	device nvme "pci0000:00/0000:00:$1.0/nvme/nvme0" NVME_TRTYPE=pcie
}

ahci()
{
	ata=pci0000:00/0000:00:$1.0/ata1/host0/target0:0:0
	device pci "pci0000:00/0000:00:$1.0" PCI_CLASS=10601 \
		MODALIAS=pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01
	device scsi "$ata" DEVTYPE=scsi_target
	device scsi "$ata/0:0:0:0" DEVTYPE=scsi_device MODALIAS=scsi:t-0x00
}

usb_storage()
{
	usb=pci0000:00/0000:00:$1.0/usb2
	device pci "pci0000:00/0000:00:$1.0" PCI_CLASS=C0330 \
		MODALIAS=pci:v00001B36d0000000Dsv00001AF4sd00001100bc0Csc03i30
	device usb "$usb" DEVTYPE=usb_device PRODUCT=1d6b/3/601 TYPE=9/0/3
	device usb "$usb/2-1" DEVTYPE=usb_device PRODUCT=46f4/1/0 TYPE=0/0/0
	device usb "$usb/2-1/2-1:1.0" DEVTYPE=usb_interface PRODUCT=46f4/1/0 TYPE=0/0/0 INTERFACE=8/6/80 \
		MODALIAS=usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00
	device scsi "$usb/2-1/2-1:1.0/host1/target1:0:0/1:0:0:0" DEVTYPE=scsi_device MODALIAS=scsi:t-0x00
}

sdcard()
{
	device pci "pci0000:00/0000:00:$1.0" PCI_CLASS=80501 \
		MODALIAS=pci:v00001B36d00000007sv00001AF4sd00001100bc08sc05i01
	device mmc "pci0000:00/0000:00:$1.0/mmc_host/mmc0/mmc0:4567" MMC_TYPE=SD MMC_NAME=QEMU! MODALIAS=mmc:block
}

machine virtio-blk
bystanders
virtio_blk 05
loads virtio-blk virtio_pci virtio_blk

machine nvme
bystanders
nvme 05
loads NVMe nvme

machine ahci
bystanders
ahci 05
loads AHCI ahci sd_mod

machine usb
bystanders
usb_storage 05
# uas serves QEMU's disks too: it leaves to usb_storage those that do not speak its protocol.
loads "xHCI and usb-storage" xhci_pci uas usb_storage sd_mod

machine sdcard
bystanders
sdcard 05
loads "SD card" sdhci_pci mmc_block

machine nothing
bystanders
loads "no disk"

# What several need is there once.
machine all
bystanders
virtio_blk 05
nvme 06
ahci 07
usb_storage 08
sdcard 09
loads "all of these" virtio_pci virtio_blk nvme ahci sd_mod xhci_pci uas usb_storage sdhci_pci mmc_block
run probe coldprobe-load -n -r "$root"
cp out/stdout out/first

# How the kernel lists its devices does not matter.
machine reversed
sdcard 05
usb_storage 06
ahci 07
nvme 08
virtio_blk 09
bystanders
run probe coldprobe-load -n -r "$root"
cmp -s out/first out/stdout
tell $? "all of these, found in another order: the same"

# Nothing but the binary and the tree: it is static, and needs no /dev or /proc.
if [ "$(id -u)" = 0 ] && cp probe "$root/probe" && chroot "$root" /probe modprobe -q -n ext4 >/dev/null 2>&1; then
	chroot "$root" /probe coldprobe-load -n >out/stdout 2>out/stderr
	status=$?
	[ "$status" = 0 ] && cmp -s out/first out/stdout
	tell $? "the same with that tree as /"
else
	skip "the same with that tree as /" "no chroot"
fi

# This machine, whatever it is.
if [ -d /sys/bus ]; then
	listing >out/before
	run probe coldprobe-load -n -r /
	listing >out/after
	cmp -s out/before out/after && [ "$status" = 0 ]
	tell $? "this machine: exit 0, $(wc -l <out/stdout) modules, nothing is written"
	[ ! "$(sort out/stdout | uniq -d)" ] && [ ! "$(sort out/stdout | comm -23 - aboard)" ]
	tell $? "this machine: modules of the image, each once"
	ordered
	tell $? "this machine: each after what it needs"
	run probe coldprobe-load -n
	[ "$status" = 0 ]
	tell $? "this machine: also without -r"
else
	skip "this machine" "no /sys/bus"
fi

finish
