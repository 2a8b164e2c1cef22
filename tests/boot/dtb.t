#!/bin/sh
# SPDX-License-Identifier: MIT
# An image made from a board's device tree alone boots that board to the root on its own storage: Debian's tree of a real
# board, or the one that QEMU makes. `coldprobe check` says yes to it. Without any one of the modules that it calls needed it
# says no and names that one; without one that it calls optional, yes. And booted without some of them, the board fails, and
# the console says of which device that is.
#
# As a part of `make test`: three of the quickest. With BOARDS=all every machine that has a device tree, and more modules.
. "$(dirname "$0")/lib.sh"

quick='virt-arm64 cubieboard-sata vexpress-a9'
case ${BOARDS:-} in
all) machines=${MACHINES:-'virt-arm64 virt-armhf virt-riscv64 xlnx-versal-virt raspi2b raspi3b orangepi-pc cubieboard cubieboard-sata vexpress-a9'} ;;
*) machines=$quick ;;
esac

# take MACHINE: its kernel, probe, tree; false: it cannot be tried here
take()
{
	arch=$(qemu/run --value "$1" arch)
	paths=$(scripts/fetch-kernel -a "$arch") || give_up "$1: no kernel to boot"
	KERNEL=$(printf '%s\n' "$paths" | sed -n 's/^KERNEL=//p')
	MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	DTBS=$(printf '%s\n' "$paths" | sed -n 's/^DTBS=//p')
	probe=$PWD/build/$arch-musl/probe
	test_init=$PWD/build/qemu/$arch/init
	if [ ! -x "$probe" ] || [ ! -x "$test_init" ]; then
		ok 0 "$1 # skip there is no such probe"
		return 1
	fi
	tree=$(qemu/run --value "$1" dtb)
	if [ "$tree" ]; then
		tree=$DTBS/$tree
	else
		tree=$work/$1.dtb
		[ -e "$tree" ] || qemu/run --tree "$1" "$tree" || give_up "$1: no device tree"
	fi
	host=$(qemu/run --value "$1" host)
	keep=$(qemu/run --value "$1" keep)
	[ -e "$work/$arch.disk" ] || make_disk "$arch"
}

# from_tree NAME [option...]: $work/NAME.image from the tree and nothing else
from_tree()
{
	image_name=$1
	shift
	make_image "$image_name" --dtb "$tree" --filesystem ext4 ${keep:+--keep "$keep"} "$@"
}

# select_tree [option...]: the same as a list
select_tree()
{
	"$coldprobe" select --kernel "$MODULES" --dtb "$tree" --filesystem ext4 ${keep:+--keep "$keep"} "$@"
}

# check_tree NAME [option...]
check_tree()
{
	checked=$1
	shift
	"$coldprobe" check "$work/$checked.image" --kernel "$MODULES" --dtb "$tree" --filesystem ext4 --root "$host" "$@"
}

# packed NAME: the modules in it, by path
packed()
{
	"$coldprobe" inspect --json "$work/$1.image" |
		perl -MJSON::PP -e 'undef $/; print $_->{path} =~ s/\.xz$//r, "\n" for @{decode_json(<STDIN>)->{modules}}' | sort
}

# of_hardware: of select's answer as JSON, the paths of what a device of the board needs; anything: of all
of_hardware()
{
	perl -MJSON::PP -e 'undef $/; my $answer = decode_json(<STDIN>);
		for (@{$answer->{modules}}) {
			next if $ARGV[0] eq "hardware" && !@{$_->{boards}};
			(my $path = $_->{path}) =~ s/\.xz$//;
			print "$path\n"
		}' "$1" | sort
}

# names LIST NAME: of what check says as JSON, the names in an array of objects or strings
names()
{
	check_tree "$2" --json | perl -MJSON::PP -e 'undef $/; my $answer = decode_json(<STDIN>);
		print "$_->{name}\n" for @{$answer->{$ARGV[0]}}' "$1"
}

