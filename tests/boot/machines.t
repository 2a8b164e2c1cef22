#!/bin/sh
# SPDX-License-Identifier: MIT
# Every amd64 machine of qemu/ that takes the usual kernel reaches root with one and the same image, and leaves an orderly system and a true trace.
. "$(dirname "$0")/lib.sh"

machines=$(qemu/run --list amd64 | sed 's/ .*//')
of_machine()
{
	sed -n "s/^$2: *//p" "qemu/$1"
}

make_disk root
make_image default

# In pairs: what they say does not depend on how long it takes.
for machine in $machines; do
	boot "$machine" "$machine" default root "root=UUID=$uuid -- one two=2" &
	if [ "${other:-}" ]; then
		wait
		other=
	else
		other=$machine
	fi
done
wait

is "$(echo "$machines" | wc -w)" 8 "eight machines"
for machine in $machines; do
	reached "$machine"
	is "$(value "$machine" root | cut -d ' ' -f 2-)" "ext4 ro" "$machine: root is ext4, read-only" "$machine"
	is "$(value "$machine" mounts)" "/dev /proc /sys /run" "$machine: /dev, /proc, /sys and /run came along" "$machine"
	is "$(value "$machine" argv)" "/sbin/init one two=2" "$machine: init gets the words after --" "$machine"
	traced "$machine" insert "$(of_machine "$machine" driver)" ok
	traced "$machine" mount "$(of_machine "$machine" disk)" "ext4 ro"
	is "$(trace_fault "$machine")" "" "$machine: the trace is well-formed" "$machine"
done
plan
