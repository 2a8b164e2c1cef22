#!/bin/sh
# SPDX-License-Identifier: MIT
# The rescue shell: on the console when there is no root, with ^C; what it brings is found when it ends.
. "$(dirname "$0")/lib.sh"

busybox=$(command -v busybox) || give_up "no busybox: scripts/setup installs it"
small_profile >"$work/small.profile"
make_image shell --profile "$work/small.profile" --rescue "$busybox" --compress-modules none
make_disk root

# The console is two pipes: what is typed, and the log.
await()
{
	tries=0
	until tr -d '\r' <"$work/typed.log" 2>/dev/null | grep -a -q -e "$1"; do
		sleep 0.2
		tries=$((tries + 1))
		[ $tries -lt 400 ] || return 1
	done
}

type_line()
{
	printf '%b\r' "$1" >&7
}

# The disk's driver is skipped; its module is there for insmod, as a file that busybox can insert.
: >"$work/typed.log"
mkfifo "$work/keys"
boot_typed()
{
	timeout 150 qemu/run --machine virtio-blk --kernel "$KERNEL" --initrd "$work/shell.image" --disk "$work/root.disk" \
		--append "root=UUID=$uuid rootwait=2 coldprobe.skip=virtio_blk coldprobe.shell" \
		--log "$work/typed.log" --interactive <"$work/keys" >/dev/null 2>"$work/typed.reason"
	echo $? >"$work/typed.status"
}
boot_typed &
exec 7>"$work/keys"
await 'a shell on the console: exit to try again'
ok $? "a shell is offered after the report" typed
says typed "coldprobe: root=UUID=$uuid did not appear"
type_line 'echo answer $((6 * 7)) of $0'
await '^answer 42 of sh'
ok $? "it answers" typed
type_line 'echo now; sleep 1000; echo not reached'
await '^now'
sleep 1
printf '\003' >&7
type_line 'echo "after ^C": $(ps -o comm | grep -c sleep) sleeps'
await '^after ^C: 0 sleeps'
ok $? "^C ends what runs in it" typed
type_line 'busybox exit; exit'
await 'the shell has ended: trying again'
ok $? "its end is noticed" typed
tries=0
until [ "$(tr -d '\r' <"$work/typed.log" | grep -a -c 'a shell on the console')" = 2 ] || [ $tries = 200 ]; do
	sleep 0.2
	tries=$((tries + 1))
done
ok $((tries == 200)) "with no root still, there is a shell again" typed
type_line 'insmod /lib/modules/*/kernel/drivers/block/virtio_blk.ko; exit'
wait
exec 7>&-
reached typed "after the shell has inserted the driver"

# Nobody asks, or there is none: as without.
make_image plain --profile "$work/small.profile"
boot none virtio-blk plain root "root=LABEL=missing rootwait=1 coldprobe.shell"
panics none
says none "coldprobe: coldprobe.shell: /bin/sh: not executed: no such file: coldprobe image --rescue packs one" \
	"says that the image has no shell"
boot unasked virtio-blk shell root "root=LABEL=missing rootwait=1"
panics unasked
plan
