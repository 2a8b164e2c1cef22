#!/bin/sh
# SPDX-License-Identifier: MIT
# Which modules, and in which order: for every module of an image the table's lists are compared with what
# modprobe --show-depends would insert, out of the same tree after depmod. Then what a whole kernel does not have:
# weakdeps, duplicate names, and the directives of profiles.
indexed=$(tests/differential/indexed.sh "${MODULES:?}") || exit 1
indexed=$(realpath "$indexed")
helpers=$(realpath "$(dirname "$0")")
. "$helpers/../bad/common.sh"
. "$helpers/table.sh"
IMAGE_WORDS="--compress-modules none"

# ours, theirs: one line a module: its file, a tab, the files to insert, itself among them
ours() {
	table_modules | awk -F '\t' '{
		n = split($1, part, "/")
		print part[n] "\t" $4 ($4 ? " " : "") part[n] ($5 ? " " : "") $5
	}'
}

# modprobe prints a module as often as it comes up; inserted it is once. It takes no modprobe.d of this machine.
mkdir none
theirs() {
	while read -r file _; do
		printf '%s\t' "$file"
		modprobe -C none -d "${indexed%/lib/modules/*}" -S "${indexed##*/}" -D "${file%.ko}" 2>/dev/null |
			awk '{ sub(".*/", "", $2); if (!seen[$2]++) { printf "%s%s", gap, $2; gap = " " } } END { print "" }'
	done
}

sorted() {
	while read -r file list; do
		echo "$file $(echo "$list" | tr ' ' '\n' | LC_ALL=C sort | tr '\n' ' ')"
	done
}

# Each list holds no module before one that it depends on; depends: lines of a file and what it needs
out_of_order() {
	awk -F '\t' '
		NR == FNR { needs[$1] = $2; next }
		{
			n = split($2, file, " "); split("", seen); split("", in_list)
			for (i = 1; i <= n; i++) in_list[file[i]] = 1
			for (i = 1; i <= n; i++) {
				m = split(needs[file[i]], need, " ")
				for (k = 1; k <= m; k++)
					if (!(need[k] in seen)) print $1 ": " file[i] " before " need[k]
				seen[file[i]] = 1
			}
		}' depends "$1"
}

# The files that each module depends on, those that are modules; names in depends have an underscore
depends_of() {
	table_modules | cut -f 1 | while read -r path; do
		printf '%s\t%s\n' "${path##*/}" "$(modinfo -F depends "$MODULES/$path" | tr , ' ')"
	done | awk -F '\t' '
		{ name = $1; sub(/\.ko$/, "", name); gsub("-", "_", name); file[name] = $1; line[NR] = $0 }
		END {
			for (i = 1; i <= NR; i++) {
				split(line[i], part, "\t"); n = split(part[2], need, " "); out = ""
				for (k = 1; k <= n; k++) { gsub("-", "_", need[k]); out = out file[need[k]] " " }
				print part[1] "\t" out
			}
		}'
}

# What is there only because others need it has no device of its own: a bus or a card that only such a module knows
# would not be found. But for usbcore, which drives hubs, and is in wherever a USB host is; and ssb, whose cards on
# PCMCIA are left out.
silent_buses() {
	archive_file lib/coldprobe/manifest | awk -F '\t' '$1 == "module" && $6 !~ /device/ { print $2 }' >packed
	table_modules | cut -f 1 | while read -r path; do
		name=$(basename "$path" .ko | tr - _)
		! grep -qx "$name" packed || ! modinfo -F alias "$MODULES/$path" | grep -v '^mdio:\|^cpu:\|^dmi\*' | grep -q : ||
			echo "$name"
	done | sort | tr '\n' ' '
}

