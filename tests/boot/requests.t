#!/bin/sh
# SPDX-License-Identifier: MIT
# The binary as /sbin/modprobe: what the kernel itself asks for while a root is mounted. Each proof is a pair of boots:
# the image, and the same without sbin/modprobe, which fails for want of what the request would have brought.
#
# What a module needs usually stands in its softdep, and comes in before it. So the kernel here is a copy whose ext4,
# jbd2 and btrfs do not say what checksums they use, as those of other kernels; to the mount it makes no difference.
. "$(dirname "$0")/lib.sh"

# forget MODULE WORD: a copy of the module whose softdep on WORD is not understood any more. A signature would no
# longer fit; strip takes it off, and Debian's kernel accepts modules that have none.
forget()
{
	module=$(find "$work/modules/kernel" -name "$1.ko")
	LC_ALL=C sed "s/softdep=pre: $2/softxxx=pre: $2/" "$module" >"$work/module"
	cmp -s "$module" "$work/module" && give_up "$1 has no softdep on $2"
	strip --strip-unneeded -o "$work/module.stripped" "$work/module" || give_up "strip $1 failed"
	cp --remove-destination "$work/module.stripped" "$module"
}

# without_modprobe NAME -> NAME-deaf.image: there it has another name, of the same length.
without_modprobe()
{
	{ zstd -q -dc "$work/$1.image" 2>/dev/null || cat "$work/$1.image"; } | LC_ALL=C sed 's,sbin/modprobe,sbin/notthere,' >"$work/$1-deaf.image"
	cpio -t --quiet <"$work/$1-deaf.image" | grep -q '^sbin/notthere$' || give_up "sbin/modprobe is not in $1"
}

