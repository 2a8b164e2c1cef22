#!/bin/sh
# SPDX-License-Identifier: MIT
# The shipped binary of each target on machines made of directories: with the same table it answers as amd64's with musl
# does, also what clang makes of it. Foreign ones under qemu-user. And images for arm64 and armhf, from Debian's kernels for them.
set -u
top=$(pwd)
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
foreign=
for arch in arm64 armhf; do
	# Without a network and without them in the cache they are left out.
	if paths=$(scripts/fetch-kernel -a "$arch" 2>/dev/null); then
		foreign="$foreign $arch:$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')"
	fi
done
# shellcheck source=../blackbox/common.sh
. "$(dirname "$0")/../blackbox/common.sh"

machine pc
bystanders
virtio_blk 03
device pci pci0000:00/0000:00:04.0 PCI_CLASS=10802 \
	MODALIAS=pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02
device pci pci0000:00/0000:00:1f.2 PCI_CLASS=10601 \
	MODALIAS=pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01
device usb pci0000:00/0000:00:05.0/usb2/2-1/2-1:1.0 DEVTYPE=usb_interface PRODUCT=46f4/1/0 INTERFACE=8/6/80 \
	MODALIAS=usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00

# answers FILE: all that ./target says
answers()
{
	for words in "coldprobe-load -n -r $dir/pc" "coldprobe-load -n -r $dir/absent" 'modprobe -n fs-ext4' \
		'modprobe -n crypto-crc32c' 'modprobe -n ext4' 'modprobe -n no_such' 'modprobe -q -n no_such' \
		'modprobe -n virtio:d00000002v00001AF4' 'coldprobe-load --nonsense' "coldprobe-load -n -r $dir/pc --profile net"; do
		echo "== $words"
		# shellcheck disable=SC2086 # words
		timeout 60 $emulator ./target $words 2>&1
		echo "exit $?"
	done >"$1"
}

emulator=
cp init target
answers wanted
grep -qx nvme wanted && grep -qx virtio_blk wanted && grep -qx ahci wanted && grep -qx usb_storage wanted &&
	grep -qx 'exit 1' wanted
ok $? "amd64-musl: the modules of three controllers and a stick ($(grep -vc '^==' wanted) lines)"

for target in $targets clang-amd64-musl; do
	emulator=$(emulator "${target%-*}")
	"$top/tests/targets/splice" init "$top/build/$target/probe" >target && chmod +x target
	ok $? "$target: gets that table"
	answers got
	cmp -s wanted got
	ok $? "$target: answers the same"
	diff wanted got | sed 's/^/# /'
done

# With the table in its place by coldprobe itself.
"$COLDPROBE" image --kernel "$MODULES" --profile default --module evdev --compress none \
	--probe "$top/build/amd64-klibc/probe" -o image >out/made 2>&1 && cpio -i --quiet --to-stdout init <image >baked &&
	"$top/tests/targets/splice" init "$top/build/amd64-klibc/probe" | cmp -s - baked
ok $? "image puts it where splice does"

for kernel in $foreign; do
	arch=${kernel%%:*}
	emulator=$(emulator "$arch")
	for libc in musl klibc; do
		"$COLDPROBE" image --kernel "${kernel#*:}" --compress none --probe "$top/build/$arch-$libc/probe" -o image \
			>out/made 2>&1 && cpio -i --quiet --to-stdout init <image >target
		ok $? "$arch-$libc: an image of Debian's kernel"
		for alias in virtio:d00000002v00001AF4 fs-ext4 pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01 \
			pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02; do
			"$COLDPROBE" lookup image "$alias" | cut -f 2 | tr ' ' '\n'
		done >wanted
		for alias in virtio:d00000002v00001AF4 fs-ext4 pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01 \
			pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02; do
			timeout 60 "$emulator" ./target modprobe -n "$alias" 2>&1 | tail -n 1
		done >got
		[ "$(wc -l <wanted)" = 4 ] && cmp -s wanted got
		ok $? "$arch-$libc: answers as lookup does: $(tr '\n' ' ' <got)"
	done
done
finish
