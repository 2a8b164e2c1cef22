#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe-load -n on trees that are odd or broken: a message that names the device, and the others are served all the
# same. In each there is a disk on virtio-blk besides.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

virtio_machine()
{
	machine "$1"
	virtio_blk 05
}

# still MESSAGE NAME: the virtio-blk of the machine $root is served; MESSAGE is a pattern for the one line of stderr, or
# empty.
still()
{
	run sbin/coldprobe-load -n -r "$root"
	prints 0 "$plain" "$1"
	tell $? "$2"
}

virtio_machine plain
run sbin/coldprobe-load -n -r "$root"
plain=$(tr '\n' ' ' <out/stdout)
plain=${plain% }
[ "$plain" ] && [ "$status" = 0 ]
tell $? "a plain machine: $plain"

# ---- what a device may look like

nvme_alias=pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02
sixth=sys/devices/pci0000:00/0000:00:06.0

virtio_machine modalias-file
device pci pci0000:00/0000:00:06.0 PCI_CLASS=10802
echo $nvme_alias >"$root/$sixth/modalias"
still '' "a modalias only in the file modalias, not in uevent: not read, as no bus does so"

virtio_machine no-modalias
device pci pci0000:00/0000:00:06.0 PCI_CLASS=10802 MODALIAS=
device pci pci0000:00/0000:00:07.0 DRIVER=x MODALIASES=$nvme_alias XMODALIAS=$nvme_alias
device pci pci0000:00/0000:00:08.0 ''
: >"$root/sys/devices/pci0000:00/0000:00:08.0/uevent"
still '' "no modalias, an empty one, an empty uevent"

virtio_machine no-uevent
device pci pci0000:00/0000:00:06.0 x
rm "$root/$sixth/uevent"
device pci pci0000:00/0000:00:07.0 x
rm -r "$root/sys/devices/pci0000:00/0000:00:07.0"
: >"$root/sys/bus/pci/devices/file"
still '' "no uevent, a link that leads nowhere, a file: gone in the meantime"

virtio_machine unreadable
device pci pci0000:00/0000:00:06.0 x
rm "$root/$sixth/uevent"
mkdir "$root/$sixth/uevent"
still '^coldprobe: 0000:00:06.0/uevent: not read: ' "a uevent that cannot be read"

virtio_machine forbidden
device pci pci0000:00/0000:00:06.0 MODALIAS=$nvme_alias
chmod 000 "$root/$sixth/uevent"
if [ "$(id -u)" != 0 ] || [ "$nobody" ]; then
	run_as "$nobody" probe coldprobe-load -n -r "$root"
	prints 0 "$plain" '^coldprobe: 0000:00:06.0/uevent: not read: permission denied$'
	tell $? "a uevent that may not be read"
else
	skip "a uevent that may not be read" "root may, and there is no setpriv"
fi

# sysfs gives a page at most, so one of 4,096 bytes leaves no room for the key before it.
long=$(printf '%04096d' 0)
virtio_machine long
device pci pci0000:00/0000:00:06.0 "MODALIAS=pci:${long#????}"
still '^coldprobe: 0000:00:06.0/uevent: not read: too long$' "a modalias of 4,096 bytes"

virtio_machine page
long=$(printf '%04082d' 0) # MODALIAS=pci: before it, a line end behind it
device pci pci0000:00/0000:00:06.0 "MODALIAS=pci:$long"
[ "$(wc -c <"$root/$sixth/uevent")" = 4096 ] || bail "the test is wrong"
still '' "a uevent of a page: looked up, nobody serves it"

virtio_machine bracket
device pci pci0000:00/0000:00:06.0 'MODALIAS=pci:[v'
still '^coldprobe: pci:\[v: not looked up: invalid$' "a modalias with a bracket that never ends"

virtio_machine strange
device pci pci0000:00/0000:00:06.0 "MODALIAS=$(printf 'pci:\377\001*?')" "MODALIAS=*"
device pci pci0000:00/0000:00:07.0 'MODALIAS=pci:*'
still '' "modaliases of strange bytes"

# Its further lines, in any order, do not hide it; no line end at the end.
virtio_machine lines
printf 'A=1\nMODALIAS=%s\nB=2' virtio:d00000002v00001AF4 >"$root/sys/devices/pci0000:00/0000:00:05.0/virtio0/uevent"
still '' "a uevent that does not end in a line end"

# ---- several modules for one device: all, in kmod's order. These serve by class, and need each other not.

for modalias in pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i80 \
	pci:v00001B4Bd00009172sv00001B4Bsd00009172bc01sc01i8F; do
	machine "several-${modalias#pci:}"
	device pci pci0000:00/0000:00:01.1 "MODALIAS=$modalias"
	run sbin/coldprobe-load -n -r "$root"
	matching "$modalias" >out/matching
	grep -x -F -f out/matching out/stdout | cmp -s - out/matching && [ "$(wc -l <out/matching)" -gt 1 ]
	tell $? "several modules for one device, in kmod's order: $(paste -s -d ' ' out/matching)"
	# shellcheck disable=SC2046 # one argument each
	just $(cat out/matching) && ordered
	tell $? "they, and what they need before them"
done

machine twins
device pci pci0000:00/0000:00:06.0 MODALIAS=$nvme_alias
device pci pci0000:00/0000:00:07.0 MODALIAS=$nvme_alias
run sbin/coldprobe-load -n -r "$root"
just nvme && [ ! "$(sort out/stdout | uniq -d)" ]
tell $? "two devices of one kind: each module once"

machine class
class_device input LNXSYSTM:00/LNXPWRBN:00/input/input0 PRODUCT=19/0/1/0 \
	MODALIAS=input:b0019v0000p0001e0000-e0,1,k74,ramlsfw
class_device net virtual/net/lo MODALIAS=$nvme_alias
run sbin/coldprobe-load -n -r "$root"
prints 0 evdev ''
tell $? "a device of the class input, on no bus; other classes are not looked at"

# ---- what a tree may look like

machine empty-bus
rm -r "$root/sys/bus/pci"
run sbin/coldprobe-load -n -r "$root"
prints 0 '' ''
tell $? "an empty /sys/bus"

virtio_machine bare-bus
mkdir "$root/sys/bus/usb"
: >"$root/sys/bus/file"
still '' "a bus without devices, a file in /sys/bus"

mkdir no-sys no-bus no-bus/sys file-sys
: >file-sys/sys
for tree in no-sys no-bus file-sys no-such-directory; do
	run sbin/coldprobe-load -n -r "$dir/$tree"
	prints 1 '' "^coldprobe: $dir/$tree/sys/bus: not read: no"
	tell $? "$tree: exit 1, a message"
done
long=$(printf '%0900d' 0)
run sbin/coldprobe-load -n -r "/$long"
[ "$status" = 1 ] && [ ! -s out/stdout ] && [ "$(wc -l <out/stderr)" = 1 ]
tell $? "a path that is too long: exit 1, a message"

root=$dir/plain
still '' "a plain machine, still"
root=$dir/plain/
still '' "a slash at the end"
root=../plain
still '' "a relative path"
ln -s plain link
root=$dir/link
still '' "a symbolic link"

finish
