#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot work ends soon, in the kernel's panic, with the reason on the console; what can do without, goes on.
. "$(dirname "$0")/lib.sh"

make_disk root
make_image default

missing=deadbeef-0000-4000-8000-000000000000
boot never virtio-blk default root "root=UUID=$missing rootwait=2"
panics never
says never "coldprobe: root=UUID=$missing did not appear within 2 s" "names the root that never came"
says never "coldprobe: +seen: vda: ext4 UUID=$uuid LABEL=coldroot" "names what it saw instead"

boot form virtio-blk default root "root=SERIAL=4711"
panics form
says form "coldprobe: root=SERIAL=4711: unknown form" "names the form that it does not know"

boot unset virtio-blk default root ""
panics unset
says unset "coldprobe: kernel command line: no root=" "says that there is no root="

boot quote virtio-blk default root "root=UUID=$uuid \"open"
reached quote "a quote that never ends"
says quote "coldprobe: kernel command line: malformed: open" "names the malformed word"

cp "$work/root.disk" "$work/no-init.disk"
change_disk no-init "rm /sbin/init"
boot no-init virtio-blk default no-init "root=/dev/vda"
panics no-init
says no-init "coldprobe: /dev/vda \(ext4, ro\) holds no init" "names the root that has no init"

truncate -s 64M "$work/blank.disk"
boot blank virtio-blk default blank "root=/dev/vda"
panics blank
says blank "coldprobe: vda: no filesystem that is known here" "says that the disk holds no known filesystem"

# One byte of a module is changed, in a copy of the kernel made of links: the kernel refuses its signature.
# ext4 can do without it, it has crc32c_generic.
cp -al "$MODULES" "$work/modules"
bad=$(find "$work/modules/kernel" -name 'crc32c-intel.ko*')
good_modules=$MODULES
cp --remove-destination "$(find "$MODULES/kernel" -name 'crc32c-intel.ko*')" "$bad"
printf '\377' | dd of="$bad" bs=1 seek=100 conv=notrunc 2>/dev/null
MODULES=$work/modules
make_image damaged
MODULES=$good_modules
rm -rf "$work/modules"
boot damaged virtio-blk damaged root "root=UUID=$uuid"
reached damaged "a damaged module that root can do without"
says damaged "coldprobe: crc32c_intel: not inserted: signature refused" "names the module and the reason"

echo "include storage" >"$work/no-ext4.profile"
make_image no-ext4 --profile "$work/no-ext4.profile"
boot no-ext4 virtio-blk no-ext4 root "root=UUID=$uuid"
panics no-ext4
says no-ext4 "coldprobe: vda: not mounted as ext4: no such device or filesystem" \
	"names the device, the filesystem and the reason"
plan
