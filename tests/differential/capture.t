#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe capture and scripts/capture.sh: the same bytes, from this machine and from trees made by hand, under dash and
# under busybox with nothing but its applets; and of those trees exactly what is expected.
scripts=$(realpath "$(dirname "$0")/../../scripts")
. "$(dirname "$0")/../bad/common.sh"
trap 'cd /; chmod -R u+rwX "$dir"; rm -rf "$dir"' EXIT

mkdir applets
busybox --install -s "$dir/applets" || { echo "Bail out! no busybox"; exit 1; }

# by_script SHELL-WORDS ARGUMENT...: into script.board
by_script()
{
	shell=$1
	shift
	case $shell in
	busybox) env -i PATH="$dir/applets" "$dir/applets/sh" "$scripts/capture.sh" "$@" ;;
	*) $shell "$scripts/capture.sh" "$@" ;;
	esac >script.board 2>script.stderr
}

# same NAME ARGUMENT...: what the command makes is in this.board
same()
{
	name=$1
	shift
	"$COLDPROBE" capture "$@" >this.board 2>stderr
	ok $? "$name: captured"
	for shell in dash busybox; do
		by_script $shell "$@"
		cmp -s this.board script.board
		ok $? "$name: capture.sh under $shell makes the same"
		diff this.board script.board | head -n 20 | sed 's/^/# /'
		[ "$(wc -l <stderr)" = "$(wc -l <script.stderr)" ]
		ok $? "$name: and as many warnings"
	done
}

# is_board NAME: this.board is what is on standard input
is_board()
{
	cat >expected
	cmp -s expected this.board
	ok $? "$1"
	diff expected this.board | sed 's/^/# /'
}

# ---- a tree by hand

