#!/bin/sh
# SPDX-License-Identifier: MIT
# Firmware: what a module names goes into the image with it, and what the kernel asks for late, in the background, after
# the module is in, is answered from there until the hand-over: the root has none. Each proof has its pair: without the
# file the same request fails.
#
# cfg80211 asks by itself, for regulatory.db: one that is not signed, as here, the kernel says it has got and refuses.
# test_firmware asks for what one tells it and shows what it got. It names nothing itself: in the kernel here a copy
# does. e100 is a card's driver that names firmware, for the policies.
. "$(dirname "$0")/lib.sh"

config=$(dirname "$MODULES")/../../boot/config-${MODULES##*/}
grep -q -x CONFIG_FW_LOADER_COMPRESS_XZ=y "$config" &&
	! grep -q -x CONFIG_FW_LOADER_COMPRESS_ZSTD=y "$config" || give_up "not the config that this test is for: $config"

# name_firmware NAME...: a copy of the kernel's modules whose test_firmware names these. A signature would no longer fit.
name_firmware()
{
	cp -al "$MODULES" "$work/modules"
	module=$work/modules/kernel/lib/test_firmware.ko
	objcopy -O binary --only-section=.modinfo "$module" "$work/modinfo" || give_up "objcopy: no .modinfo"
	printf 'firmware=%s\0' "$@" >>"$work/modinfo"
	objcopy --strip-unneeded --update-section .modinfo="$work/modinfo" "$module" "$work/module" ||
		give_up "objcopy: .modinfo not replaced"
	cp --remove-destination "$work/module" "$module"
}

# packed IMAGE FILE: what the image has of it: the file's name, or none
packed()
{
	{ zstd -q -dc "$work/$1.image" 2>/dev/null || cat "$work/$1.image"; } | cpio -t --quiet | grep -q -x "lib/firmware/$2"
	ok $? "$1: the image has $2"
}

# answered NAME: the kernel got cfg80211's file
got='cfg80211: loaded regulatory.db is malformed'
none='Direct firmware load for regulatory.db failed with error -2'
answered()
{
	reached "$1"
	traced "$1" insert cfg80211 ok
	says "$1" "$got" "the late request is answered from the image"
	! tr -d '\r' <"$work/$1.log" | grep -a -q "$none"
	ok $? "$1: the request does not fail" "$1"
	late "$1" "$got"
}

# late NAME TEXT: the kernel says it after the module's insertion has begun, and before the hand-over. The log's clock is
# some ms ahead of the trace's.
late()
{
	said=$(tr -d '\r' <"$work/$1.log" | sed -n "s/^\[ *\([0-9]*\)\.\([0-9]*\)\] .*$2.*/\1\2/p" | head -n 1)
	when=$(trace "$1" | awk -F '\t' -v said="$said" '
		$3 == "insert" && $4 == "cfg80211" { began = $1 }
		$3 == "exec" { print (!said ? "never" : said < began ? "before" : said > $1 ? "after" : "between") }')
	is "$when" between "$1: it came while pid 1 was on its way to the hand-over" "$1"
}

profile()
{
	small_profile
	printf '%s\n' 'module cfg80211' "$@"
}

# ---- what the kernel asks for by itself

for kind in plain xz zst none; do
	mkdir -p "$work/$kind"
done
printf 'made by the test\n' >"$work/plain/regulatory.db"
xz -C crc32 -c "$work/plain/regulatory.db" >"$work/xz/regulatory.db.xz"
zstd -q "$work/plain/regulatory.db" -o "$work/zst/regulatory.db.zst"
profile >"$work/profile"
for kind in plain xz zst none; do
	make_image $kind --profile "$work/profile" --firmware "$work/$kind"
done
packed plain regulatory.db
packed xz regulatory.db.xz
packed zst regulatory.db
grep -q 'cfg80211: missing firmware: regulatory.db, regulatory.db.p7s' "$work/none.made"
ok $? "none: what is missing is listed at build"
make_disk root

words="root=UUID=$uuid coldprobe.load=cfg80211 ignore_loglevel"
boot plain-1 virtio-blk plain root "$words" &
boot plain-4 virtio-blk plain root "$words" --smp 4 &
wait
boot xz-1 virtio-blk xz root "$words" &
boot xz-4 virtio-blk xz root "$words" --smp 4 &
wait
boot zst-1 virtio-blk zst root "$words" &
boot none-1 virtio-blk none root "$words" &
wait
boot none-4 virtio-blk none root "$words" --smp 4 &

for name in plain-1 plain-4 xz-1 xz-4 zst-1; do
	answered $name
done
wait
for name in none-1 none-4; do
	reached $name
	traced $name insert cfg80211 ok
	says $name "$none" "without the file the same request fails"
done

# ---- byte for byte, in each form; the root's init is the initramfs's own here, and asks

mkdir -p "$work/made/asked"
for name in plain xz zst; do
	echo "$name, as it was made" >"$work/made/asked/$name.bin"
done
xz -C crc32 "$work/made/asked/xz.bin"
zstd -q --rm "$work/made/asked/zst.bin"
name_firmware asked/plain.bin asked/xz.bin asked/zst.bin asked/absent.bin
printf 'module test_firmware\n' >"$work/asked.profile"
stock=$MODULES
MODULES=$work/modules
make_image with --profile "$work/asked.profile" --firmware "$work/made" --kernel-config "$config"
make_image without --profile "$work/asked.profile" --firmware "$work/none" --kernel-config "$config"
MODULES=$stock
rm -rf "$work/modules"
packed with asked/xz.bin.xz
packed with asked/zst.bin
with_asker with
with_asker without
words="rdinit=/asker -- request=test_firmware"
for name in plain xz zst absent; do
	words="$words firmware=asked/$name.bin"
done
boot with-1 virtio-blk with-asker root "$words" &
boot with-4 virtio-blk with-asker root "$words" --smp 4 &
wait
boot without virtio-blk without-asker root "$words"
refused="Out of memory" # so test_firmware says that there was no file
for name in with-1 with-4; do
	reached $name "$name: the requests end"
	for kind in plain xz zst; do
		is "$(value $name "firmware asked/$kind.bin")" "$kind, as it was made" "$name: $kind.bin, byte for byte" $name
	done
	is "$(value $name "firmware asked/absent.bin")" "$refused" "$name: what is not there is not got"
done
for kind in plain xz zst; do
	is "$(value without "firmware asked/$kind.bin")" "$refused" "without: $kind.bin: the request fails"
done

# ---- policies, of a driver whose card is there

mkdir -p "$work/e100/e100"
for name in d101m d101s d102e; do
	echo "$name" >"$work/e100/e100/${name}_ucode.bin"
done
for policy in load pack leave; do
	{
		small_profile
		printf 'include net\nfirmware %s e100\n' $policy
	} >"$work/$policy.profile"
	make_image $policy --profile "$work/$policy.profile" --firmware "$work/e100"
done
words="root=UUID=$uuid ip=dhcp"
boot load virtio-blk load root "$words" --device i82559c &
boot pack virtio-blk pack root "$words" --device i82559c &
wait
boot pack-asked virtio-blk pack root "$words coldprobe.load=e100" --device i82559c &
boot leave virtio-blk leave root "$words coldprobe.load=e100" --device i82559c &
wait
for name in load pack pack-asked leave; do
	reached $name
done
has_inserted load e100
has_inserted pack-asked e100
is "$(interfaces load)" e100 "load: the card has its interface in the root" load
packed load e100/d101m_ucode.bin
packed pack e100/d101m_ucode.bin
lacks pack e100
lacks leave e100
says leave 'coldprobe: coldprobe.load=e100: no such module or alias in the baked table'
"$coldprobe" inspect --json "$work/leave.image" | grep -q -e '/e100\.ko' -e firmware/e100
is $? 1 "leave: neither the driver nor its firmware is in the image"
plan
