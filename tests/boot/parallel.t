#!/bin/sh
# SPDX-License-Identifier: MIT
# Modules go in beside each other: with four processors, the filesystem named (rootfstype=) and not, every amd64 machine
# of qemu/ reaches root, nothing goes in twice or before what it needs, and what is in is in the trace.
#
# How long it takes is no matter here: four processors of a guest on fewer of a host wait for each other as no real
# ones do. overlap.t has what is gained.
. "$(dirname "$0")/lib.sh"

machines=$(qemu/run --list amd64 | sed 's/ .*//')
make_disk root
small_profile >"$work/small.profile"
make_image small --profile "$work/small.profile" --compress none

names=
for machine in $machines; do
	boot "$machine" "$machine" small root "root=UUID=$uuid" --smp 4 &
	boot "$machine-named" "$machine" small root "root=UUID=$uuid rootfstype=ext4" --smp 4 &
	wait
	names="$names $machine $machine-named"
done

# shellcheck disable=SC2086 # a list of names
needs_of $names
for name in $names; do
	in_order "$name"
done
for machine in $machines; do
	[ "$(overlap "$machine-named")" -gt 0 ]
	ok $? "$machine: modules go in beside each other" "$machine-named"
done
plan
