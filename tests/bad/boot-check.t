#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe boot-check: wrong usage, and what is found out before anything boots.
. "$(dirname "$0")/common.sh"
small_kernel kernel

# run ARGUMENT...: boot-check as it is
run() {
	"$COLDPROBE" boot-check "$@" >stdout 2>stderr
	status=$?
}

try='; try coldprobe boot-check --help'
"$COLDPROBE" image --kernel kernel --probe "$PROBE" -o good.img >/dev/null
run good.img
refused_with 2 "no machine" "coldprobe: boot-check: --machine NAME is missing$try"
run --machine virtio-blk
refused_with 2 "no image" "coldprobe: boot-check: takes one IMAGE$try"
run good.img good.img --machine virtio-blk
refused_with 2 "two images" "coldprobe: boot-check: takes one IMAGE$try"
run good.img --machine virtio-blk --timeout soon
refused_with 2 "--timeout soon" "coldprobe: boot-check: --timeout soon: not a number of seconds$try"
run good.img --machine virtio-blk --timeout ''
refused_with 2 "--timeout without a number" "coldprobe: boot-check: --timeout : not a number of seconds$try"
run good.img --machine
refused_with 2 "option without its value" "coldprobe: boot-check: option --machine needs a value$try"
run good.img --frobnicate
refused_with 2 "unknown option" "coldprobe: boot-check: unknown option --frobnicate$try"
machines=$("$COLDPROBE" boot-check --machine list | sed 's/ .*//' | paste -s -d, | sed 's/,/, /g')
run good.img --machine virtio
refused_with 2 "unknown machine" "coldprobe: boot-check: --machine virtio: there are $machines$try"
run good.img --machine virt-arm64
refused "another architecture" "coldprobe: good.img: it is for amd64, the machine virt-arm64 is arm64"
run absent --machine virtio-blk
refused "no image there" "coldprobe: absent: No such file or directory"
echo text >text.img; run text.img --machine virtio-blk
refused "no archive" "coldprobe: text.img: not an initramfs image: Unrecognized archive format"
run good.img --machine virtio-blk
refused "no kernel in the usual place" \
	"coldprobe: good.img: it is for kernel kernel, and there is no /lib/modules/kernel: --kernel DIR or --kernel-image FILE names it"
run good.img --machine virtio-blk --kernel absent
refused "no such kernel" \
	"coldprobe: good.img: it is for kernel kernel, and there is no absent: --kernel DIR or --kernel-image FILE names it"
run good.img --machine virtio-blk --kernel kernel
refused "no vmlinuz" \
	"coldprobe: kernel: there is no vmlinuz-kernel in boot/ beside its tree: --kernel-image FILE names it"
mkdir bin && cp "$COLDPROBE" bin/coldprobe && bin/coldprobe boot-check good.img --machine virtio-blk >stdout 2>stderr
status=$?
refused "a command alone" "coldprobe: boot-check: neither ../qemu/run nor share/coldprobe/qemu/run is there, seen from the command: what boots images in QEMU is not installed"
"$COLDPROBE" boot-check --help >stdout 2>stderr && [ -s stdout ] && [ ! -s stderr ]
ok $? "boot-check --help"

finish
