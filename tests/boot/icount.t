#!/bin/sh
# SPDX-License-Identifier: MIT
# With --icount the guest's time is that of its instructions: two boots take the same, to 2%.
#
# Not to the nanosecond: while the guest waits for its disk, its clock follows the host's (sleep=on), and a host with
# much else to do answers late. 2.4% have been seen so. Nothing makes two times alike by chance, so a pair that comes out
# apart is tried again, twice at most: one good pair proves what there is to prove.
. "$(dirname "$0")/lib.sh"

make_disk root
make_image default
for pair in 1 2 3; do
	for name in first second; do
		boot $name virtio-blk default root "root=UUID=$uuid" --icount &
	done
	wait
	first=$(init_phase first)
	second=$(init_phase second)
	difference=$((second - first))
	echo "# pair $pair: from pid 1 to the root: $first and $second us"
	[ "$first" -gt 0 ] && [ "${difference#-}" -le $((first / 50)) ]
	alike=$?
	[ $alike != 0 ] || break
	[ "$(cat "$work/first.status" "$work/second.status")" = "0
0" ] || break
done
reached first
reached second
ok "$alike" "from pid 1 to the root within 2%" second
plan
