#!/bin/sh
# SPDX-License-Identifier: MIT
# With --icount the guest's time is that of its instructions: two boots take the same, whatever else goes on here.
. "$(dirname "$0")/lib.sh"

make_disk root
make_image default
for name in first second; do
	boot $name virtio-blk default root "root=UUID=$uuid" --icount &
done
wait
reached first
reached second
first=$(init_phase first)
second=$(init_phase second)
difference=$((second - first))
echo "# from pid 1 to the root: $first and $second us"
[ "$first" -gt 0 ] && [ "${difference#-}" -le $((first / 50)) ]
ok $? "from pid 1 to the root within 2%" second
plan
