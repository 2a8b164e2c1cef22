#!/bin/sh
# SPDX-License-Identifier: MIT
# What is gained with one processor: a driver that sleeps while it probes holds up nothing but what needs it, and the
# root's filesystem goes in meanwhile, when it is known which: rootfstype= names it, or the table has but one.
. "$(dirname "$0")/lib.sh"

machines=$(qemu/run --list amd64 | sed 's/ .*//')
make_disk root
small_profile >"$work/small.profile"
make_image small --profile "$work/small.profile" --compress none
# The same, but the table knows that ext4 is the only filesystem.
sed '/^module ext4$/d' "$work/small.profile" >"$work/only.profile"
printf 'class filesystem\nmodule ext4\n' >"$work/ext4.profile"
echo "include $work/ext4.profile" >>"$work/only.profile"
make_image only --profile "$work/only.profile" --compress none

make_image default

# AHCI's driver sleeps until its ports have answered. Guest time counts instructions and sleeps, so that the figures
# repeat: 954 ms, 656 with the filesystem named.
boot unknown ahci default root "root=UUID=$uuid" --icount &
boot named ahci default root "root=UUID=$uuid rootfstype=ext4" --icount &
wait
boot only ahci only root "root=UUID=$uuid" --icount &
names="unknown named only"
other=only
for machine in $machines; do
	boot "$machine-named" "$machine" small root "root=UUID=$uuid rootfstype=ext4" &
	names="$names $machine-named"
	if [ "$other" ]; then
		wait
		other=
	else
		other=$machine
	fi
done
wait

# shellcheck disable=SC2086 # a list of names
needs_of $names
for name in $names; do
	in_order "$name"
done

unknown=$(init_phase unknown)
for name in named only; do
	[ $(($(init_phase $name) * 100)) -lt $((unknown * 85)) ]
	ok $? "ahci, $name: pid 1 to the root takes less than 85% of what it takes with the filesystem unknown" $name
	beside=$(trace $name | awk -F '\t' '
		$3 == "insert" { from[$4] = $1; to[$4] = $1 + $2 }
		END { print (from["jbd2"] > from["ahci"] && from["ext4"] < to["ahci"] ? "yes" : "no") }')
	is "$beside" yes "ahci, $name: ext4 begins to go in while ahci's driver sleeps" $name
done
plan
