#!/bin/sh
# SPDX-License-Identifier: MIT
# A hardware watchdog that runs is kept alive until the root is there, and left running; one that does not is not started.
#
# QEMU's i6300esb: a watchdog that resets the machine, which ends QEMU. Its driver stops it when it begins, so a script
# starts it again, with 6 seconds, and leaves it; then it becomes coldprobe, still process 1. The disk is on USB, whose
# driver is told to wait.
. "$(dirname "$0")/lib.sh"

busybox=$(command -v busybox) || give_up "no busybox: scripts/setup installs it"
small_profile >"$work/small.profile"
{
	echo 'module i6300esb'
	cat "$work/small.profile"
} >"$work/dog.profile"
make_disk root

# scripted NAME COMMAND...: $work/NAME.image is the one with the driver, and before coldprobe a script runs.
make_image dog --profile "$work/dog.profile" --rescue "$busybox" --compress none
scripted()
{
	image_name=$1
	shift
	mkdir -p "$work/$image_name"
	(
		cd "$work/$image_name" || exit 1
		cpio -i --quiet --to-stdout init <"$work/dog.image" >coldprobe
		{
			echo '#!/bin/sh'
			printf '%s\n' "$@"
		} >init
		chmod 755 init coldprobe
		mkdir -p sbin
		ln -sf ../coldprobe sbin/modprobe # the kernel's helper is not the script
		find init coldprobe sbin | cpio -o -H newc --quiet
	) >"$work/$image_name.more" || give_up "cpio failed"
	# The kernel unpacks one archive after the other; what comes last counts.
	cat "$work/dog.image" "$work/$image_name.more" >"$work/$image_name.image"
}

dog_boot()
{
	boot_name=$1
	shift
	boot "$boot_name" usb "$1" root "root=UUID=$uuid rootwait=60 usb_storage.delay_use=$2 -- $3" --device i6300esb
}

start_it='busybox mount -t devtmpfs devtmpfs /dev
for m in watchdog i6300esb; do
	insmod /lib/modules/*/kernel/drivers/watchdog/$m.ko $heartbeat
	heartbeat=heartbeat=6
done
exec 3>/dev/watchdog0 && exec 3>&- && echo it runs'
look='show=/sys/class/watchdog/watchdog0/state show=/dev/watchdog0'
scripted started "$start_it" 'exec /coldprobe "$@"'
scripted bites "$start_it" 'busybox sleep 60'

(boot bites usb bites root "" --device i6300esb) &
dog_boot started started 15 "$look"
wait
says bites '^it runs' "the script started the watchdog"
grep -q 'powered off or reset' "$work/bites.reason"
ok $? "bites: a watchdog that nobody pings resets the machine" bites

reached started "waiting three times its time-out"
says started 'coldprobe: watchdog0: runs, kept alive'
waited=$(trace started | awk -F '\t' '$3 == "wait" { print int($2 / 1000000) }')
[ "${waited:-0}" -ge 12 ]
ok $? "the wait was at least twice the time-out: $waited s" started
is "$(shown started /sys/class/watchdog/watchdog0/state)" active "it runs on in the root" started
is "$(shown started /dev/watchdog0)" "" "and can be opened there: nobody else has it open" started

dog_boot idle dog 8 "$look"
reached idle "a watchdog that does not run"
has_inserted idle i6300esb
is "$(shown idle /sys/class/watchdog/watchdog0/state)" inactive "is not started" idle
plan
