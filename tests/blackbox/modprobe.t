#!/bin/sh
# SPDX-License-Identifier: MIT
# modprobe -n, by its link and by its first argument: what it prints, in the real modprobe's order; exit codes; wrong
# usage in every role.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

listing >out/before

# ---- what it finds

# asks WORD...: `modprobe -n WORD...` goes well, prints what the real one would insert for the last word, and no message
asks()
{
	run sbin/modprobe -n "$@"
	for word in "$@"; do :; done
	insmods "$word" | awk '!seen[$0]++' >out/wanted
	matching "$word" >out/matching
	sort out/stdout >out/sorted
	[ "$status" = 0 ] && [ ! -s out/stderr ] && [ -s out/stdout ] && sort out/wanted | cmp -s - out/sorted
	tell $? "modprobe -n $*: $(paste -s -d ' ' out/stdout)"
	ordered && [ "$(tail -n 1 out/stdout)" = "$(tail -n 1 out/matching)" ]
	tell $? "modprobe -n $*: each after what it needs, what was asked for last"
}

asks ext4
cp out/stdout out/first
asks fs-ext4
cmp -s out/first out/stdout
tell $? "fs-ext4 is ext4"
asks -- ext4
asks -q -- fs-ext4
asks -q ext2
asks crc32c-intel
asks crypto-crc32c
asks virtio_blk
asks virtio:d00000002v00001AF4
asks pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01
asks pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i80

# The other ways to call it
run probe modprobe -n ext4
cmp -s out/first out/stdout && [ "$status" = 0 ]
tell $? "modprobe as the first argument"
ln -s init modprobe
run modprobe -n ext4
cmp -s out/first out/stdout && [ "$status" = 0 ]
tell $? "a link of that name elsewhere"
rm modprobe
if [ "$nobody" ]; then
	run_as "$nobody" sbin/modprobe -n ext4
	cmp -s out/first out/stdout && [ "$status" = 0 ]
	tell $? "modprobe -n without privileges"
else
	skip "modprobe -n without privileges" "not root, or no setpriv"
fi

# ---- what nobody has: exit 1

for word in boogabooga fs-boogabooga pci:v0000FFFFd0000FFFFsv00000000sd00000000bcFFscFFiFF '' '*'; do
	run sbin/modprobe -n "$word"
	[ "$status" = 1 ] && [ ! -s out/stdout ] && [ "$(wc -l <out/stderr)" = 1 ] &&
		grep -q -F "coldprobe: $word: no such module or alias" out/stderr
	tell $? "modprobe -n '$word': exit 1, a message that names it"
	run sbin/modprobe -q -n "$word"
	prints 1 '' ''
	tell $? "modprobe -q -n '$word': exit 1, silent"
done
run sbin/modprobe -n 'pci:[v'
prints 1 '' '^coldprobe: pci:\[v: not looked up: invalid$'
tell $? "a bracket that never ends: exit 1, a message"
run sbin/modprobe -n "$(printf '%05000d' 0)"
[ "$status" = 1 ] && [ ! -s out/stdout ] && [ "$(wc -l <out/stderr)" = 1 ]
tell $? "an alias of 5,000 bytes: exit 1, a message"

# ---- wrong usage: exit 2, and how to call it

# misused PROGRAM WORD...
misused()
{
	run "$@"
	[ "$status" = 2 ] && [ ! -s out/stdout ] && grep -q '^usage: ' out/stderr && grep -q '^example: ' out/stderr
	tell $? "wrong usage: $*"
}

misused probe
misused probe frobnicate
misused probe frobnicate -n
misused probe -n
misused probe init
misused init
misused init frobnicate
misused probe coldprobe-load --frobnicate
misused probe coldprobe-load -n word
misused probe coldprobe-load -n -r
misused probe coldprobe-load -r "$dir"
misused sbin/coldprobe-load -r /
misused sbin/coldprobe-load -z
misused probe modprobe
misused probe modprobe -n
misused probe modprobe -n --
misused sbin/modprobe -n -z ext4
misused sbin/modprobe

listing >out/after
cmp -s out/before out/after
tell $? "nothing is written"
finish
