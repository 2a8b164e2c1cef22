#!/bin/sh
# SPDX-License-Identifier: MIT
# The hand-over: what cannot be executed is found out before anything irreversible, and init gets what the kernel gave.
. "$(dirname "$0")/lib.sh"

small_profile >"$work/small.profile"
make_image small --profile "$work/small.profile"
make_disk root

# /sbin/init is a script for an interpreter that is not there, init= a program for another machine (the two bytes of
# e_machine are changed); the real one is /etc/init, which the kernel would try next.
printf '#!/usr/bin/no-such-shell\nexit 1\n' >"$work/script"
cp "$test_init" "$work/other"
printf '\363\000' | dd of="$work/other" bs=1 seek=18 conv=notrunc 2>/dev/null
chmod 755 "$work/script" "$work/other"
cp --sparse=always "$work/root.disk" "$work/odd.disk"
change_disk odd "rm /sbin/init" "write $work/script /sbin/init" "write $work/other /other" \
	"write $test_init /etc/init"
boot odd virtio-blk small odd \
	"root=UUID=$uuid init=/other colour=blue single -- environment first \"of two\""
reached odd
says odd "coldprobe: /other: not executed: not for this kernel" "names the program for another machine"
says odd "coldprobe: /sbin/init: not executed: its interpreter is not there" "names the script without interpreter"
is "$(value odd argv)" "/etc/init single environment first of two" "arguments as the kernel gave them" odd
is "$(tr -d '\r' <"$work/odd.log" | grep -c 'coldprobe-root: environment colour=blue')" 1 \
	"the environment as well" odd

# With the real one gone, nothing can be executed; what was mounted and aboard is still there for whoever comes next.
cp --sparse=always "$work/odd.disk" "$work/none.disk"
change_disk none "rm /etc/init"
boot none virtio-blk small none "root=UUID=$uuid init=/other"
panics none
says none "coldprobe: /dev/vda \(ext4, ro\) holds no init that can be executed" "says that there is none"
plan
