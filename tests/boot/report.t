#!/bin/sh
# SPDX-License-Identifier: MIT
# When the root never comes, the console says exactly why: the text is compared, line by line.
. "$(dirname "$0")/lib.sh"

make_disk root
small_profile >"$work/small.profile"

# report NAME: what the probe said from what did not appear on
report()
{
	tr -d '\r' <"$work/$1.log" | sed -n 's/^\(\[[ 0-9.]*\] \)\{0,1\}coldprobe: //p' | sed -n '/ did not appear within /,$p'
}

# reports NAME WHAT <lines
reports()
{
	cat >"$work/$1.wanted"
	report "$1" >"$work/$1.got"
	cmp -s "$work/$1.wanted" "$work/$1.got"
	ok $? "$1: $2"
	cmp -s "$work/$1.wanted" "$work/$1.got" || diff "$work/$1.wanted" "$work/$1.got" | sed 's/^/# /'
}

virtio_blk='virtio0 virtio:d00000002v00001AF4: virtio_blk'
nvme='0000:00:02.0 pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02: nvme'

rtl8139='0000:00:04.0 pci:v000010ECd00008139sv00001AF4sd00001100bc02sc00i00'
e1000e='0000:00:03.0 pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00: e1000e'
option='coldprobe image --profile net, or --module'

grep -v virtio_blk "$work/small.profile" >"$work/no-blk.profile"
make_image no-blk --profile "$work/no-blk.profile"
boot no-blk virtio-blk no-blk root "root=UUID=$uuid rootwait=2"
panics no-blk
reports no-blk "names the module and the option" <<END
root=UUID=$uuid did not appear within 2 s
  seen: sr0: -
  $virtio_blk: not in this image: coldprobe image --profile storage, or --module virtio_blk
  other devices without a driver, for which no module is known here: 30
no root: giving up
END

# What is there is named with what is on it.
make_image small --profile "$work/small.profile"
boot uuid virtio-blk small root "root=UUID=deadbeef-0000-4000-8000-000000000000 rootwait=2"
panics uuid
reports uuid "names the disk that is there instead" <<END
root=UUID=deadbeef-0000-4000-8000-000000000000 did not appear within 2 s
  seen: sr0: -
  seen: vda: ext4 UUID=$uuid LABEL=coldroot
  other devices without a driver, for which no module is known here: 30
no root: giving up
END

boot blacklist nvme small root "root=/dev/nvme0n1 rootwait=2 modprobe.blacklist=nvme"
panics blacklist
reports blacklist "names the word of the command line" <<END
root=/dev/nvme0n1 did not appear within 2 s
  seen: sr0: -
  $nvme: blacklisted on the kernel command line (modprobe.blacklist=)
  other devices without a driver, for which no module is known here: 30
no root: giving up
END

# A line of a profile leaves the driver out; without the names of what is missing there is but a number.
{ grep -v '^module nvme' "$work/small.profile"; echo "include storage"; echo "leave nvme"; } >"$work/left.profile"
make_image left --profile "$work/left.profile"
boot left nvme left root "root=/dev/nvme0n1 rootwait=2"
panics left
reports left "names the profile that left it out" <<END
root=/dev/nvme0n1 did not appear within 2 s
  seen: sr0: -
  $nvme: left out at build (profile $work/left.profile): coldprobe image --module nvme
  other devices without a driver, for which no module is known here: 30
no root: giving up
END
make_image unknown --profile "$work/no-blk.profile" --no-trimmed
boot unknown virtio-blk unknown root "root=/dev/vda rootwait=2"
panics unknown
reports unknown "without the names: only the number" <<END
root=/dev/vda did not appear within 2 s
  seen: sr0: -
  other devices without a driver, for which this image has no module: 31
no root: giving up
END

# A machine with network cards alone: one driver is aboard, the other is not.
printf 'class net\nmodule e1000e\n' >"$work/net.profile"
make_image cards --profile "$work/small.profile" --profile "$work/net.profile"
boot cards virtio-scsi cards root "root=/dev/sdz rootwait=2" --device e1000e --device rtl8139
panics cards
reports cards "names the network cards, and why each has no driver" <<END
root=/dev/sdz did not appear within 2 s
  seen: sda: ext4 UUID=$uuid LABEL=coldroot
  $rtl8139: 8139cp: not in this image: $option 8139cp; 8139too: not in this image: $option 8139too
  $e1000e: not inserted: no network is asked for (ip=, nfsroot=, coldprobe.net=always)
  other devices without a driver, for which no module is known here: 30
no root: giving up
END

# The disk is there, its filesystem's module is not.
grep -v '^module ext4' "$work/small.profile" >"$work/no-ext4.profile"
make_image no-ext4 --profile "$work/no-ext4.profile"
boot no-ext4 virtio-blk no-ext4 root "root=UUID=$uuid"
panics no-ext4
says no-ext4 "coldprobe: vda: not mounted as ext4: no such device or filesystem" "names the disk and the filesystem"
says no-ext4 "coldprobe:   ext4: ext4: not in this image: coldprobe image --profile filesystem, or --module ext4" \
	"names the module and the option"
plan