# device PATH SUBSYSTEM KEY=VALUE...: in tree/sys
device()
{
	at=tree/sys/devices/$1
	mkdir -p "$at" "tree/sys/bus/$2"
	ln -s "$dir/tree/sys/bus/$2" "$at/subsystem"
	shift 2
	: >"$at/uevent"
	[ $# = 0 ] || printf '%s\n' "$@" >"$at/uevent"
}

# driver NAME [MODULE]: of the last device
driver()
{
	mkdir -p "tree/sys/drivers/$1"
	[ ! "${2:-}" ] || { mkdir -p "tree/sys/module/$2"; ln -sf "$dir/tree/sys/module/$2" "tree/sys/drivers/$1/module"; }
	ln -s "$dir/tree/sys/drivers/$1" "$at/driver"
}

# block PATH MAJOR:MINOR: a disk or a partition
block()
{
	device "$1" block "DEVNAME=${1##*/}"
	mkdir -p "$at/slaves" "$at/holders" tree/sys/class/block tree/sys/dev/block
	ln -s "$dir/$at" "tree/sys/class/block/${1##*/}"
	ln -s "$dir/$at" "tree/sys/dev/block/$2"
}

# on UPPER LOWER: names of block devices
on()
{
	ln -s "$(readlink -f "tree/sys/class/block/$2")" "tree/sys/class/block/$1/slaves/$2"
	ln -s "$(readlink -f "tree/sys/class/block/$1")" "tree/sys/class/block/$2/holders/$1"
}

# supplies CONSUMER SUPPLIER
supplies()
{
	link=tree/sys/devices/virtual/devlink/platform:${2##*/}--platform:${1##*/}
	mkdir -p "$link"
	ln -s "$dir/tree/sys/devices/$2" "$link/supplier"
	ln -s "$dir/tree/sys/devices/$1" "$link/consumer"
	ln -s "$dir/$link" "tree/sys/devices/$1/supplier:platform:${2##*/}"
	ln -s "$dir/$link" "tree/sys/devices/$2/consumer:platform:${1##*/}"
}

# mounted LINE...: /proc/self/mountinfo
mounted()
{
	mkdir -p tree/proc/self tree/proc/sys/kernel
	printf '%s\n' '22 1 0:21 / /proc rw,relatime - proc proc rw' "$@" >tree/proc/self/mountinfo
}

device platform platform
device platform/soc platform OF_FULLNAME=/soc 'MODALIAS=of:NsocT(null)Csimple-bus'
device platform/soc/1000.mmc platform DRIVER=by-event OF_FULLNAME=/soc/other 'MODALIAS=of:NmmcT(null)Cx,mmc'
printf 'of:NmmcT(null)Cx,mmc\nacpi:MMC0001:\n\nof:last' >$at/modalias
driver sdhci-x sdhci_x
ln -s ../../../../firmware/devicetree/base/soc/mmc@1000 $at/of_node
device platform/soc/2000.clock platform OF_FULLNAME=/soc/clock@2000 DRIVER=clk-x
driver clk-x
device platform/soc/pmic.5 platform
device "platform/Fixed MDIO bus.0" platform 'MODALIAS=platform:Fixed MDIO bus'
device platform/soc/waits platform
echo 1 >$at/waiting_for_supplier
device platform/soc/waits-not platform
echo 0 >$at/waiting_for_supplier
supplies platform/soc/1000.mmc platform/soc/pmic.5
supplies platform/soc/1000.mmc platform/soc/2000.clock
block platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0 179:0
block platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p2 179:2
block virtual/block/dm-0 254:0
mkdir $at/dm
echo cold-root >$at/dm/name
on dm-0 mmcblk0p2
block virtual/block/loop0 7:0
mkdir $at/loop
echo /media/live/filesystem.squashfs >$at/loop/backing_file
block virtual/block/loop1 7:1
block virtual/block/zram0 252:0
mkdir -p tree/sys/firmware/devicetree/base
printf 'Board of X\0' >tree/sys/firmware/devicetree/base/model
mkdir tree/sys/firmware/devicetree/base/aliases
printf '/soc/mmc@1000\0' >tree/sys/firmware/devicetree/base/aliases/mmc0
printf 'aliases\0' >tree/sys/firmware/devicetree/base/aliases/name
mounted '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/mapper/cold-root rw,discard'
echo 6.1.0-56-arm64 >tree/proc/sys/kernel/osrelease
echo aarch64 >tree/proc/sys/kernel/arch
printf '%s\n' 'sdhci_x 16384 0 - Live 0x0' 'dm_mod 16384 1 - Live 0x0' 'a_first 1 0 - Live 0x0' >tree/proc/modules
cat >log <<'END'
[    1.0] usb 1-1: firmware: direct-loading firmware x/one.bin
6,339,51,-;x 0: direct-loading two.fw
[    3.0] x 0: Loaded FW: three/3.bin, sha256: 00
[    4.0] x 0: Direct firmware load for absent.bin failed with error -2
[    5.0] usb 1-1: firmware: direct-loading firmware x/one.bin
END
same "a board" --sys tree/sys --proc tree/proc --log log
is_board "a board: as expected" <<'END'
arch: arm64
kernel: 6.1.0-56-arm64
model: Board of X
source: sysfs
root: /devices/virtual/block/dm-0
root-type: ext4
loaded: a_first
loaded: dm_mod
loaded: sdhci_x
firmware: three/3.bin
firmware: two.fw
firmware: x/one.bin
alias: mmc0 /soc/mmc@1000

path: /devices/platform/Fixed MDIO bus.0
subsystem: platform
modalias: platform:Fixed MDIO bus

path: /devices/platform/soc
subsystem: platform
modalias: of:NsocT(null)Csimple-bus
of-node: /soc

path: /devices/platform/soc/1000.mmc
subsystem: platform
modalias: of:NmmcT(null)Cx,mmc
modalias: acpi:MMC0001:
modalias: of:last
driver: sdhci-x
module: sdhci_x
parent: /devices/platform/soc
of-node: /soc/mmc@1000
supplier: /devices/platform/soc/2000.clock
supplier: /devices/platform/soc/pmic.5

path: /devices/platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0
subsystem: block
parent: /devices/platform/soc/1000.mmc
devname: mmcblk0

path: /devices/platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p2
subsystem: block
parent: /devices/platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0
devname: mmcblk0p2

path: /devices/platform/soc/2000.clock
subsystem: platform
driver: clk-x
parent: /devices/platform/soc
of-node: /soc/clock@2000

path: /devices/platform/soc/pmic.5
subsystem: platform
parent: /devices/platform/soc

path: /devices/platform/soc/waits
subsystem: platform
parent: /devices/platform/soc
waiting-for-supplier: 1

path: /devices/virtual/block/dm-0
subsystem: block
devname: dm-0
slave: /devices/platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p2
END

# ---- what carries /

# root_is NAME ROOT TYPE [SLAVE...]: slaves are those of the root's paragraph
root_is()
{
	name=$1
	printf 'root: %s\nroot-type: %s\n' "$2" "$3" | sed '/: $/d' >expected
	shift 3
	[ $# = 0 ] || printf 'slave: %s\n' "$@" >>expected
	{
		sed '/^$/q' this.board | grep ^root
		sed -n "\\,^path: $(sed -n 's/^root: //p' this.board)\$,,/^\$/p" this.board | grep ^slave
	} >found
	cmp -s expected found
	ok $? "$name: $(head -n 1 expected)"
	diff expected found | sed 's/^/# /'
}

disk=/devices/platform/soc/1000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0
mounted '27 1 179:2 / / rw - ext3 /dev/mmcblk0p2 rw' '27 1 179:0 / / rw - ext4 /dev/mmcblk0 rw'
same "two on /" --sys tree/sys --proc tree/proc
root_is "two on /" $disk ext4
mounted '27 1 0:25 /@ / rw - btrfs /dev/mmcblk0p2 rw,subvol=/@'
mkdir -p tree/sys/fs/btrfs/features tree/sys/fs/btrfs/01-23/devices tree/sys/fs/btrfs/45-67/devices
ln -s "$(readlink -f tree/sys/class/block/mmcblk0p2)" tree/sys/fs/btrfs/45-67/devices/mmcblk0p2
ln -s "$(readlink -f tree/sys/class/block/dm-0)" tree/sys/fs/btrfs/45-67/devices/dm-0
ln -s "$(readlink -f tree/sys/class/block/loop1)" tree/sys/fs/btrfs/01-23/devices/loop1
same "btrfs" --sys tree/sys --proc tree/proc
root_is "btrfs" $disk/mmcblk0p2 btrfs /devices/virtual/block/dm-0
mounted '27 1 0:25 /@ / rw - btrfs /dev/mapper/cold-root rw,subvol=/@'
same "btrfs on a mapping" --sys tree/sys --proc tree/proc
root_is "btrfs on a mapping" /devices/virtual/block/dm-0 btrfs $disk/mmcblk0p2
mounted '27 1 0:25 / / rw - overlay overlay rw,lowerdir=/run/x:/run/lower/root,upperdir=/run/u,workdir=/run/w' \
	'28 27 7:0 / /run/lower ro - squashfs /dev/loop0 ro' '29 27 179:2 / /media/live ro - iso9660 /dev/mmcblk0p2 ro'
same "an overlay on a loop" --sys tree/sys --proc tree/proc
root_is "an overlay on a loop" /devices/virtual/block/loop0 squashfs $disk/mmcblk0p2
mounted '27 1 0:25 / / rw - overlay overlay rw,lowerdir=/gone'
same "an overlay on itself" --sys tree/sys --proc tree/proc
root_is "an overlay on itself" '' overlay
grep -qx 'coldprobe: warning: which block device carries / is not known: what its overlays are on cannot be seen' stderr
ok $? "an overlay on itself: a warning"
mounted '27 1 0:25 / / rw - nfs4 server:/secret rw,addr=10.0.0.1'
same "NFS" --sys tree/sys --proc tree/proc
root_is "NFS" '' nfs4
! grep -q secret this.board
ok $? "NFS: its server is not in the file"
same "no /proc" --sys tree/sys
root_is "no /proc" '' ''
[ ! -s stderr ]
ok $? "no /proc: nothing to say"

# ---- what identifies a machine

rm -rf tree
device pci0000:00/0000:00:01.0 pci MODALIAS=pci:v1
device pci0000:00/0000:00:01.0/net/enx001122334455 net INTERFACE=enx001122334455 OF_FULLNAME=/soc/eth
device pci0000:00/0000:00:01.0/net/enx001122334455/phy net MODALIAS=x:below
device acpi/VMBUS:01/fd149e91-82e0-4a7d-afa6-2a4166cbd7c0 vmbus MODALIAS=vmbus:fd149e9182e04a7dafa62a4166cbd7c0
device acpi/VMBUS:01/fd149e91-82e0-4a7d-afa6-2a4166cbd7c0/host0 scsi MODALIAS=scsi:t-0x00
device acpi/VMBUS:01/AAAAAAAA-82e0-4a7d-afa6-2a4166cbd7c0 vmbus MODALIAS=vmbus:2
device w1_bus_master1/28-0000051f2a33 w1 MODALIAS=w1:f28
device platform/87e024000000.serial platform MODALIAS=of:x OF_FULLNAME=/soc/serial@87e024000000
device virtual/misc/phy-wlx0a0b0c0d0e0f-00:11:22:33:44:55 leds MODALIAS=x:led
device css0/0x500507630303c562 zfcp MODALIAS=x:zfcp
supplies platform/87e024000000.serial acpi/VMBUS:01/fd149e91-82e0-4a7d-afa6-2a4166cbd7c0
block acpi/VMBUS:01/fd149e91-82e0-4a7d-afa6-2a4166cbd7c0/host0/block/sda 8:0
mkdir -p tree/sys/devices/virtual/dmi/id
echo ' Maker ' >tree/sys/devices/virtual/dmi/id/sys_vendor
echo 'Box 1' >tree/sys/devices/virtual/dmi/id/product_name
echo SERIAL99 >tree/sys/devices/virtual/dmi/id/product_serial
mounted '27 1 8:0 / / rw - ext4 /dev/sda rw'
echo secret-host >tree/proc/sys/kernel/hostname
same "anonymous" --sys tree/sys --proc tree/proc
is_board "anonymous: numbers are gone, and what refers to them follows" <<'END'
model: Maker Box 1
source: sysfs
root: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001/host0/block/sda
root-type: ext4

path: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000002
subsystem: vmbus
modalias: vmbus:2

path: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001
subsystem: vmbus
modalias: vmbus:fd149e9182e04a7dafa62a4166cbd7c0

path: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001/host0
subsystem: scsi
modalias: scsi:t-0x00
parent: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001

path: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001/host0/block/sda
subsystem: block
parent: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001/host0
devname: sda

path: /devices/css0/0x0000000000000003
subsystem: zfcp
modalias: x:zfcp

path: /devices/pci0000:00/0000:00:01.0
subsystem: pci
modalias: pci:v1

path: /devices/platform/87e024000000.serial
subsystem: platform
modalias: of:x
of-node: /soc/serial@87e024000000
supplier: /devices/acpi/VMBUS:01/00000000-0000-0000-0000-000000000001

path: /devices/virtual/misc/phy-wlx000000000004-00:00:00:00:00:05
subsystem: leds
modalias: x:led

path: /devices/w1_bus_master1/28-000000000006
subsystem: w1
modalias: w1:f28
END
"$COLDPROBE" board show this.board >again
cmp -s this.board again
ok $? "anonymous: read and written, the same"
same "full" --full --sys tree/sys --proc tree/proc
for word in enx001122334455 fd149e91-82e0-4a7d-afa6-2a4166cbd7c0 28-0000051f2a33 0x500507630303c562 \
	enx001122334455/phy 00:11:22:33:44:55; do
	grep -q "^path: .*$word" this.board
	ok $? "full: $word is kept"
done

# ---- multipath of NVMe

rm -rf tree
device pci0000:00/0000:00:02.0 pci MODALIAS=pci:v2
device pci0000:00/0000:00:02.0/nvme/nvme0 nvme DEVNAME=nvme0
block virtual/nvme-subsystem/nvme-subsys0/nvme0n1 259:0
ln -s "$dir/tree/sys/devices/pci0000:00/0000:00:02.0/nvme/nvme0" tree/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0
mounted '27 1 259:0 / / rw - xfs /dev/nvme0n1 rw'
same "multipath" --sys tree/sys --proc tree/proc
root_is "multipath" /devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1 xfs /devices/pci0000:00/0000:00:02.0/nvme/nvme0
grep -A 2 -x 'path: /devices/pci0000:00/0000:00:02.0/nvme/nvme0' this.board | grep -qx 'parent: /devices/pci0000:00/0000:00:02.0'
ok $? "multipath: the controller is a device, on PCI"

# ---- what cannot be read

if [ "$(id -u)" = 0 ] && setpriv --reuid 65534 --clear-groups -- true 2>/dev/null; then
	chmod 755 "$dir"
	chmod 000 tree/sys/devices/pci0000:00/0000:00:02.0/uevent
	setpriv --reuid 65534 --clear-groups -- "$COLDPROBE" capture --sys tree/sys --proc tree/proc >this.board 2>stderr
	echo 'coldprobe: warning: 1 of the files could not be read; the first: tree/sys/devices/pci0000:00/0000:00:02.0/uevent: Permission denied' |
		cmp -s - stderr
	ok $? "a file that may not be read: counted"
	setpriv --reuid 65534 --clear-groups -- dash "$scripts/capture.sh" --sys tree/sys --proc tree/proc >script.board 2>script.stderr
	cmp -s this.board script.board && [ "$(wc -l <script.stderr)" = 1 ]
	ok $? "a file that may not be read: capture.sh makes the same"
fi

# ---- this machine

same "this machine"
[ "$(grep -c '^path: ' this.board)" -gt 3 ]
ok $? "this machine: $(grep -c '^path: ' this.board) devices"
same "this machine, in full" --full

finish