whole()
{
	from_tree "$1"
	select_tree --json >"$work/$1.json"
	packed "$1" >"$work/$1.packed"
	of_hardware anything <"$work/$1.json" >"$work/$1.chosen"
	of_hardware hardware <"$work/$1.json" >"$work/$1.hardware"
	is "$(comm -3 "$work/$1.packed" "$work/$1.chosen")" "" "$1: in the image is what select says, $(wc -l <"$work/$1.packed") modules"
	# What is not the board's: file systems, and the drivers of the keep-list.
	comm -23 "$work/$1.packed" "$work/$1.hardware" >"$work/$1.other"
	if [ "$keep" ]; then
		grep -q -x 'kernel/drivers/nvme/host/nvme\.ko' "$work/$1.other"
		ok $? "$1: what is behind its PCI host comes by --keep $keep"
	else
		is "$(grep -v -e '^kernel/fs/' -e '^kernel/lib/' -e '^kernel/crypto/' -e '^kernel/arch/[^/]*/crypto/' "$work/$1.other")" "" \
			"$1: no driver but for its devices"
	fi
	is "$(check_tree "$1" | sed 's,^[^ ]*/,,; s/: [0-9].*//')" "$1.image: yes" "$1: check says yes of $host"

	boot "$1" "$1" "$1" "$arch" "root=UUID=$uuid" --timeout 300
	reached "$1"
	is "$(value "$1" root | cut -d ' ' -f 2-)" "ext4 ro" "$1: root is ext4" "$1"
	traced "$1" mount "$(qemu/run --value "$1" disk)" "ext4 ro"
	traced_present "$1" | grep -q -x "$(qemu/run --value "$1" driver)"
	ok $? "$1: its driver is in" "$1"
}

# one_by_one NAME: each module of the image left out in turn. riscv64's are compressed, which takes its time: the needed ones.
one_by_one()
{
	names needed "$1" >"$work/$1.needed"
	: >"$work/$1.wrong"
	sed 's|.*/||; s|\.ko$||' "$work/$1.packed" | tr - _ >"$work/$1.tried"
	[ "$arch" != riscv64 ] || cp "$work/$1.needed" "$work/$1.tried"
	while read -r module; do
		from_tree less --compress none --without "$module"
		check_tree less >"$work/less.answer"
		said=$?
		if grep -q -x "$module" "$work/$1.needed"; then
			[ $said = 1 ] && grep -q "^$module: not in the image: left out (--without $module; .*: root <- " "$work/less.answer" &&
				[ "$(grep -c -v '^optional: ' "$work/less.answer")" = 2 ]
		else
			[ $said = 0 ] && ! grep -q -v -e "^optional: $module: " -e ': yes: ' "$work/less.answer"
		fi || echo "$module: $(cat "$work/less.answer")" >>"$work/$1.wrong"
	done <"$work/$1.tried"
	is "$(cat "$work/$1.wrong")" "" "$1: without any one of its $(wc -l <"$work/$1.needed") needed modules check says no, else yes"
	grep -q -x ext4 "$work/$1.needed" && { [ "$keep" ] || grep -q -x "$(qemu/run --value "$1" driver)" "$work/$1.needed"; }
	ok $? "$1: among them are ext4 and the driver of its host"
}

# fails MACHINE MODULE PATTERN: it is needed, and without it there is no root, as the console says
fails()
{
	name=$1-no-$2
	grep -q -x "$2" "$work/$1.needed"
	ok $? "$name: check calls it needed"
	from_tree "$name" --without "$2"
	boot "$name" "$1" "$name" "$arch" "root=UUID=$uuid rootdelay=3" --timeout 300
	panics "$name"
	says "$name" "$3"
}

# goes_on MACHINE MODULE...: what check does not call needed is not
goes_on()
{
	name=$1-without
	machine=$1
	shift
	for module in "$@"; do
		sed 's|.*/||; s|\.ko$||' "$work/$machine.packed" | tr - _ | grep -q -x "$module"
		ok $? "$name: $module is in the image"
		! grep -q -x "$module" "$work/$machine.needed"
		ok $? "$name: check does not call $module needed"
	done
	without=$(printf -- '--without %s ' "$@")
	# shellcheck disable=SC2086 # options
	from_tree "$name" $without
	boot "$name" "$machine" "$name" "$arch" "root=UUID=$uuid" --timeout 300
	reached "$name" "$name: $*"
}

