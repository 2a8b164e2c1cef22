#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe image --only: traces that are none, modules that are not there, and what counts as used.
. "$(dirname "$0")/common.sh"
head='# coldprobe trace 1\n'
small_kernel kernel

only() {
	printf "$1" >boot.trace
	image --only boot.trace
}

# has NAME MODULES
has() {
	[ "$status" -eq 0 ] && [ "$("$COLDPROBE" inspect image | awk '/ trace boot.trace$/ { print $3 }' | sort |
		tr '\n' ' ')" = "$2" ]
	ok $? "$1"
	sed 's/^/# /' stderr
	rm -f image
}

only "1\t2\tinsert\n$head"
refused "--only: not a trace" "coldprobe: boot.trace:1: not five fields separated by tabs"
only "${head}1\t2\tinsert\tmissing_one\tok\n"
refused "--only: a module that the kernel has not" \
	"coldprobe: boot.trace: missing_one: kernel has no such module, and it is not built in"
image --only absent.trace
refused "--only: no such file" "coldprobe: absent.trace: No such file or directory"
only "${head}1\t2\tinsert\text4\tok\n1\t2\tinsert\tunix\tok\n1\t2\tinsert\tloop\tno such device or filesystem\n"
[ ! -s stderr ]
ok $? "--only: what is built in now, and hardware that was absent, are no news"
has "--only: and not packed" "ext4 "
only "${head}1\t2\tinsert\tvirtio_blk\tleft to itself\n1\t2\tinsert\tloop\tout of memory\n"
[ "$(cat stderr)" = "coldprobe: warning: boot.trace: loop: left out, its insertion failed: out of memory" ]
ok $? "--only: another failure is told"
has "--only: left to itself is used" "virtio_blk "
only "${head}1\t2\twant\tjbd2\tneeded by ext4\n1\t2\tinsert\tjbd2\tok\n1\t2\tinsert\tloop\talready there\n"
has "--only: what went in for one that did not is not packed" "loop "
only "$head"
[ "$(cat stderr)" = "coldprobe: warning: boot.trace: no module was inserted in that boot" ]
ok $? "--only: nothing was inserted"
finish
