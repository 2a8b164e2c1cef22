#!/bin/sh
# SPDX-License-Identifier: MIT
# The image read back by cpio(1) and the compressors' own commands: in every form, file by file, is it what the
# kernel's directory holds? Is it the same when it is made again?
. "$(dirname "$0")/../bad/common.sh"
small_kernel kernel
release=kernel

# unpacked KIND: the image's archive, by that compressor's own command
unpacked() {
	case $1 in
	zstd) zstd -qdc image ;;
	lz4) lz4 -qdc image ;;
	gzip) gzip -dc image ;;
	xz) xz -dc image ;;
	none) cat image ;;
	esac
}

# same_modules: is every module under ./tree equal to the one in ./kernel, and none missing from the manifest?
same_modules() {
	find tree/lib/modules -name '*.ko' | sort >files
	[ "$(wc -l <files)" -eq "$(sed '1,/^$/d' tree/lib/coldprobe/manifest | grep -c '^module')" ] || return 1
	while read -r file; do
		cmp "$file" "$1/${file#tree/lib/modules/$release/}" || return 1
	done <files
}

for kind in zstd lz4 gzip xz none; do
	image --compress $kind --module loop
	unpacked $kind >archive && cp image "first.$kind"
	ok $? "$kind: the command for it unpacks it"
	rm -rf tree; mkdir tree
	(cd tree && cpio -idm --quiet <../archive) 2>cpio.errors && [ ! -s cpio.errors ]
	ok $? "$kind: cpio reads it without a word"
	same_modules kernel && [ "$(wc -l <files)" -ge 8 ]
	ok $? "$kind: its $(wc -l <files) modules equal the kernel's"
	image --compress $kind --module loop
	cmp image "first.$kind"; ok $? "$kind: the same when made again"
	rm -f image
	mv first.$kind image; mv archive "archive.$kind"
done
cmp archive.zstd archive.none && cmp archive.lz4 archive.none && cmp archive.gzip archive.none &&
	cmp archive.xz archive.none
ok $? "the archive is the same in all"

image --compress lz4
[ "$(od -An -tx1 -N4 image | tr -d ' ')" = 02214c18 ]; ok $? "lz4: legacy frames"
image --compress xz
xz -lvv image | grep -q 'CRC32'; ok $? "xz: CRC32"
image --compress gzip
[ "$(od -An -tx1 -N8 image | tr -d ' ')" = 1f8b080000000000 ]; ok $? "gzip: no name, no time"

[ "$(readlink tree/sbin/modprobe)" = ../init ] && [ "$(readlink tree/sbin/coldprobe-load)" = ../init ] &&
	[ -x tree/init ] && for d in dev proc sys run root; do [ -d tree/$d ] || exit 1; done
ok $? "init, its other names, the mount points"
cpio -itv --quiet <archive.none 2>/dev/null >listing
grep -Eq '^crw------- +1 root +root +5, +1 .* dev/console$' listing; ok $? "dev/console"
! grep -v '^.......... *[0-9]* root *root ' listing; ok $? "everything belongs to root"
cpio -it --quiet <archive.none >names 2>/dev/null; head -n -1 names | LC_ALL=C sort -c; ok $? "sorted"

# Another place, other times, another order of creation: the same image
cp -r kernel/. elsewhere; mkdir -p a/b; mv elsewhere a/b/kernel
find a -exec touch -d 2001-01-01 {} +
"$COLDPROBE" image --kernel a/b/kernel --probe "$PROBE" --compress none --module loop -o other >/dev/null 2>&1
cmp other archive.none; ok $? "the same from another place"

SOURCE_DATE_EPOCH=1700000000; export SOURCE_DATE_EPOCH
image --compress none --module loop
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image)
LC_ALL=C TZ=UTC0 cpio -itv --quiet <image >listing
! grep -v ' Nov 14  2023 ' listing && [ -z "$(find tree -type f -exec stat -c %Y {} + | grep -v '^1700000000$')" ]
ok $? "SOURCE_DATE_EPOCH is the time of every file"
unset SOURCE_DATE_EPOCH

# Compressed modules are stored decompressed
for tool in gzip:gz xz:xz zstd:zst; do
	cp -r kernel packed
	find packed -name '*.ko' -exec "${tool%:*}" -q {} +
	find packed -name '*.ko' -delete
	mv kernel plain; mv packed kernel
	image --compress none --module loop
	cmp image archive.none; ok $? "the same from .ko.${tool#*:}"
	rm -r kernel; mv plain kernel
done

# --without: the file, the record and every mention of its number are gone; the rest is as it was
image --compress none --without jbd2 --without crc16
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image)
find tree/lib/modules -name '*.ko' | sed 's,.*/,,' | sort >without
cpio -it --quiet <archive.none 2>/dev/null | sed -n 's,.*/\(.*[.]ko\)$,\1,p' | grep -v -x -e jbd2.ko -e crc16.ko -e loop.ko | sort | cmp - without
ok $? "--without: all but those files"
[ "$("$COLDPROBE" lookup image fs-ext4)" = "$(printf 'fs-ext4\text4')" ] &&
	[ "$(sed -n 's/^left\t//p' tree/lib/coldprobe/manifest)" = "$(printf 'jbd2\t--without jbd2; needed by ext4\ncrc16\t--without crc16; needed by ext4')" ]
ok $? "--without: the manifest says so"

# updates/ wins, and is chosen by the path of the one that it takes the place of
mkdir -p kernel/updates/dkms; cp kernel/kernel/drivers/block/loop.ko kernel/updates/dkms/virtio_blk.ko
image --compress none
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image)
cmp tree/lib/modules/kernel/updates/dkms/virtio_blk.ko kernel/updates/dkms/virtio_blk.ko &&
	[ ! -e tree/lib/modules/kernel/kernel/drivers/block/virtio_blk.ko ]
ok $? "updates/ takes the place of kernel/"
rm -r kernel/updates

# The whole of a distribution's kernel, default profile
mv kernel small; ln -s "$MODULES" kernel; release=$(basename "$MODULES")
image --compress none
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image)
same_modules kernel; ok $? "default profile: $(wc -l <files) modules equal the kernel's"
for module in virtio_blk nvme ahci sd_mod usb-storage uas xhci-pci sdhci-pci mmc_block virtio_scsi \
	ext4 xfs btrfs crc32c_generic nls_cp437; do
	grep -q "/$module.ko\$" files || { echo "# $module is not in it"; false; } || break
done
ok $? "default profile: the usual suspects"
missing=$(while read -r file; do
	modinfo -F depends "$file" | tr , '\n'
done <files | sort -u | while read -r name; do
	[ -z "$name" ] || grep '^module	' tree/lib/coldprobe/manifest | cut -f2 | grep -qx "$(echo "$name" | tr - _)" || echo "$name"
done)
[ -z "$missing" ]; ok $? "default profile: closed over depends $missing"

finish
