#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe boot-check: an image that reaches its root on a machine passes, one that does not fails with what it said.
. "$(dirname "$0")/lib.sh"

printf 'class storage\npath drivers/virtio\nmodule virtio_blk\n' >"$work/virtio"
printf 'class filesystem\npath fs/ext4\n' >"$work/ext4"
printf 'class filesystem\npath fs/btrfs\n' >"$work/btrfs"
printf 'class storage\npath drivers/virtio\n' >"$work/bus"
make_image good --profile "$work/virtio" --profile "$work/ext4"
make_image btrfs --profile "$work/virtio" --profile "$work/btrfs"
make_image bad --profile "$work/bus" --profile "$work/ext4"

# gate NAME IMAGE [option...]: NAME.out, NAME.reason, NAME.status
gate()
{
	gate_name=$1 gate_image=$2
	shift 2
	TMPDIR=$work "$coldprobe" boot-check "$work/$gate_image.image" --machine virtio-blk "$@" </dev/null \
		>"$work/$gate_name.out" 2>"$work/$gate_name.reason"
	echo $? >"$work/$gate_name.status"
}

gate good good --kernel "$MODULES"
reached good
is "$(tail -n 1 "$work/good.out")" "reached root" "good: says so"
is "$(sed -n 's/.* module  *\([^ ]*\) .*/\1/p' "$work/good.out" | grep -x -e virtio_blk -e ext4 | tr '\n' ' ')" \
	"virtio_blk ext4 " "good: tells what it loaded"
is "$(cat "$work/good.reason")" "" "good: no complaint"
is "$(find "$work" -name 'coldprobe-boot.*')" "" "good: leaves nothing behind"

gate btrfs btrfs --kernel-image "$KERNEL" --append "coldprobe.log=trace" --keep "$work/kept"
reached btrfs "an image with btrfs alone, and --kernel-image"
grep -q 'vda  btrfs UUID=' "$work/btrfs.out"
ok $? "btrfs: the disk has btrfs"
[ -s "$work/kept/console.log" ] && [ -s "$work/kept/trace" ] && [ -s "$work/kept/trace.svg" ]
ok $? "--keep: console, trace and picture stay"
grep -q -a 'Command line: .* coldprobe.log=trace' "$work/kept/console.log"
ok $? "--append: the kernel gets the words"

gate bad bad --kernel "$MODULES" --append rootdelay=2
is "$(cat "$work/bad.status")" 1 "bad: fails"
grep -q 'coldprobe:   virtio0 virtio:d00000002v00001AF4: virtio_blk: not in this image: coldprobe image --profile storage, or --module virtio_blk$' \
	"$work/bad.out"
ok $? "bad: shows the report"
is "$(cat "$work/bad.reason")" \
	"boot: virtio-blk: Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100" "bad: one line says how it ended"
is "$(find "$work" -name 'coldprobe-boot.*')" "" "bad: leaves nothing behind"

# As it is installed
mkdir -p "$work/usr/bin" "$work/usr/share/coldprobe/scripts" "$work/usr/lib/coldprobe/amd64"
cp "$coldprobe" "$work/usr/bin/"
cp -r qemu "$work/usr/share/coldprobe/"
cp scripts/boot-image scripts/make-root "$work/usr/share/coldprobe/scripts/"
cp "$test_init" "$work/usr/lib/coldprobe/amd64/test-init"
coldprobe=$work/usr/bin/coldprobe
gate installed good --kernel "$MODULES" --timeout 100
reached installed "an installed command"
is "$("$coldprobe" boot-check --machine list)" "$(qemu/run --list)" "--machine list: those of qemu/"
gate short good --kernel "$MODULES" --timeout 1
is "$(cat "$work/short.status") $(cat "$work/short.reason")" \
	"1 boot: virtio-blk: no \"coldprobe-root: done\" within 1 s" "--timeout: the machine is stopped"

plan
