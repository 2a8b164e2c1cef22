#!/bin/sh
# SPDX-License-Identifier: MIT
# What the kernel or the image lacks: no console, modules for another release, an image that ends too early.
. "$(dirname "$0")/lib.sh"

small_profile >"$work/small.profile"
make_image small --profile "$work/small.profile" --compress none
make_disk root

# Without a console the test root's init writes to the serial line by itself, the log and the kernel's with it.
boot null virtio-blk small root "root=UUID=$uuid console=null -- show=/proc/consoles"
reached null "console=null"
is "$(shown null /proc/consoles)" "" "there is no console" null
traced null mount vda "ext4 ro"

# No node for the console, but a directory (the kernel itself brings one, which that replaces): process 1 begins without
# standard input, output and error.
mkdir "$work/tree"
(
	cd "$work/tree" || exit 1
	cpio -i -d --quiet -f dev/console <"$work/small.image"
	[ -x init ] && mkdir dev/console || exit 1
	find . | cpio -o -H newc --quiet
) >"$work/no-node.image" || give_up "cpio failed"
boot no-node virtio-blk no-node root "root=UUID=$uuid"
reached no-node "no /dev/console in the image"
says no-node 'Warning: unable to open an initial console' "the kernel found none"
says no-node 'coldprobe: exec /sbin/init on /dev/vda'

# The same modules under another release: the kernel looks at what stands in them, and takes them.
cp -al "$MODULES" "$work/9.9.9-other"
good_modules=$MODULES
MODULES=$work/9.9.9-other
make_image other --profile "$work/small.profile"
MODULES=$good_modules
rm -rf "$work/9.9.9-other"
boot other virtio-blk other root "root=UUID=$uuid"
reached other "modules of another release that the kernel takes"
is "$(tr -d '\r' <"$work/other.log" |
	grep -a -c -F "coldprobe: the modules here are for kernel 9.9.9-other, this is ${MODULES##*/}: it may refuse")" 1 \
	"one line names both releases" other

# Cut in the middle of a module, as when memory ran out while the kernel unpacked.
size=$(wc -c <"$work/small.image")
head -c $((size / 2)) "$work/small.image" >"$work/cut.image"
boot cut virtio-blk cut root "root=UUID=$uuid rootwait=2"
panics cut
says cut 'coldprobe: .*: not inserted: (no such file|not for this kernel|invalid|damaged|unknown signing key|not permitted)' \
	"names a module that is not there as a whole"
says cut 'coldprobe: /lib/coldprobe/complete is not there: the image was not unpacked to its end' "and why"
plan
