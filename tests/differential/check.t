#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe check: every image made for a board passes, and without any one module that the board or its file system needs it
# does not, and that module is named. Then one image, damaged in every way that it looks for.
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/bad/common.sh"

# ---- real boards

# made IMAGE OPTION...: for $tree of $kernel, with ext4
made() {
	file=$1
	shift
	"$COLDPROBE" image --kernel "$kernel" --probe "$probe" --dtb "$tree" --filesystem ext4 --compress none -o "$file" "$@" \
		>made 2>&1
}

# passes IMAGE
passes() {
	"$COLDPROBE" check "$1" --kernel "$kernel" --dtb "$tree" --filesystem ext4 >answer 2>complaint
}

# What a profile's line chooses by name is in for all boards, and need not be needed by this one; whatever else is in is.
one_by_one() {
	"$COLDPROBE" inspect whole | sed -n '/ modules, in /,/^$/s/^ *[0-9]* *\(un\)\{0,1\}signed *\([^ ]*\) [^ ]* *[^ ]* *\(.*\)/\2 \3/p' >modules
	grep -v ' profile ' modules | cut -d ' ' -f 1 >needed
	cut -d ' ' -f 1 modules | while read -r module; do
		made without --without "$module" || echo "$module: no image: $(head -n 1 made)"
		if passes without; then
			! grep -q -x "$module" needed || grep -q "^optional: $module: not in the image: left out (--without $module; " answer ||
				echo "$module: is needed, and not missed"
			continue
		fi
		# Of it, and of nothing else: what only it needs is in the image.
		[ "$(sed -n 's/^\([^:]*\): not in the image: left out (--without [^;]*; [^)]*)*: root <- .*: coldprobe image --module \([^ ]*\)$/\1 \2/p' answer)" = "$module $module" ] &&
			[ "$(wc -l <answer)" = 2 ] || echo "$module: $(cat answer complaint)"
	done
}

# One image for all boards of that architecture: it passes, but for those that have no disk. The default profile, which knows
# of no board, does for most: for those it lacks nothing that it does not name.
#
# no_other IMAGE: is that all that the answer says?
no_other() {
	tail -n 1 answer | grep -q "^$1: \(yes\|no\): " &&
		! grep -v -e ': it has no device that a driver of these profiles serves: nothing leads to a root$' -e "^$1: " answer
}

every_tree() {
	find "$trees" -name '*.dtb' | sort | sed 's/^/--dtb\n/' >words
	number=$(($(wc -l <words) / 2))
	xargs -x -s 1000000 "$COLDPROBE" image --kernel "$kernel" --probe "$probe" --filesystem ext4 --compress none -o union <words >/dev/null 2>&1
	xargs -x -s 1000000 "$COLDPROBE" check union --kernel "$kernel" --filesystem ext4 <words >answer 2>/dev/null
	no_other union
	ok $? "$arch: an image for $number boards passes for all that have a disk"
	"$COLDPROBE" image --kernel "$kernel" --probe "$probe" --compress none -o default >/dev/null 2>&1
	xargs -x -s 1000000 "$COLDPROBE" check default --kernel "$kernel" <words 2>/dev/null |
		sed -n 's/^\([^ :]*\): not in the image: .*: coldprobe image --module \1$/\1/p' | sort >lacking
	"$COLDPROBE" image --kernel "$kernel" --probe "$probe" --compress none $(sed 's/^/--module /' lacking) -o default >/dev/null 2>&1
	xargs -x -s 1000000 "$COLDPROBE" check default --kernel "$kernel" <words >answer 2>/dev/null
	no_other default
	ok $? "$arch: so does one of the profile default, with what it says to add: $(paste -s -d ' ' lacking)"
}

while read -r arch board extent; do
	paths=$("$top/scripts/fetch-kernel" -a "$arch" 2>/dev/null) || {
		ok 0 "$arch # skip scripts/fetch-kernel has no kernel for it"
		continue
	}
	kernel=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	trees=$(printf '%s\n' "$paths" | sed -n 's/^DTBS=//p')
	probe=$top/build/$arch-musl/probe tree=$trees/$board.dtb
	[ -x "$probe" ] || {
		ok 0 "$arch # skip there is no such probe"
		continue
	}
	made whole && passes whole; ok $? "$board: its own image passes"
	[ "$(tail -n 1 answer | cut -d ' ' -f 1,2)" = "whole: yes:" ] && [ ! -s complaint ]; ok $? "$board: $(tail -n 1 answer)"
	every_tree
	[ "$extent" = all ] || continue
	one_by_one >wrong
	[ ! -s wrong ] && [ "$(wc -l <needed)" -gt 4 ]
	ok $? "$board: without any one of its $(wc -l <needed) modules: no, and it is named"
	sed 's/^/# /' wrong
