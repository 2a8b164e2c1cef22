#!/bin/sh
# SPDX-License-Identifier: MIT
# Modules that are compressed one by one: inflated by the probe's own code, with the image's dictionary, each is the
# kernel's file again; the same image when it is made again; the manifest and the table say so. With mixed, which is
# which, by the first bytes of the frames.
# shellcheck source=../bad/common.sh
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/bad/common.sh"
. "$top/tests/differential/table.sh"
inflate=$top/build/tests/inflate

# same KIND NAME [option of coldprobe image...]: make an image of $kernel, compare every module in it
same()
{
	kind=$1 name=$2
	shift 2
	"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules "$kind" -o image "$@" >made 2>&1
	ok $? "$name: an image"
	rm -rf tree
	mkdir tree
	(cd tree && cpio -idm --quiet 'lib/*' <../image)
	packed=tree/lib/modules/${kernel##*/}/packed
	table_packed >places
	dictionary=$(($(head -n 1 places)))
	head -c $dictionary "$packed" >dictionary
	sed 1d places | while read -r file at size; do
		tail -c +$((at + 1)) "$packed" | head -c "$size" >frame
		"$inflate" frame dictionary >module && cmp module "$kernel/$file" || echo "$file"
	done >different 2>&1
	[ ! -s different ] && [ "$(wc -l <places)" -gt 1 ]
	ok $? "$name: $(($(wc -l <places) - 1)) modules are the kernel's, bit for bit; dictionary $dictionary bytes"
	head -3 different | sed 's/^/# /'
	[ "$(sed 1d places | awk -v size="$dictionary" '$2 == size { size += $3; n++ } END { print n, size }')" = \
		"$(($(wc -l <places) - 1)) $(wc -c <"$packed")" ]
	ok $? "$name: they fill the file, one behind the other"
	[ "$(sed '1,/^$/d' tree/lib/coldprobe/manifest | grep -c '^module.*packed')" = $(($(wc -l <places) - 1)) ] &&
		[ "$(find tree/lib/modules -type f)" = "$packed" ]
	ok $? "$name: the manifest says so of each"
	cp image first
	"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules "$kind" -o image "$@" >/dev/null 2>&1
	cmp image first
	ok $? "$name: the same when made again"
}

kernel=$MODULES
same zstd "zstd, the default profile" --compress-level 3
[ "$dictionary" -gt 65536 ]; ok $? "it has a dictionary"
same lz4 "lz4, the default profile" --compress-level 3
same mixed "mixed, the default profile" --compress-level 3
[ "$dictionary" -gt 65536 ]; ok $? "it has a dictionary"

# lz4_are NAME MODULES: of ./image just these are LZ4, and all others zstd
lz4_are()
{
	rm -rf tree
	mkdir tree
	(cd tree && cpio -idm --quiet 'lib/*' <../image)
	packed=tree/lib/modules/${kernel##*/}/packed
	table_packed | sed 1d | while read -r file at _; do
		name=${file##*/}
		echo "$(od -An -tx4 -j "$at" -N4 "$packed" | tr -d ' ')" "$(echo "${name%.ko}" | tr - _)"
	done >magics
	[ "$(sed -n 's/^184d2204 //p' magics | sort | paste -s -d ' ')" = "$2" ] &&
		! grep -qv -e '^184d2204 ' -e '^fd2fb528 ' magics
	is_wrong=$?
	ok $is_wrong "$1: $(grep -c '^184d2204 ' magics) of $(wc -l <magics)"
	[ $is_wrong = 0 ] || sort magics | sed 's/^/# /'
}

# mixed NAME MODULES [option of coldprobe image...]: of an image of $kernel
mixed()
{
	name=$1 modules=$2
	shift 2
	"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-level 1 -o image "$@" >/dev/null 2>&1
	lz4_are "$name" "$modules"
}

# All that they insert, but for what stands in for another: crct10dif_generic.
mixed "the default is mixed: what many machines insert, and what goes in before it" \
	"ahci cqhci crc64 crc64_rocksoft crc_t10dif crct10dif_common crct10dif_pclmul libahci libata mmc_block mmc_core nvme \
nvme_core scsi_common scsi_mod sd_mod sdhci sdhci_pci t10_pi uas usb_common usb_storage usbcore virtio virtio_blk \
virtio_mmio virtio_pci virtio_pci_legacy_dev virtio_pci_modern_dev virtio_ring virtio_scsi xhci_hcd xhci_pci" \
	--profile storage
mixed "all that a trace has" "$(awk '$3 == "insert" { print $4 }' "$top/tests/traces/usb.trace" | sort | paste -s -d ' ')" \
	--only "$top/tests/traces/usb.trace"
ext4='crc16 crc32c_intel ext4 jbd2 mbcache'
small_kernel small; kernel=$dir/small
mixed "a small kernel" "$ext4 virtio virtio_blk virtio_ring" --module loop
echo 'module virtio_blk' >mine
mixed "a profile that says nothing of it" "" --profile ./mine
echo 'common virtio-bl? crc* no_such' >>mine
mixed "a profile's patterns" "crc16 crc32c_generic crc32c_intel virtio virtio_blk virtio_ring" --profile ./mine \
	--module ext4
printf 'common\text4 # the root\n' >>mine
mixed "two lines" "crc16 crc32c_generic ${ext4#crc16 } virtio virtio_blk virtio_ring" --profile ./mine --module ext4
same zstd "zstd, a small kernel, the highest level"
same lz4 "lz4, a small kernel, the highest level"
"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules none --compress none -o image >/dev/null
cpio -t --quiet <image | grep -q packed; ok $((! $?)) "none: nothing is packed"
finish
