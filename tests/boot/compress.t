#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel unpacks every compression that coldprobe image offers. The image is larger than the blocks that lz4 and
# zstd work in, so that more than one has to fit. And the probe inflates what the modules alone are compressed with, also
# what the kernel asks for by name, and lean ones.
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
for kind in mixed zstd lz4 none; do
	make_image "modules-$kind" --profile filesystem --module virtio_blk --module virtio_pci --compress-modules "$kind"
	boot "modules-$kind" virtio-blk "modules-$kind" root "root=UUID=$uuid"
	reached "modules-$kind"
	has_inserted "modules-$kind" virtio_blk ext4
done
smaller=$(wc -c <"$work/modules-zstd.image")
[ "$smaller" -lt $((unpacked / 3)) ]
ok $? "modules compressed one by one: $smaller bytes, less than a third"
make_image lean --profile filesystem --module virtio_blk --module virtio_pci --compress-modules zstd --lean
boot lean virtio-blk lean root "root=UUID=$uuid"
reached lean
plan
