#!/bin/sh
# SPDX-License-Identifier: MIT
# The instructions that tests/bench/count-user counts in QEMU's log are those that valgrind counts: within 2%. The
# two do not agree on an instruction that repeats itself, nor on one that calls the kernel, and the probe has many of both.
count_user=$(cd "$(dirname "$0")/.." && pwd)/bench/count-user
# shellcheck source=../blackbox/common.sh
. "$(dirname "$0")/../blackbox/common.sh"

qemu=$(command -v qemu-x86_64-static) || bail "qemu-x86_64-static is not installed: run scripts/setup"

machine instructions
virtio_blk 05
bystanders

valgrind --tool=callgrind --callgrind-out-file=/dev/null "$dir/probe" coldprobe-load -n -r "$root" \
	>out/stdout 2>out/stderr
expected=$(sed -n 's/^==.* Collected : //p' out/stderr)
"$qemu" -d exec,nochain,in_asm -dfilter 0x400000+0x20000 -D out/log "$dir/probe" coldprobe-load -n -r "$root" >out/again
"$count_user" <out/log >out/count
counted=$(cat out/count)
cmp -s out/stdout out/again && grep -q -x virtio_blk out/again
ok $? "the probe does the same under both"
[ "$expected" -gt 10000 ] && [ "$counted" -ge "$expected" ] && [ "$counted" -le $((expected + expected / 50)) ]
ok $? "coldprobe-load -n: $counted instructions by QEMU, $expected by valgrind"

grep -v '^0x' out/log >out/broken
! "$count_user" <out/broken >out/stdout 2>out/stderr && grep -q '^count-user: a block that was never translated: ' out/stderr
ok $? "a log without the instructions is an error"

! "$count_user" </dev/null >out/stdout 2>out/stderr && grep -q -x 'count-user: nothing was executed there' out/stderr
ok $? "an empty log is an error"

finish
