#!/bin/sh
# SPDX-License-Identifier: MIT
# The memory of the initramfs is free once root runs: what was aboard leaves no trace there. And little memory is enough.
. "$(dirname "$0")/lib.sh"

make_disk root
make_image default --compress zstd
boot default virtio-blk default root "root=UUID=$uuid"
reached default
needed_modules default >"$work/needed.profile"
make_image needed --profile "$work/needed.profile"
boot needed virtio-blk needed root "root=UUID=$uuid"
reached needed

# No module files at all, and no root either: the root's init is that of an initramfs with nothing else in it.
mkdir -p "$work/tree/proc" "$work/tree/sys" "$work/tree/run" "$work/tree/dev"
cp "$test_init" "$work/tree/init"
(cd "$work/tree" && find . | cpio -o -H newc --quiet) >"$work/bare.image"
boot bare virtio-blk bare root ""
reached bare "the kernel alone"

available()
{
	kilobytes=$(value "$1" memavailable)
	echo "${kilobytes% kB}"
}

all=$(available default)
few=$(available needed)
none=$(available bare)
files=$(sed -n 's/.* \([0-9]*\)\.[0-9] MB unpacked.*/\1000/p' "$work/default.made")
echo "# available with the default image: $all kB, with the needed modules alone: $few kB, without any: $none kB"
echo "# in the images: $(cat "$work/default.made" "$work/needed.made" | grep unpacked | sed 's/^[^:]*: //' | paste -s -d ';')"
[ "$files" -ge $((none / 20)) ]
ok $? "the files of the default image are more than 5% of it" default
difference=$((few - all))
[ "${difference#-}" -le $((few / 100)) ]
ok $? "available memory is the same within 1%" default
[ $((none - all)) -le $((none / 100)) ]
ok $? "and within 1% of a boot that had no module files" default

# docs/memory.md has what was bisected: 84 MiB for the kernel alone, 86 and 100 for these two, packed.
boot little virtio-blk needed root "root=UUID=$uuid" --memory 96
reached little "96 MiB, the needed modules alone"
boot more virtio-blk default root "root=UUID=$uuid" --memory 160
reached more "160 MiB, the default image"
plan