done <<END
arm64 broadcom/bcm2837-rpi-3-b all
armhf sun4i-a10-cubieboard all
riscv64 starfive/jh7110-pine64-star64 own
END

# ---- one image, and what may be wrong with it

release=$(basename "$MODULES")
small_kernel "$release"
for file in kernel/drivers/virtio/virtio_pci.ko kernel/drivers/virtio/virtio_pci_modern_dev.ko \
	kernel/drivers/virtio/virtio_pci_legacy_dev.ko kernel/drivers/scsi/wd719x.ko kernel/drivers/scsi/scsi_mod.ko \
	kernel/drivers/scsi/scsi_common.ko kernel/drivers/misc/eeprom/eeprom_93cx6.ko kernel/fs/xfs/xfs.ko kernel/lib/libcrc32c.ko; do
	mkdir -p "$release/${file%/*}"
	cp "$MODULES/$file" "$release/$file" || exit 1
done
ln -s "$release" kernel
cat >board <<'END'
arch: amd64
model: A virtual machine

path: /devices/pci0000:00/0000:00:03.0
modalias: pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00

path: /devices/pci0000:00/0000:00:03.0/virtio0
modalias: virtio:d00000002v00001AF4
END
root="root <- /devices/pci0000:00/0000:00:03.0/virtio0 (virtio_blk)"
bus="root <- /devices/pci0000:00/0000:00:03.0 (virtio_pci)"
again="make the image again"

# small OPTION...: ./image
small() {
	image --compress none --filesystem ext4 "$@"
	[ "$status" -eq 0 ] || { echo "Bail out! $(cat stderr)"; exit 1; }
}

# check OPTION...
check() {
	"$COLDPROBE" check image --kernel kernel --board board "$@" >answer 2>complaint
	status=$?
}

# told NAME: the answer is "no", with these lines on standard input
told() {
	cat >expected
	number=$(wc -l <expected)
	if [ "$number" = 1 ]; then words="link is"; else words="links are"; fi
	echo "image: no: $number $words missing on the way to the root" >>expected
	[ "$status" = 1 ] && cmp -s expected answer && [ ! -s complaint ]
	ok $? "$1"
	cmp -s expected answer || diff expected answer | sed 's/^/# /'
	[ ! -s complaint ] || sed 's/^/# /' complaint
}

small; check --filesystem ext4
[ "$status" = 0 ] && [ "$(cat answer)" = "image: yes: 2 devices and 11 modules on the way to the root are served; file systems: ext4; without a known driver: 0 devices" ]
ok $? "a whole image: $(cat answer)"
check
[ "$status" = 0 ]; ok $? "of any file system"
small --without virtio_ring; check
told "what several modules need is named once" <<END
virtio_ring: not in the image: left out (--without virtio_ring; needed by virtio_pci): $bus <- depends virtio_ring (and 1 more): coldprobe image --module virtio_ring
END
small --without virtio_pci; check
told "the bus" <<END
virtio_pci: not in the image: left out (--without virtio_pci; profile storage: drivers/virtio/virtio_pci.ko): $bus: coldprobe image --module virtio_pci
END
small --without crc32c_generic; check --filesystem ext4
told "a crypto provider" <<END
crc32c_generic: not in the image: left out (--without crc32c_generic; profile filesystem: crc32c_generic): root <- fs-ext4 (ext4) <- softdep crc32c_generic (crypto-crc32c): coldprobe image --module crc32c_generic
END
small --without crc16; check
told "of any file system, each that is there is to be whole" <<END
crc16: not in the image: left out (--without crc16; needed by ext4): root <- fs-ext4 (ext4) <- depends crc16: coldprobe image --module crc16
END
small --without ext4; check
told "of any file system, one" <<END
fs-*: no file system that can hold a root is in the image, or built in: root: coldprobe image --profile filesystem
END
small; check --filesystem xfs
told "another file system" <<END
xfs: not in the image: root <- fs-xfs (xfs): coldprobe image --module xfs
END
small --without crc32c_intel; check --filesystem ext4
[ "$status" = 0 ] && [ "$(head -n 1 answer)" = "optional: crc32c_intel: not in the image: left out (--without crc32c_intel; profile filesystem: crc32c_intel): root <- fs-ext4 (ext4) <- softdep crc32c_intel (crypto-crc32c): coldprobe image --module crc32c_intel" ]
ok $? "a crypto provider that not every processor can use: $(tail -n 1 answer)"
small --without crc32c_intel --without crc32c_generic; check --filesystem ext4
[ "$status" = 1 ] && [ "$(sed 's/: .*//' answer | sort | paste -s -d ' ')" = "crc32c_generic crc32c_intel image" ]
ok $? "both: $(tail -n 1 answer)"
small; check --filesystem zfs
told "one that the kernel does not have" <<END
fs-zfs: no module of kernel has it, and it is not built in: root <- fs-zfs
END
check --filesystem proc --filesystem ext4
[ "$status" = 1 ]; ok $? "one that has no alias"
{ echo "root: /devices/pci0000:00/0000:00:03.0/virtio0"; echo "root-type: xfs"; cat board; } >captured
"$COLDPROBE" check image --kernel kernel --board captured --root-path >answer 2>complaint; status=$?
told "the root's type, from a capture" <<END
xfs: not in the image: root <- fs-xfs (xfs): coldprobe image --module xfs
END

