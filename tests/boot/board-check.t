#!/bin/sh
# SPDX-License-Identifier: MIT
# What coldprobe check foretells comes true. For boards that QEMU has, an image made from nothing but the board's device tree
# reaches the root; without one module that check then misses it does not, and the boot's report names the same module. One
# of the boards boots from USB, where the module is not the disk's driver, but that of a supplier: a PHY.
. "$(dirname "$0")/lib.sh"

# As it is installed: so there can be one more machine.
share=$work/usr/share/coldprobe
mkdir -p "$work/usr/bin" "$share/scripts"
cp "$coldprobe" "$work/usr/bin/"
cp -r qemu "$share/"
cp scripts/boot-image scripts/make-root "$share/scripts/"
for arch in arm64 armhf; do
	mkdir -p "$work/usr/lib/coldprobe/$arch"
	cp "build/qemu/$arch/init" "$work/usr/lib/coldprobe/$arch/test-init" || give_up "build/qemu/$arch/init is not built: make test builds it"
done
# Its second EHCI controller; the first has no PHY in the tree.
{
	grep -v -e '^about:' -e '^drive:' -e '^disk:' -e '^driver:' qemu/orangepi-pc
	echo 'about: Orange Pi PC (Allwinner H3), a disk on USB'
	echo 'qemu: -device usb-storage,drive=disk,bus=usb-bus.1'
} >"$share/qemu/orangepi-pc-usb"

# take MACHINE [OPTION...]: of its kernel $MODULES, $tree, and an image
take()
{
	machine=$1
	shift
	arch=$("$share/qemu/run" --value "$machine" arch)
	paths=$(scripts/fetch-kernel -a "$arch") || give_up "$machine: no kernel to boot"
	MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	tree=$(printf '%s\n' "$paths" | sed -n 's/^DTBS=//p')/$("$share/qemu/run" --value "$machine" dtb)
	probe=build/$arch-musl/probe # of make_image
}

# gate NAME [option...]: the image is checked, and booted: NAME.answer, NAME.out, NAME.status
gate()
{
	name=$1
	shift
	"$coldprobe" check "$work/$name.image" --kernel "$MODULES" --dtb "$tree" --filesystem ext4 >"$work/$name.answer" 2>&1
	checked=$?
	TMPDIR=$work "$work/usr/bin/coldprobe" boot-check "$work/$name.image" --kernel "$MODULES" --machine "$machine" \
		--timeout 240 "$@" </dev/null >"$work/$name.out" 2>"$work/$name.reason"
	echo $? >"$work/$name.status"
}

# try MACHINE MODULE PATTERN [OPTION of image...]: the chain matches PATTERN
try()
{
	take "$1"
	missing=$2 pattern=$3
	shift 3
	make_image "$machine" --dtb "$tree" --filesystem ext4 "$@"
	gate "$machine"
	is "$checked" 0 "$machine: check: $(tail -n 1 "$work/$machine.answer" | sed "s,.*image: ,,")"
	reached "$machine"

	make_image "$machine-$missing" --dtb "$tree" --filesystem ext4 --without "$missing" "$@"
	gate "$machine-$missing" --append rootdelay=10
	is "$checked" 1 "$machine: check says no without $missing"
	grep -q "^$missing: not in the image: .*$pattern" "$work/$machine-$missing.answer"
	ok $? "$machine: $(head -n 1 "$work/$machine-$missing.answer" | sed 's/.*: \(root <- .*\): .*/\1/')"
	is "$(cat "$work/$machine-$missing.status")" 1 "$machine: it does not boot"
	grep -q " $missing: left out at build (--without $missing; .*coldprobe image --module $missing$" "$work/$machine-$missing.out"
	ok $? "$machine: the boot's report names $missing"
}

try vexpress-a9 armmmci ': root <- [^ ]*/mmci@5000 (armmmci): '
try cubieboard-sata sd_mod ': root <- /soc/sata@1c18000 (ahci_sunxi) <- behind it sd_mod: '
try orangepi-pc-usb phy_sun4i_usb ': root <- /soc/usb@[0-9a-f]* .*phy_sun4i_usb' --keep usb-storage
grep -q 'ehci_platform: inserted, but it does not drive the device, deferred: .*supplier 1c19400.phy not ready' \
	"$work/orangepi-pc-usb-phy_sun4i_usb.out"
ok $? "orangepi-pc-usb: the driver of the disk's host is there, and waits for its supplier"

plan