ln -s "$MODULES" kernel
for profile in default net; do
	image --profile $profile
	ours >ours; theirs <ours >theirs; depends_of >depends
	[ "$(wc -l <ours)" -gt 200 ]; ok $? "$profile: $(wc -l <ours) modules"
	# The same modules but for these, each explained:
	#   btrfs      has four MODULE_SOFTDEP lines; modprobe obeys the first that it finds, we all: sha256 and
	#              xxhash64 as well, without which a filesystem with those checksums does not mount
	#   tifm_7xx1  is followed by tifm_sd: a line of the profile, where udev has a rule
	sed 's/ sha256-ssse3\.ko xxhash_generic\.ko btrfs\.ko$/ btrfs.ko/; s/^\(tifm_7xx1.*tifm_7xx1\.ko\).*/\1/' \
		ours >alike
	sorted <alike >a; sorted <theirs >b; cmp -s a b
	ok $? "$profile: the same modules as modprobe"
	diff b a | sed 's/^/# /'
	# The order differs where several are possible: depmod sorts all that a module needs by its own numbers,
	# we walk each `depends` from left to right, depth first. What counts is that nothing comes before what it
	# needs, and that softdeps before a module are before it.
	out_of_order ours >wrong; [ ! -s wrong ]; ok $? "$profile: nothing before what it needs"
	sed 's/^/# /' wrong
	out_of_order theirs >wrong; [ ! -s wrong ]; ok $? "$profile: nor does modprobe"
	case $profile in default) expected="usbcore " ;; net) expected="ssb usbcore " ;; esac
	found=$(silent_buses); [ "$found" = "$expected" ]; ok $? "$profile: only needed, with a device: $found"
done

# ---- classes and flags
image
table_modules >table
[ "$(grep -c 'sha256-ssse3.ko	18' table)" -eq 1 ]; ok $? "sha256_ssse3 is sequential"
[ "$(grep -c 'usb-storage.ko	256' table)" -eq 1 ]; ok $? "usb_storage is urgent"
grep -q '/ext4.ko	24	' table && grep -q '/nls_cp437.ko	0	' table && [ "$(grep 'only$' table | cut -f 1)" = kernel/fs/ext4/ext4.ko ]
ok $? "filesystems are marked; ext4 is the likely one"
image --profile storage --module xfs --module ext4; ! table_modules | grep -q 'only$'; ok $? "two filesystems, none likely"
printf 'class filesystem\nmodule ext4\nmodule nls_utf8\n' >one; image --profile ./one
table_modules | grep '	only$' >only; [ "$(cut -f 1 only)" = kernel/fs/ext4/ext4.ko ]; ok $? "the only filesystem"
image --profile net
table_modules | grep -q '/e1000e.ko	1	' && table_modules | grep -q '/virtio_pci.ko	1	'; ok $? "network drivers are marked"
image --profile net --profile storage
table_modules | grep -q '/e1000e.ko	1	' && table_modules | grep -q '/virtio_pci.ko	32	' &&
	"$COLDPROBE" inspect image | grep -q ' virtio_pci  *storage,net device '
ok $? "but not what storage chooses too"
mdio=$(modinfo -F alias "$MODULES/kernel/drivers/net/phy/marvell.ko" | sed -n '/^mdio:/{s/?/0/g;p;q}')
"$COLDPROBE" lookup image "$mdio" pci:v000010ECd00008168sv00001043sd00008168bc02sc00i00 >found
[ "$(cut -f 2 found | tr '\n' ' ')" = "marvell r8169 " ]; ok $? "mdio: and pci: lead to modules of class net"
image --module r8169
mdio=$(modinfo -F alias "$MODULES/kernel/drivers/net/phy/realtek.ko" | sed -n '/^mdio:/{s/?/0/g;p;q}')
archive_file lib/coldprobe/manifest | grep -q '^module	realtek	.*	-	-	-	softdep of r8169$' &&
	[ "$("$COLDPROBE" lookup image "$mdio" | cut -f 2)" = realtek ]
ok $? "mdio: leads to a module that is only packed, too"
table_modules | grep -q '/tifm_7xx1.ko	.*	mmc_core.ko tifm_sd.ko	$'; ok $? "storage: tifm_sd follows tifm_7xx1"
rm kernel

# ---- a small kernel with fakes: an object that has a .modinfo and nothing else
small_kernel kernel