# Two boards
sed 's/virtio0/virtio1/; s/a virtual/another virtual/' board >other
"$COLDPROBE" image --kernel kernel --probe "${PROBE:-}" --board board --filesystem ext4 --compress none --without virtio_blk -o image >/dev/null
check --board other
told "two boards" <<END
virtio_blk: not in the image: left out (--without virtio_blk; serves /devices/pci0000:00/0000:00:03.0/virtio0): board: $root (and 1 more): coldprobe image --module virtio_blk
END
printf 'arch: amd64\n\npath: /devices/platform/nothing\nmodalias: platform:nothing\n' >empty
small; "$COLDPROBE" check image --kernel kernel --board empty >answer 2>complaint; status=$?
told "a board without a disk" <<END
empty: it has no device that a driver of these profiles serves: nothing leads to a root
END

# Answers of the table
mkdir conf; echo 'blacklist virtio_blk' >conf/a.conf
small --config conf; check
told "blacklisted" <<END
virtio_blk: in the image, but blacklisted by its modprobe.d: no device brings it in (virtio:d00000002v00001AF4): $root: take the line "blacklist virtio_blk" out of --config
END
printf 'include filesystem\npack virtio_blk\nmodule virtio_pci\n' >packed
small --profile ./packed; check
told "aboard, but not for its device" <<END
virtio_blk: in the image, but its table does not answer virtio:d00000002v00001AF4 with it: $root: coldprobe image --module virtio_blk
END
small --profile net --profile filesystem --module virtio_blk; check
told "for a network alone" <<END
virtio_pci: in the image, but for a network alone: devices bring it in only when the command line asks for one: $bus: coldprobe image --profile storage
END

# A softdep that is not in the module itself is not asked for; a dependency that another kernel's module does not have
mkdir elsewhere; cp -r "$release" elsewhere/; rm kernel; ln -s "elsewhere/$release" kernel
sed -i 's/depends=\([a-z0-9,]*\)mbcache/depends=\1jbd2,,,/' kernel/kernel/fs/ext4/ext4.ko
small --module mbcache; rm kernel; ln -s "$release" kernel; check --filesystem ext4
told "a list that lacks a dependency" <<END
mbcache: in the image, but not inserted before ext4: root <- fs-ext4 (ext4): $again
ext4: its file is not the one of kernel, bit for bit: root <- fs-ext4 (ext4): $again
END

# Files of the archive: pack COMMAND... changes the tree and makes ./image of it
small; mkdir tree; (cd tree && cpio -idm --quiet <../image) 2>/dev/null; cp image whole
blk=tree/lib/modules/$release/kernel/drivers/block/virtio_blk.ko
cp "$blk" virtio_blk.ko
repack() {
	"$@"
	(cd tree && find . -mindepth 1 | sed 's,^\./,,' | LC_ALL=C sort | cpio -o -H newc --quiet) >image 2>/dev/null
	cp virtio_blk.ko "$blk"
}
repack true; check
[ "$status" = 0 ]; ok $? "the tree, packed again, passes"
repack rm "$blk"; check
told "a file that is not there" <<END
virtio_blk: in the image's table, but ${blk#tree/} is not in the archive: $root: $again
END
flip() { printf 'X' | dd of="$blk" bs=1 seek=5000 conv=notrunc status=none; }
repack flip; check
told "a byte" <<END
virtio_blk: its file is not the one of kernel, bit for bit: $root: $again
END
unsign() { truncate -s -40 "$blk"; }
repack unsign; check
told "a signature that is gone" <<END
virtio_blk: its signature is gone; kernel's is signed: $root: $again
END
magic=$(/sbin/modinfo -F vermagic virtio_blk.ko)
older() { LC_ALL=C sed -i "s/vermagic=6\\.1\\./vermagic=5.1./" "$blk"; }
repack older; check
told "another vermagic" <<END
virtio_blk: its vermagic is "5${magic#6}", that of kernel's is "$magic": $root: $again
END

