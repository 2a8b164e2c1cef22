#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel unpacks every compression that coldprobe image offers. The image is larger than the blocks that lz4 and
# zstd work in, so that more than one has to fit.
. "$(dirname "$0")/lib.sh"

make_disk root
for kind in zstd lz4 gzip xz none; do
	make_image "$kind" --profile filesystem --module virtio_blk --module virtio_pci --compress "$kind"
	boot "$kind" virtio-blk "$kind" root "root=UUID=$uuid"
	reached "$kind"
done
unpacked=$(wc -c <"$work/none.image")
[ "$unpacked" -gt $((9 << 20)) ]
ok $? "the image is large enough: $unpacked bytes"
plan
