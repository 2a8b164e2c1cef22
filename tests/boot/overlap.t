#!/bin/sh
# SPDX-License-Identifier: MIT
# What is gained with one processor: a driver that sleeps while it probes holds up nothing but what needs it, and the
# root's filesystem goes in meanwhile, when it is known which: rootfstype= names it, the profile calls it likely, or the table has but one. A root of another
# filesystem than the likely one is not held up.
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
# The same without a word of what is likely.
sed '/^likely /d' initramfs/profiles/filesystem >"$work/filesystem.profile"
sed "s,^include filesystem,include $work/filesystem.profile," initramfs/profiles/default >"$work/unknown.profile"
make_image unknown --profile "$work/unknown.profile"
make_disk xfs --type xfs

# AHCI's driver sleeps until its ports have answered. Guest time counts instructions and sleeps, so that the figures
# repeat: 918 ms, 690 with the filesystem named.
boot unknown ahci unknown root "root=UUID=$uuid" --icount &
boot likely ahci default root "root=UUID=$uuid" --icount &
wait
boot xfs ahci default xfs "root=UUID=$uuid" --icount &
boot xfs-unknown ahci unknown xfs "root=UUID=$uuid" --icount &
wait
boot named ahci default root "root=UUID=$uuid rootfstype=ext4" --icount &
boot only ahci only root "root=UUID=$uuid" --icount &
wait
names="unknown likely xfs xfs-unknown named only"
other=
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
for name in named likely only; do
	[ $(($(init_phase $name) * 100)) -lt $((unknown * 85)) ]
	ok $? "ahci, $name: pid 1 to the root takes less than 85% of what it takes with the filesystem unknown" $name
	beside=$(trace $name | awk -F '\t' '
		$3 == "insert" { from[$4] = $1; to[$4] = $1 + $2 }
		END { print (from["jbd2"] > from["ahci"] && from["ext4"] < to["ahci"] ? "yes" : "no") }')
	is "$beside" yes "ahci, $name: ext4 begins to go in while ahci's driver sleeps" $name
done
has_inserted xfs ext4
has_inserted xfs xfs
[ $(($(init_phase xfs) * 100)) -lt $(($(init_phase xfs-unknown) * 115)) ]
ok $? "ahci, xfs: the likely filesystem costs another one less than 15%" xfs
plan