# during NAME EVENT SUBJECT MODULE...: these went in while that went on: by processes beside pid 1.
during()
{
	boot_name=$1 event=$2 subject=$3
	shift 3
	for module in "$@"; do
		when=$(trace "$boot_name" | awk -F '\t' -v module="$module" -v event="$event" -v subject="$subject" '
			$3 == "insert" && $4 == module && $5 == "ok" { from = $1; to = $1 + $2 }
			$3 == event && $4 == subject { print (from && from >= $1 && to <= $1 + $2 ? "then" : "not then") }')
		is "$when" "then" "$boot_name: $module is inserted during $event $subject" "$boot_name"
	done
}

# profile LINE...: these, what the machine needs for a disk on virtio-blk, and what all boots have
profile()
{
	printf 'module sha256_ssse3?\nsequential sha256_ssse3?\nmodule virtio_blk\nmodule virtio_pci\n'
	printf '%s\n' "$@"
}

# rejects NAME TYPE PATTERN: the boot without modprobe ends, and this is why
rejects()
{
	panics "$1"
	says "$1" "coldprobe: vda: not mounted as $2: "
	says "$1" "$3"
}

cp -al "$MODULES" "$work/modules"
forget ext4 crypto-crc32c
forget jbd2 crypto-crc32c
forget libcrc32c crc32c
forget btrfs crypto-crc32c
forget btrfs xxhash64
stock=$MODULES
MODULES=$work/modules
profile 'module ext4' 'pack crc32c_generic' >"$work/ext4.profile"
make_image ext4 --profile "$work/ext4.profile"
profile 'module btrfs' 'pack xxhash_generic' 'pack crc32c_generic' >"$work/btrfs.profile"
make_image btrfs --profile "$work/btrfs.profile"
MODULES=$stock
rm -rf "$work/modules"
profile 'module vfat' 'module nls_cp437' 'module nls_ascii' >"$work/vfat.profile"
make_image vfat --profile "$work/vfat.profile"
make_image net --profile default --profile net --module loop --module fuse --module dm_snapshot --module af_key
for image in ext4 btrfs vfat; do
	without_modprobe $image
done

make_disk ext4
make_disk btrfs --type btrfs --mkfs "--csum xxhash"
make_disk vfat --type vfat

# try IMAGE TYPE [WORDS]: with modprobe and without
try()
{
	boot "$1" virtio-blk "$1" "$2" "root=/dev/vda rootfstype=$2 ${3:-}" --smp 2 &
	boot "$1-deaf" virtio-blk "$1-deaf" "$2" "root=/dev/vda rootfstype=$2 rootwait=5 ${3:-}" &
	wait
	reached "$1"
}

# An ext4 with checksums.
try ext4 ext4
during ext4 mount vda crc32c_generic
rejects ext4-deaf ext4 "Cannot load crc32c driver"

# A btrfs with a hash of its own; and crc32c, for which libcrc32c asks while pid 1 inserts it.
try btrfs btrfs
during btrfs insert libcrc32c crc32c_generic
during btrfs mount vda xxhash_generic
rejects btrfs-deaf btrfs "coldprobe: libcrc32c: not inserted: "

# A vfat, with the character sets that the kernel takes by default.
try vfat vfat
during vfat mount vda nls_cp437 nls_ascii
rejects vfat-deaf vfat "codepage cp437 not found"

# ---- A PHY's driver, which the card's driver asks for by a number in binary. The card is on USB: usb-card plays it.
card=mdio:00000000001110110001100001100001 # AX88772A, 0x003b1861
without_modprobe net
[ "$("$coldprobe" lookup "$work/net.image" $card | cut -f 2)" = ax88796b ]
ok $? "$card is ax88796b's"

# plug NAME IMAGE [option of qemu/run...]
plug()
{
	name=$1 image=$2
	shift 2
	tests/boot/usb-card "$work/$name.socket" 2>"$work/$name.card" &
	while [ ! -S "$work/$name.socket" ] && kill -0 $! 2>/dev/null; do
		sleep 0.1
	done
	boot "$name" virtio-blk "$image" ext4 "root=/dev/vda rootfstype=ext4 ip=dhcp" "$@" \
		--qemu "-chardev socket,id=card,path=$work/$name.socket" --device usb-ehci --device usb-redir,chardev=card
}

plug phy-1 net &
plug phy-4 net --smp 4 &
wait
plug phy-deaf net-deaf
for name in phy-1 phy-4; do
	reached $name
	during $name insert asix ax88796b
	says $name 'attached PHY driver|PHY \[.*\] driver \[Asix Electronics AX88772A\]' "the PHY has its own driver"
	is "$(interfaces $name)" asix "$name: the card has its interface" $name
done
reached phy-deaf
lacks phy-deaf ax88796b
says phy-deaf 'PHY \[.*\] driver \[Generic PHY\]' "without modprobe the PHY has no driver of its own"

# ---- Many at once, as the kernel makes them, by the test root's init, which is the initramfs's own here: all at the same
# time, some twice.
with_asker net
marvell=mdio:00000001010000010000110111010000 # 88E1510, 0x01410dd0
realtek=mdio:00000000000111001100100100010110 # RTL8211F, 0x001cc916
good="$marvell $realtek $marvell fs-btrfs fs-ext4 fs-ext4 crypto-crc32c crypto-xxhash64 nls_cp437 fs-vfat libcrc32c
	usb-storage usb_storage block-major-7-0 char-major-10-229 char-major-10-236 net-pf-15 dm-snapshot-origin"
bad="net-pf-39 char-major-10-1 dm-nosuch mdio:11111111111111111111111111111111 fs-nosuch no_such_module"
words=
for alias in $good $bad; do
	words="$words request=$alias"
done

for cpus in 1 4; do
	name=asker-$cpus
	boot $name virtio-blk net-asker vfat "rdinit=/asker -- $words" --smp $cpus
	reached $name "$name: the requests end"
	for alias in $good; do
		is "$(value $name "request $alias")" 0 "$name: $alias: exit status 0" $name
	done
	for alias in $bad; do
		is "$(value $name "request $alias")" 1 "$name: $alias: exit status 1" $name
	done
	present=" $(value $name modules) "
	for module in marvell realtek btrfs ext4 xxhash_generic crc32c_generic nls_cp437 vfat libcrc32c usb_storage \
		loop fuse dm_mod dm_snapshot af_key; do
		case $present in
		*" $module "*) ok 0 "$name: $module is in" ;;
		*) ok 1 "$name: $module is in" $name ;;
		esac
	done
done
plan