# fake NAME WORD...: WORDs are .modinfo's, a blank is written as `+`
fake() {
	name=$1; shift
	info="name=$name"
	for word; do info="$info\\0$(echo "$word" | tr + ' ')"; done
	mkdir -p kernel/kernel/fake
	printf 'static const char info[] __attribute__((section(".modinfo"), used)) = "%s";\n' "$info" >fake.c
	${CC:-gcc} -c -o "kernel/kernel/fake/$name.ko" fake.c || exit 1
}

# record NAME: the manifest's record of a module
record() {
	archive_file lib/coldprobe/manifest | grep "^module	$1	"
}

# has NAME RECORD...: the record of NAME ends so
has() {
	case "$(record "$1")" in *"$2") true ;; *) echo "# $(record "$1")"; false ;; esac
}

fake weak_a weakdep=weak_b+weak-alias softdep=pre:+crc16 alias=weak:a
fake weak_b depends=mbcache alias=weak:b
fake weak_c alias=weak-alias alias=weak:c
image --module weak_a
has weak_b '	-	lean	-	weakdep of weak_a' && has weak_c 'weakdep of weak_a (weak-alias)'
ok $? "weakdep, by name and by alias: packed"
table_modules | grep -q '/weak_a.ko	0		crc16.ko		'; ok $? "weakdep: not inserted before or after"
printf 'weak:a\nweak:b\nweak:c\n' | "$COLDPROBE" lookup image >found
printf 'weak:a	weak_a\nweak:b	\nweak:c	\n' | cmp -s - found; ok $? "weakdep: no device brings it in"

# ---- profiles
printf 'module weak_a\nmodule loop\nfollow weak_a loop\nfollow weak_a none\nfollow none weak_a\n' >mine
image --profile ./mine
table_modules | grep -q '/weak_a.ko	0		crc16.ko	loop.ko	'; ok $? "follow: inserted after"
printf 'module weak_a\nfollow weak_a ext4\n' >mine; image --profile ./mine
has ext4 '	-	-	-	follows weak_a'; ok $? "follow: comes along, and says why"
table_modules | grep -q '/weak_a.ko.*	.*mbcache.ko.* ext4.ko	'; ok $? "follow: with what it needs"
printf 'class storage\ninclude ./sub\npath fake\nleave weak_b\nsequential weak_a\nsequential none?\nurgent loop\nurgent none?\nlikely loop\nlikely none?\n' >mine
printf 'class net\nmodule weak_a\nmodule loop\n' >sub
image --profile ./mine
has weak_a '	storage,net	device,sequential,lean	-	profile ./sub: weak_a' && has loop '	net	device,urgent,likely	-	profile ./sub: loop'
ok $? "class: of each profile that chooses it"
archive_file lib/coldprobe/manifest | grep -q '^left' ; [ $? -eq 1 ] && has weak_b 'weakdep of weak_a'
ok $? "leave: what is needed stays"
printf 'path fake\nleave weak_a\n' >mine; image --profile ./mine
archive_file lib/coldprobe/manifest | grep -q '^left	weak_a	profile ./mine$' && [ -z "$(record weak_a)" ]
ok $? "leave: left to the real system, and said so"
image --profile ./mine --module weak_a
has weak_a '	device,lean	-	--module weak_a'; ok $? "leave: --module is stronger"
"$COLDPROBE" inspect --json image >json; grep -q '"left": \[' json; ok $? "inspect --json"

# ---- duplicate names: the file that depmod takes
mkdir -p tree/lib/modules kernel/updates/a kernel/kernel/z
cp kernel/kernel/drivers/block/loop.ko kernel/updates/a/loop.ko
cp kernel/kernel/drivers/block/virtio_blk.ko kernel/updates/virtio_blk.ko
mv kernel tree/lib/modules/9.9.9; ln -s tree/lib/modules/9.9.9 kernel
/sbin/depmod -b tree 9.9.9 2>/dev/null
image --module loop
table_modules | cut -f 1 | while read -r path; do
	case $path in */loop.ko | */virtio_blk.ko) echo "$path" ;; esac
done | sort >ours
cut -d : -f 1 kernel/modules.dep | grep -E '/(loop|virtio_blk)\.ko' | sort >theirs
cmp ours theirs && grep -q '^updates/a/loop.ko$' ours; ok $? "duplicates: what depmod takes"

finish
