#!/bin/sh
# SPDX-License-Identifier: MIT
# Firmware in the image: which files, in which form, under which name; what the policies do. Module files that stay
# compressed.
helpers=$(realpath "$(dirname "$0")")
. "$helpers/../bad/common.sh"
. "$helpers/table.sh"
small_kernel kernel

# fake NAME FIRMWARE...: an object that has a .modinfo and nothing else
fake() {
	name=$1; shift
	info="name=$name\\0alias=fake:$name"
	for word; do info="$info\\0firmware=$word"; done
	mkdir -p kernel/kernel/fake
	printf 'static const char info[] __attribute__((section(".modinfo"), used)) = "%s";\n' "$info" >fake.c
	${CC:-gcc} -c -o "kernel/kernel/fake/$name.ko" fake.c || exit 1
}
fake blob blob/plain.bin blob/packed.bin blob/zpacked.bin blob/none.bin
fake globs 'globs/*'
fake bare bare.bin
fake outside ../secret /etc/passwd
echo secret >secret
mkdir -p fw/blob fw/globs/deeper
echo plain >fw/blob/plain.bin
echo packed >packed; xz -c packed >fw/blob/packed.bin.xz
echo zpacked >zpacked; zstd -qc zpacked >fw/blob/zpacked.bin.zst
for name in a b c d; do echo $name >fw/globs/$name; done
xz fw/globs/b; zstd -q --rm fw/globs/c
xz -k fw/globs/d
printf 'CONFIG_MODULES=y\nCONFIG_FW_LOADER=y\n' >config.none
{ cat config.none; printf 'CONFIG_FW_LOADER_COMPRESS=y\nCONFIG_FW_LOADER_COMPRESS_XZ=y\n# CONFIG_FW_LOADER_COMPRESS_ZSTD is not set\n'; } >config.xz
{ cat config.none; printf 'CONFIG_FW_LOADER_COMPRESS=y\n# CONFIG_FW_LOADER_COMPRESS_XZ is not set\nCONFIG_FW_LOADER_COMPRESS_ZSTD=y\n'; } >config.zstd
{ cat config.none; printf 'CONFIG_FW_LOADER_COMPRESS=y\n'; } >config.old
printf 'path fake\n' >mine

# unpack ARGUMENT...: an image of the fakes, into ./tree
unpack() {
	image --profile ./mine --firmware fw --compress none "$@"
	rm -rf tree; mkdir tree
	(cd tree && cpio -idm --quiet <../image)
	manifest=tree/lib/coldprobe/manifest
}

# holds FILE...: exactly those below lib/firmware
holds() {
	printf '%s\n' "$@" | LC_ALL=C sort >expected
	[ ! -d tree/lib/firmware ] || (cd tree/lib/firmware && find . -type f | sed 's,^\./,,' | LC_ALL=C sort) >found
	cmp -s expected found || { echo "# found: $(tr '\n' ' ' <found)"; false; }
}

for known in none nothing; do
	case $known in none) unpack --kernel-config config.none ;; nothing) unpack ;; esac
	holds blob/plain.bin blob/packed.bin blob/zpacked.bin globs/a globs/b globs/c globs/d &&
		cmp tree/lib/firmware/blob/packed.bin packed && cmp tree/lib/firmware/blob/zpacked.bin zpacked &&
		[ "$(cat tree/lib/firmware/globs/?)" = "$(printf 'a\nb\nc\nd')" ]
	ok $? "config $known: all decompressed"
done
unpack --kernel-config config.xz
holds blob/plain.bin blob/packed.bin.xz blob/zpacked.bin globs/a globs/b.xz globs/c globs/d &&
	cmp tree/lib/firmware/blob/packed.bin.xz fw/blob/packed.bin.xz
ok $? "a kernel that reads xz"
unpack --kernel-config config.zstd
holds blob/plain.bin blob/packed.bin blob/zpacked.bin.zst globs/a globs/b globs/c.zst globs/d
ok $? "a kernel that reads zstd"
unpack --kernel-config config.old
holds blob/plain.bin blob/packed.bin.xz blob/zpacked.bin globs/a globs/b.xz globs/c globs/d
ok $? "a kernel before 5.19: xz"
cp image first; image --profile ./mine --firmware fw --compress none --kernel-config config.old
cmp image first; ok $? "the same when made again"
grep -q "$(printf '^firmware\tblob\tblob/packed.bin.xz$')" $manifest &&
	grep -q "$(printf '^missing\tblob\tblob/none.bin$')" $manifest &&
	grep -q "$(printf '^missing\toutside\t../secret$')" $manifest
ok $? "the manifest names what is there and what is missing"
printf 'coldprobe: warning: %s\n' "bare: missing firmware: bare.bin" "blob: missing firmware: blob/none.bin" \
	"outside: missing firmware: ../secret, /etc/passwd" | cmp -s - stderr
