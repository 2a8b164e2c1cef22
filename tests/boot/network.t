#!/bin/sh
# SPDX-License-Identifier: MIT
# Network cards: their drivers are in the image, and are inserted when the command line asks for a network; else they
# are left to the real system. The cards have nothing behind them, no guest reaches a network.
#
# Those on PCI are all on one machine at once. That on USB is on the machine whose root is on USB too.
. "$(dirname "$0")/lib.sh"

cards='--device virtio-net-pci --device e1000e --device vmxnet3 --device rtl8139'
drivers='8139cp e1000e virtio_net vmxnet3' # of the interfaces
modules='8139cp mii e1000e virtio_net net_failover vmxnet3'

make_disk root
make_image net --profile default --profile net
make_image default

# try NAME IMAGE WORDS [option of qemu/run...]
try()
{
	name=$1 image=$2 words=$3
	shift 3
	# shellcheck disable=SC2086 # options of qemu/run
	boot "$name" virtio-blk "$image" root "root=UUID=$uuid $words" $cards "$@"
}

try unasked net "" &
try ip net "ip=dhcp" &
wait
try always net "coldprobe.net=always" --smp 4 &
try never net "ip=dhcp coldprobe.net=never" &
wait
try nfsroot net "nfsroot=10.0.2.2:/srv" &
try no-profile default "ip=dhcp" &
wait

boot usb-unasked usb net root "root=UUID=$uuid" --device usb-net &
boot usb-ip usb net root "root=UUID=$uuid ip=dhcp" --device usb-net &
wait

# The card on a host controller that the root does not need: it comes when root is there and the hub has found it.
boot late-1 virtio-blk net root "root=UUID=$uuid ip=dhcp" --device qemu-xhci --device usb-net &
boot late-4 virtio-blk net root "root=UUID=$uuid ip=dhcp" --device qemu-xhci --device usb-net --smp 4 &
wait
boot late-unasked virtio-blk net root "root=UUID=$uuid" --device qemu-xhci --device usb-net &
boot late-none virtio-blk net root "root=UUID=$uuid coldprobe.net=always" --device qemu-xhci &
wait

for name in late-1 late-4; do
	reached $name
	is "$(interfaces $name)" cdc_ether "$name: the card on USB has its interface in the root" $name
	has_inserted $name xhci_pci usbnet cdc_ether
done
reached late-unasked
lacks late-unasked xhci_pci cdc_ether
! tr -d '\r' <"$work/late-unasked.log" | grep -a -q 'waiting for a network card'
ok $? "late-unasked: nothing is waited for" late-unasked
reached late-none
says late-none 'coldprobe: no network card on USB: not waited for any longer'

for name in usb-unasked usb-ip unasked ip always never nfsroot no-profile; do
	reached $name
done

is "$(interfaces ip)" "$drivers" "ip=dhcp: every card has its interface in the root" ip
# shellcheck disable=SC2086 # a list of modules
has_inserted ip $modules
is "$(interfaces always)" "$drivers" "coldprobe.net=always: every card has its interface, on four processors" always
is "$(interfaces nfsroot)" "$drivers" "nfsroot=: every card has its interface" nfsroot

for name in unasked never no-profile; do
	is "$(interfaces $name)" "" "$name: no interface, the drivers are left to the real system" $name
	# shellcheck disable=SC2086 # a list of modules
	lacks $name $modules
done

is "$(interfaces usb-ip)" cdc_ether "usb, ip=dhcp: the card on USB has its interface in the root" usb-ip
has_inserted usb-ip cdc_ether usbnet
is "$(interfaces usb-unasked)" "" "usb: no interface" usb-unasked
lacks usb-unasked cdc_ether usbnet

# The root does not wait for the cards: what they need goes in once it is mounted, or beside it.
late=$(trace ip |
	awk -F '\t' '$3 == "mount" { at = $1 } $3 == "insert" && $4 == "vmxnet3" && at && $1 + $2 > at { print "yes" }')
is "$late" yes "ip: the root is mounted before the last card's driver is in" ip
plan
