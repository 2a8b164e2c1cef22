#!/bin/sh
# SPDX-License-Identifier: MIT
# Modules that are compressed one by one: inflated by the probe's own code, with the image's dictionary, each is the
# kernel's file again; the same image when it is made again; the manifest and the table say so.
# shellcheck source=../bad/common.sh
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/bad/common.sh"
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
	packed=tree/lib/modules/${kernel##*/}
	dictionary=$packed/dictionary
	[ -f "$dictionary" ] || dictionary=/dev/null
	find "$packed" -name '*.ko.packed' -printf '%P\n' >files
	while read -r file; do
		"$inflate" "$packed/$file" "$dictionary" >module && cmp module "$kernel/${file%.packed}" || echo "$file"
	done <files >different 2>&1
	[ ! -s different ] && [ -s files ]
	ok $? "$name: $(wc -l <files) modules are the kernel's, bit for bit; dictionary $(wc -c <"$dictionary") bytes"
	head -3 different | sed 's/^/# /'
	[ "$(sed '1,/^$/d' tree/lib/coldprobe/manifest | grep -c '^module.*packed')" = "$(wc -l <files)" ] &&
		[ ! "$(find "$packed" -name '*.ko')" ]
	ok $? "$name: the manifest says so of each"
	cp image first
	"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules "$kind" -o image "$@" >/dev/null 2>&1
	cmp image first
	ok $? "$name: the same when made again"
}

kernel=$MODULES
same zstd "zstd, the default profile" --compress-level 3
[ -s "$dictionary" ]; ok $? "it has a dictionary"
same lz4 "lz4, the default profile" --compress-level 3
small_kernel small; kernel=$dir/small
same zstd "zstd, a small kernel, the highest level"
same lz4 "lz4, a small kernel, the highest level"
"$COLDPROBE" image --kernel "$kernel" --probe "$PROBE" --compress-modules none --compress none -o image >/dev/null
cpio -t --quiet <image | grep -q packed; ok $((! $?)) "none: nothing is packed"
finish
