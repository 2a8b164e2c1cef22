#!/bin/sh
# SPDX-License-Identifier: MIT
# Modules that are compressed one by one: inflated by the probe's own code, with the image's dictionary, each is the
# kernel's file again; the same image when it is made again; the manifest and the table say so.
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
small_kernel small; kernel=$dir/small
same zstd "zstd, a small kernel, the highest level"
same lz4 "lz4, a small kernel, the highest level"
"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules none --compress none -o image >/dev/null
cpio -t --quiet <image | grep -q packed; ok $((! $?)) "none: nothing is packed"
finish