# The kernel
mkdir renamed; cp -r "$release/." renamed; rm kernel; ln -s renamed kernel; small; check
told "a module directory under another kernel's name" <<END
renamed: the image is for that kernel, its modules' vermagic is "$magic" (and 16 more): coldprobe image --kernel /lib/modules/$release
END
rm kernel; ln -s "$release" kernel; check
told "another kernel's image" <<END
renamed: the image is for that kernel, kernel is of $release: coldprobe image --kernel kernel
END
mkdir unsigned; cp -r "$release" unsigned/; rm kernel; ln -s "unsigned/$release" kernel
size=$(stat -c %s virtio_blk.ko); length=$(od -An -tu1 -j $((size - 32)) -N4 virtio_blk.ko | awk '{ print ($1 * 256 + $2) * 65536 + $3 * 256 + $4 }')
truncate -s $((size - 40 - length)) kernel/kernel/drivers/block/virtio_blk.ko
echo 'CONFIG_MODULES=y' >config; small; check --kernel-config config
[ "$status" = 0 ]; ok $? "a module that is not signed, for a kernel that does not mind"
echo 'CONFIG_MODULE_SIG_FORCE=y' >>config; check --kernel-config config
told "and for one that does" <<END
virtio_blk: not signed, and the kernel takes signed modules only (CONFIG_MODULE_SIG_FORCE=y in config): $root: sign it in the module directory
END
rm kernel; ln -s "$release" kernel
echo 'CONFIG_MODULES=y' >config; image --compress none --filesystem ext4 --lean --kernel-config config; check --kernel-config config
[ "$status" = 0 ] && "$COLDPROBE" inspect image | grep -q ' unsigned virtio_blk .*lean'; ok $? "lean modules: $(cat answer)"
echo 'CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y' >>config; check --kernel-config config --filesystem ext4
[ "$status" = 1 ] && [ "$(grep -c "lean, without its signature, and the kernel takes signed modules only (CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y in config)" answer)" = 11 ] &&
	grep -q "^virtio_blk: lean, .*: $root: coldprobe image --no-lean$" answer
ok $? "and for a kernel that takes none: $(tail -n 1 answer)"

# Firmware: what is on this host has to be in the image; what is nowhere is told
cat >>board <<'END'

path: /devices/pci0000:00/0000:00:04.0
modalias: pci:v0000101Cd00003296sv00000000sd00000000bc01sc00i00
END
mkdir fw; echo text >fw/wd719x-wcs.bin
small --module scsi_mod --firmware fw; check --firmware fw -v
[ "$status" = 0 ] && [ "$(grep -v '^image: ' answer | grep -v "config was not found")" = "firmware that is nowhere: wd719x wd719x-risc.bin" ]
ok $? "firmware that is there is in: $(tail -n 1 answer)"
echo text >fw/wd719x-risc.bin; check --firmware fw
told "firmware" <<END
wd719x-risc.bin: firmware of wd719x: it is in fw and not in the image: root <- /devices/pci0000:00/0000:00:04.0 (wd719x): coldprobe image --firmware fw
END

# For programs
"$COLDPROBE" check image --kernel kernel --board board --firmware fw --json >answer; status=$?
[ "$status" = 1 ] && [ "$(perl -MJSON::PP -0777 -ne '
	my $check = decode_json($_);
	print join(" ", $check->{image}, $check->{kernel}, $check->{whole} ? "whole" : "not", scalar @{$check->{missing}},
		$check->{missing}[0]{kind}, $check->{missing}[0]{what}, $check->{devices}, $check->{modules}, @{$check->{filesystems}},
		@{$check->{boards}});' answer)" = "image $release not 1 firmware wd719x-risc.bin 3 15 ext4 board" ]
ok $? "--json"

finish
