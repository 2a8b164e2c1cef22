#!/bin/sh
# SPDX-License-Identifier: MIT
# Every amd64 machine of qemu/ that takes the usual kernel reaches root with one and the same image, and leaves an orderly system and a true trace.
. "$(dirname "$0")/lib.sh"

machines=$(qemu/run --list amd64 | sed 's/ .*//')
of_machine()
{
	sed -n "s/^$2: *//p" "qemu/$1"
}

# Five fields a line. A line is written when its event has ended, so that the ends are in order; the beginnings are
# not, where a short event lies within a long one. Prints the first thing that is wrong.
trace_fault()
{
	trace "$1" | awk -F '\t' '
		/^#/ { next }
		NF != 5 { print NF " fields: " $0; exit }
		$1 !~ /^[0-9]+$/ || $2 !~ /^[0-9]+$/ { print "no times: " $0; exit }
		$1 + $2 < end { print "ended before the line above it: " $0; exit }
		{ end = $1 + $2; events[$3]++ }
		END {
			if (NR == 0)
				print "empty"
			else if (events["start"] != 1 || events["wait"] != 1 || events["mount"] != 1 || events["exec"] != 1)
				print "not one start, one wait, one mount, one exec"
		}'
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
