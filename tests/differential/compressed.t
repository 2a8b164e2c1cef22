#!/bin/sh
# SPDX-License-Identifier: MIT
# Debian 13's modules, which are .ko.xz: what the image holds is what xz unpacks, or with --keep-compressed the very
# files; what the table answers is what modinfo reads in them. Without a network and without the kernel in the cache an
# architecture is left out.
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/bad/common.sh"

modules='ext4 virtio_blk nvme sd_mod usb_storage sdhci_pci'

# file_of MODULE: its file, below $kernel
file_of()
{
	find "$kernel/kernel" -name "$(echo "$1" | sed 's/_/[-_]/g').ko.xz"
}

# unpack OPTION...: an image of $modules, its files under tree/
unpack()
{
	# shellcheck disable=SC2086 # a list of words
	"$COLDPROBE" image --kernel "$kernel" --probe "$top/build/$arch-musl/probe" $(printf ' --module %s' $modules) --compress none \
		-o image "$@" >made 2>&1 || return
	rm -rf tree
	mkdir tree
	(cd tree && cpio -idm --quiet 'lib/modules/*' <../image)
}

# Every packed module, put through COMMAND, equals the kernel's: differing FILE-SUFFIX COMMAND...
differing()
{
	suffix=$1
	shift
	find tree/lib/modules -name "*.ko$suffix" -printf '%P\n' | while read -r path; do
		path=${path#*/}
		"$@" "$kernel/${path%.xz}.xz" | cmp -s - "tree/lib/modules/${kernel##*/}/$path" || echo "$path"
	done
}

for arch in amd64 riscv64; do
	paths=$("$top/scripts/fetch-kernel" -a $arch -r trixie 2>/dev/null) || {
		ok 0 "$arch # skip scripts/fetch-kernel has no kernel for it"
		continue
	}
	[ -x "$top/build/$arch-musl/probe" ] || {
		ok 0 "$arch # skip there is no such probe"
		continue
	}
	kernel=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')

	unpack; ok $? "$arch: an image"
	number=$(find tree/lib/modules -name '*.ko' | wc -l)
	[ "$number" -gt 6 ] && [ ! "$(find tree/lib/modules -name '*.ko.xz')" ]; ok $? "$arch: $number modules, none .xz"
	[ ! "$(differing '' xz -dc)" ]; ok $? "$arch: each is what xz unpacks"
	for module in $modules; do
		file=$(file_of "$module")
		/sbin/modinfo -F depends "$file" | tr , '\n' | tr - _ | grep . | sort >depends
		find tree/lib/modules -name '*.ko' | sed 's,.*/,,; s,\.ko$,,' | tr - _ | sort >packed
		[ ! "$(comm -23 depends packed)" ]; ok $? "$arch: $module: all $(wc -l <depends) depends are there"
		# Patterns stand for what they match: with each * an empty word.
		/sbin/modinfo -F alias "$file" | tr -d '*' | grep -v '\[' | sort -u >aliases
		"$COLDPROBE" lookup image <aliases | awk -F '\t' -v module="$module" '
			(" " $2 " ") !~ (" " module " ")' >unanswered
		[ ! -s unanswered ] && [ -s aliases ]
		ok $? "$arch: $module: the table answers its $(wc -l <aliases) aliases"
	done

	unpack --keep-compressed; ok $? "$arch: --keep-compressed"
	kept=$(find tree/lib/modules -name '*.ko.xz' | wc -l)
	[ "$kept" = "$number" ]; ok $? "$arch: as many modules, all .xz"
	[ ! "$(differing .xz cat)" ]; ok $? "$arch: each is the kernel's own file"
done
finish
