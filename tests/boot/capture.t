#!/bin/sh
# SPDX-License-Identifier: MIT
# A guest captures itself with capture.sh and busybox, and leaves a copy of its /sys and /proc in its root: coldprobe
# capture makes the same file of that copy. On a board its device tree says the same modaliases.
. "$(dirname "$0")/lib.sh"

# The root's init, a shell script: everything goes into /out.tar.
guest_init()
{
	cat <<'END'
#!/bin/busybox sh
bb=/run/applets
/bin/busybox mkdir -p $bb
/bin/busybox --install -s $bb
export PATH=$bb
sleep 2 # what comes late is there
out=/run/out
mkdir -p $out/sys $out/proc/self $out/proc/sys/kernel
sh /capture.sh -o $out/here.board 2>$out/here.stderr
dmesg >$out/log
cd /sys
find devices bus class/block dev/block \( -type l ! -name node -o -type f \( -name uevent -o -name modalias -o \
	-name waiting_for_supplier -o -name product_name -o -name sys_vendor \) \) -print0 |
	xargs -0 cp -d --parents -t $out/sys 2>/dev/null
[ ! -d firmware/devicetree ] || find firmware/devicetree/base/model firmware/devicetree/base/aliases -type f -print0 |
	xargs -0 cp --parents -t $out/sys
cp /proc/modules $out/proc/
cp /proc/self/mountinfo $out/proc/self/
cp /proc/sys/kernel/osrelease /proc/sys/kernel/arch $out/proc/sys/kernel/
tar -c -f /out.tar -C $out .
mount -o remount,ro /
sed -n '/^$/q; s/^/coldprobe-root: board /p' $out/here.board
echo "coldprobe-root: done"
poweroff -f
END
}

# captured MACHINE: what the guest left is in $work/MACHINE/
captured()
{
	machine=$1
	arch=$(qemu/run --value "$machine" arch)
	paths=$(scripts/fetch-kernel -a "$arch") || give_up "$machine: no kernel to boot"
	KERNEL=$(printf '%s\n' "$paths" | sed -n 's/^KERNEL=//p')
	MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	DTBS=$(printf '%s\n' "$paths" | sed -n 's/^DTBS=//p')
	probe=$PWD/build/$arch-musl/probe
	[ -x "$probe" ] || give_up "$probe is not built: make test builds it"
	busybox=$(scripts/fetch-busybox "$arch") || give_up "$machine: no busybox"
	guest_init >"$work/init.sh"
	test_init=$work/init.sh
	make_disk "$machine"
	change_disk "$machine" "mkdir /bin" "write $busybox /bin/busybox" "sif /bin/busybox mode 0100755" \
		"write scripts/capture.sh /capture.sh"
	make_image "$machine"
	boot "$machine" "$machine" "$machine" "$machine" "root=UUID=$uuid rw" --write
	reached "$machine"
	debugfs -R "dump /out.tar $work/$machine.tar" "$work/$machine.disk" 2>/dev/null
	mkdir -p "$work/$machine"
	tar -x -f "$work/$machine.tar" -C "$work/$machine"
	ok $? "$machine: the guest left its capture"
	is "$(cat "$work/$machine/here.stderr")" "" "$machine: capture.sh had nothing to complain of"
	"$coldprobe" capture --sys "$work/$machine/sys" --proc "$work/$machine/proc" --log "$work/$machine/log" \
		>"$work/$machine.board" 2>"$work/$machine.stderr"
	cmp -s "$work/$machine.board" "$work/$machine/here.board"
	ok $? "$machine: coldprobe makes the same of the copy: $(grep -c ^path: "$work/$machine.board") devices"
	diff "$work/$machine.board" "$work/$machine/here.board" | head -n 20 | sed 's/^/# /'
	is "$(cat "$work/$machine.stderr")" "" "$machine: nor had coldprobe"
	root=$(sed -n 's/^root: //p' "$work/$machine.board")
	is "${root##*/}" "$(qemu/run --value "$machine" disk)" "$machine: / is on $root"
	is "$(sed -n 's/^root-type: //p;s/^kernel: //p;s/^arch: //p' "$work/$machine.board" | paste -s -d ' ')" \
		"$arch ${MODULES##*/} ext4" "$machine: the header"
	driver=$(qemu/run --value "$machine" driver)
	grep -q -x "loaded: $driver" "$work/$machine.board"
	ok $? "$machine: $driver is loaded"
}

# carried MACHINE PATTERN: the driver of a device that / is below, or of one that this needs
carried()
{
	awk -v wanted="$2" -v RS= -F '\n' '
		NR == 1 { for (i = 1; i <= NF; i++) if (sub(/^root: /, "", $i)) root = $i; next }
		{ path = substr($1, 7) }
		index(root "/", path "/") == 1 && $0 ~ wanted { found = 1 }
		END { exit !found }' "$work/$1.board"
	ok $? "$1: above the root is a device with $2"
}

# pairs BOARD: "NODE MODALIAS" of all devices that are in the device tree, and have an of: modalias
pairs()
{
	awk -v RS= -F '\n' '
		{ node = "" }
		{ for (i = 1; i <= NF; i++) if (sub(/^of-node: /, "", $i)) node = $i }
		{ for (i = 1; node != "" && i <= NF; i++) if (sub(/^modalias: of:/, "of:", $i)) print node, $i }' "$1" | sort -u
}

# as_in_tree MACHINE: every of: modalias of the running kernel is that of the node in the board's tree. What QEMU adds to
# the tree that it is given, or has made with other devices, is not in it: the PSCI of a board with several processors, and
# on vexpress-a9 its virtio_mmio. Other modaliases are not compared: a processor's is of what it can do, and an AMBA
# peripheral's of a number that it has in itself.
as_in_tree()
{
	tree=$(qemu/run --value "$1" dtb)
	if [ "$tree" ]; then
		tree=$DTBS/$tree
	else
		tree=$work/$1.dtb
		qemu/run --tree "$1" "$tree" || give_up "$1: no device tree"
	fi
	"$coldprobe" board merge "$tree" "$tree" -o "$work/$1.tree" || give_up "$1: coldprobe board merge failed"
	pairs "$work/$1.tree" >"$work/$1.in-tree"
	pairs "$work/$1.board" >"$work/$1.in-sys"
	is "$(comm -13 "$work/$1.in-tree" "$work/$1.in-sys" | grep -v -e '^/psci ' -e '/virtio_mmio@')" "" \
		"$1: every modalias that the tree can say is the running kernel's"
	compared=$(comm -12 "$work/$1.in-tree" "$work/$1.in-sys" | wc -l)
	[ "$compared" -gt 10 ]
	ok $? "$1: $compared of them"
}

captured ahci
carried ahci 'module: ahci'
boot overlay ahci ahci ahci "root=UUID=$uuid coldprobe.overlay=tmpfs"
reached overlay
is "$(value overlay 'board root:') $(value overlay 'board root-type:')" \
	"$(sed -n 's/^root: //p' "$work/ahci.board") ext4" "overlay: what is below it carries /"
captured raspi3b
carried raspi3b 'module: bcm2835'
carried raspi3b 'supplier: .*/soc/3f101000.cprman'
carried raspi3b 'of-node: /soc/mmc@7e20'
as_in_tree raspi3b
if [ "${BOARDS:-}" = all ]; then
	for machine in raspi2b orangepi-pc cubieboard vexpress-a9 xlnx-versal-virt virt-arm64 virt-armhf virt-riscv64; do
		captured $machine
		as_in_tree $machine
	done
fi
plan