# late MACHINE MODULE HOST: a root on USB, behind HOST, is reached without that supplier, which check calls optional: when the
# kernel no longer waits for suppliers, 10 s after the last driver came
late()
{
	name=$1-late
	host=$3
	from_tree "$name" --keep usb-storage --without "$2"
	check_tree "$name" >"$work/$name.answer"
	ok $? "$name: check says yes without $2"
	grep -q "^optional: $2: not in the image: .*: root <- [^ ]*/$3 " "$work/$name.answer"
	ok $? "$name: and calls it optional"
	truncate -s 64M "$work/empty.disk"
	boot "$name" "$1" "$name" empty "root=UUID=$uuid rootdelay=90" --timeout 300 \
		--qemu "-drive if=none,id=stick,format=raw,snapshot=on,file=$work/$arch.disk -device usb-storage,drive=stick"
	reached "$name" "$name: its root on USB"
}

# on_mmio MACHINE NODE: the virtio disk on the bus that is in the tree, so without a keep-list; the one on PCI is empty, and has
# no driver
on_mmio()
{
	name=$1-mmio
	host=$2 keep=
	from_tree "$name"
	check_tree "$name" >"$work/$name.answer"
	ok $? "$name: check says yes of $host"
	truncate -s 64M "$work/empty.disk"
	boot "$name" "$1" "$name" empty "root=UUID=$uuid" --timeout 300 \
		--qemu "-drive if=none,id=mmio,format=raw,snapshot=on,file=$work/$arch.disk -device virtio-blk-device,drive=mmio"
	reached "$name"
	has_inserted "$name" virtio_mmio virtio_blk
}

left='left out at build \(--without'
for machine in $machines; do
	take "$machine" || continue
	whole "$machine"
	one_by_one "$machine"
	case $machine in
	virt-riscv64) on_mmio "$machine" virtio_mmio@10008000 ;;
	virt-*) on_mmio "$machine" virtio_mmio@a003e00 ;;
	cubieboard-sata)
		fails "$machine" ahci_sunxi "1c18000.sata .*: ahci_sunxi: $left ahci_sunxi; serves /soc/sata@1c18000\\)"
		goes_on "$machine" crc32_arm_ce crct10dif_arm_ce crct10dif_generic
		;;
	vexpress-a9) fails "$machine" jbd2 'ext4: not inserted: needs a symbol' ;;
	esac
	[ "${BOARDS:-}" = all ] || continue
	case $machine in
	cubieboard-sata)
		fails "$machine" libahci_platform 'ahci_sunxi: not inserted: needs a symbol'
		fails "$machine" crc_t10dif 'sd_mod: not inserted: needs a symbol'
		;;
	vexpress-a9)
		fails "$machine" armmmci "10005000.mmci amba:.*: armmmci: $left armmmci; "
		fails "$machine" crc32c_generic 'not mounted as ext4'
		fails "$machine" mbcache 'ext4: not inserted: needs a symbol'
		;;
	raspi3b)
		fails "$machine" bcm2835 "3f202000.mmc .*: bcm2835: $left bcm2835; serves /soc/mmc@7e202000\\)"
		fails "$machine" crc16 'ext4: not inserted: needs a symbol'
		late "$machine" phy_generic usb@7e980000
		;;
	orangepi-pc) fails "$machine" sunxi_mmc "1c0f000.mmc .*: sunxi_mmc: $left sunxi_mmc; " ;;
	xlnx-versal-virt)
		fails "$machine" sdhci_of_arasan "f1040000.sdhci .*: sdhci_of_arasan: $left sdhci_of_arasan; "
		fails "$machine" sdhci_pltfm 'sdhci_of_arasan: not inserted: needs a symbol'
		;;
	esac
done
plan