ok $? "what is missing is said, a line a module, and nothing outside is taken"
"$COLDPROBE" inspect image >inspected
grep -q '  firmware blob/plain.bin$' inspected && grep -q '  missing  blob/none.bin$' inspected
ok $? "inspect shows it"

# The kernel's own places, in its order
mkdir -p fw/updates/kernel/blob fw/kernel/blob fw/updates/blob
echo older >fw/kernel/blob/plain.bin; echo newer >fw/updates/blob/plain.bin
unpack; [ "$(cat tree/lib/firmware/blob/plain.bin)" = newer ]; ok $? "updates/ goes before RELEASE/"
echo newest >fw/updates/kernel/blob/plain.bin
unpack; [ "$(cat tree/lib/firmware/blob/plain.bin)" = newest ]; ok $? "updates/RELEASE/ before both"
rm -r fw/updates fw/kernel

# What config goes with the kernel's directory
mkdir -p root/usr/lib/modules root/boot; cp -r kernel root/usr/lib/modules/6.6.6; cp config.xz root/boot/config-6.6.6
"$COLDPROBE" image --kernel root/usr/lib/modules/6.6.6 --probe "$PROBE" --profile ./mine --firmware fw -o image \
	>/dev/null 2>&1
archive_file lib/coldprobe/manifest | grep -q 'blob/packed.bin.xz$'; ok $? "boot/config-RELEASE beside usr/"
mkdir root/usr/boot; cp config.none root/usr/boot/config-6.6.6
"$COLDPROBE" image --kernel root/usr/lib/modules/6.6.6/ --probe "$PROBE" --profile ./mine --firmware fw -o image \
	>/dev/null 2>&1
archive_file lib/coldprobe/manifest | grep -q 'blob/packed.bin$'; ok $? "boot/config-RELEASE beside lib/ first"

# ---- policies
# module NAME: its flags, but that it is lean; `absent`
module() {
	awk -F '\t' -v name="$1" '$1 == "module" && $2 == name { flags = $6; sub(/,?lean$/, "", flags); if (!flags) flags = "-" }
		END { print flags ? flags : "absent" }' $manifest
}
printf 'path fake\nfirmware pack blob\nfirmware leave globs\n' >mine; unpack
[ "$(module blob) $(module globs) $(module bare)" = "- absent device" ]; ok $? "pack, leave, load"
holds blob/plain.bin blob/packed.bin blob/zpacked.bin; ok $? "the firmware with them"
grep -q "$(printf '^left\tglobs\tfirmware leave; profile ./mine: fake$')" $manifest; ok $? "left, and said so"
printf 'fake:blob\nfake:bare\n' | "$COLDPROBE" lookup image >found
printf 'fake:blob\t\nfake:bare\tbare\n' | cmp -s - found; ok $? "pack: its device does not bring it in"
printf 'path fake\n' >mine; unpack --firmware-missing leave
[ "$(module blob) $(module bare) $(module outside)" = "device absent absent" ] &&
	grep -q "$(printf '^left\tbare\tnone of its firmware is there; profile ./mine: fake$')" $manifest
ok $? "--firmware-missing leave: if none of it is there"
printf 'path fake\nfirmware load bare\n' >mine; unpack --firmware-missing leave
[ "$(module bare)" = device ]; ok $? "a profile's word is stronger"
printf 'path fake\n' >mine; unpack --firmware-missing leave --module bare
[ "$(module bare)" = device ]; ok $? "--module too"
printf 'include ./mine\nfirmware pack bare\n' >outer; printf 'path fake\nfirmware leave bare\n' >mine
unpack --profile ./outer; [ "$(module bare)" = absent ]; ok $? "the profile given first counts"
image --profile ./outer --firmware fw --compress none; archive_file lib/coldprobe/manifest >manifest; manifest=manifest
[ "$(module bare)" = - ]; ok $? "the including profile counts"

# ---- modules that stay compressed
{ cat config.none; printf 'CONFIG_MODULE_DECOMPRESS=y\nCONFIG_MODULE_COMPRESS_XZ=y\n'; } >config
find kernel -name '*.ko' ! -name loop.ko -exec xz --check=crc32 {} +
image --keep-compressed --kernel-config config --module loop --compress none
rm -rf tree; mkdir tree; (cd tree && cpio -idm --quiet <../image)
for path in fs/ext4/ext4.ko.xz drivers/block/loop.ko; do
	cmp tree/lib/modules/kernel/kernel/$path kernel/kernel/$path || break
done
ok $? "--keep-compressed: stored as they are"
table_modules >table
grep -q '^kernel/fs/ext4/ext4.ko.xz	28	' table && grep -q '^kernel/drivers/block/loop.ko	0	' table
ok $? "--keep-compressed: the table says so"
manifest=tree/lib/coldprobe/manifest; [ "$(module ext4)" = device,likely,compressed ] && [ "$(module loop)" = device ]
ok $? "--keep-compressed: the manifest too"
image --kernel-config config --compress none
table_modules | grep -q '^kernel/fs/ext4/ext4.ko	24	'; ok $? "decompressed without the option"

finish
