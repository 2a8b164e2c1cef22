#!/bin/sh
# SPDX-License-Identifier: MIT
# lookup, explain and list: the modules that they name are those of modprobe -R; what they print of real and made-up
# machines; bad input.
here=$(realpath "$(dirname "$0")")
. "$here/../bad/common.sh"
machines=$here/../machines
release=${MODULES##*/}
tab=$(printf '\t')

# run ARGUMENT...: the command as it is
run() {
	"$COLDPROBE" "$@" >stdout 2>stderr
	status=$?
}

# prints NAME TEXT: the last command exited 0 and printed just that
prints() {
	printf '%s\n' "$2" >expected
	[ "$status" -eq 0 ] && cmp -s expected stdout
	ok $? "$1"
	cmp -s expected stdout || diff expected stdout | sed 's/^/# /'
}

is_json() {
	if command -v jq >/dev/null; then
		jq -e . "$1" >/dev/null
	elif command -v python3 >/dev/null; then
		python3 -m json.tool "$1" >/dev/null
	fi
}

# explained: of explain's output each word, a tab, and the modules
explained() {
	awk 'function out() { if (word) print word "\t" names }
	/^[^ ]/ { out(); word = $0; names = ""; found = 0 }
	/^  (a module|a built-in|an alias in)/ { found = 1 }
	/^    [^ ]/ && found { names = names (names ? " " : "") $1 }
	END { out() }' "$1"
}

# The whole kernel, with depmod's files for modprobe; and a copy with four modules, which is read in no time
mkdir -p indexed/lib/modules
cp -rs "$MODULES" indexed/lib/modules/
/sbin/depmod -b indexed "$release"
small_kernel small

# asked: what modprobe answers, in the same form as explained
asked() {
	while read -r word; do
		names=$(/sbin/modprobe -d "$dir/indexed" -S "$release" -R "$word" 2>/dev/null | awk '!seen[$0]++' | tr '\n' ' ')
		printf '%s\t%s\n' "$word" "${names% }"
	done <"$1"
}

# ---- against modprobe

# Every 100th pattern, made concrete; names; what is built in; what nobody has
{
	sed -n 's/^alias \([^ ]*\) .*/\1/p' "indexed/lib/modules/$release/modules.alias" | sort -u |
		awk 'NR % 100 == 7' | sed 's/\[\(.\)[^]]*\]/\1/g; s/\*//g; s/?/0/g'
	printf '%s\n' ext4 crc32c-intel CRC32C EXT4 ext4.ko kernel/fs/ext4/ext4.ko fs-ext4 net-pf-10 rtc_cmos platform:rtc_cmos \
		crypto-crc32c crypto-sha1 boogabooga 'pci:[' 'pci:]' 'pci:v[0' '*' 'pci:*' \
		pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc80i00 \
		pci:v00008086d000024DBsv0000103Csd0000006Abc01sc01i8A \
		usb:v0951p1666d0100dc00dsc00dp00ic08isc06ip50in00 acpi:IBM0079:PNP0C15:LNXDOCK: \
		cpu:type:x86,ven0000fam0006mod0055:feature:,0081,0099,00C0
} >words
asked words >asked
xargs -d '\n' "$COLDPROBE" explain -n --kernel "$MODULES" -- <words >stdout 2>stderr
explained stdout >got
cmp -s asked got && [ "$(grep -c "$tab." asked)" -gt 200 ] && [ ! -s stderr ]
ok $? "explain: $(wc -l <words) words as modprobe -R, of which it knows $(grep -c "$tab." asked)"
diff asked got | head -20 | sed 's/^/# /'

"$COLDPROBE" image --kernel "$MODULES" --profile all --compress none --probe "$PROBE" -o image >/dev/null
cpio -i --quiet init <image && rm image
grep -vE '^(platform:)?rtc_cmos|net-pf-10|crypto-sha1' words >module_words # built in, which no table has
asked module_words >asked
"$COLDPROBE" lookup init <module_words >got
ok $? "lookup: standard input, exit 0"
cmp -s asked got; ok $? "lookup: the same as modprobe -R"
diff asked got | head -20 | sed 's/^/# /'
# shellcheck disable=SC2046 # no word has a blank, and globs are off
set -f; "$COLDPROBE" lookup init $(cat module_words) >again; set +f
cmp -s got again; ok $? "lookup: the same from arguments"

# ---- lookup

image --kernel small
run lookup image virtio:d00000002v00001AF4 fs-ext4 mbcache boogabooga
prints "lookup: an image" "virtio:d00000002v00001AF4${tab}virtio_blk
fs-ext4${tab}ext4
mbcache${tab}mbcache
boogabooga${tab}"
run lookup image boogabooga 'pci:['
[ "$status" -eq 1 ] && [ "$(cat stdout)" = "boogabooga$tab
pci:[$tab" ] && [ ! -s stderr ]; ok $? "lookup: nothing found is exit 1"
run lookup --json image virtio:d00000002v00001AF4 '"\'
is_json stdout && grep -q '"modules": \["virtio_blk"\]' stdout; ok $? "lookup: --json"
"$COLDPROBE" lookup image </dev/null >stdout 2>stderr; status=$?
[ "$status" -eq 1 ] && [ ! -s stdout ]; ok $? "lookup: nothing asked"
"$COLDPROBE" lookup "$PROBE" virtio:d00000002v00001AF4 >stdout; [ $? -eq 1 ]; ok $? "lookup: a probe without a table"
rm -f image*

# ---- explain

run explain -n --kernel small pci:v00008086d000024DBsv0000103Csd0000006Abc01sc01i8A fs-ext4
size() { stat -c %s "small/kernel/$1.ko"; }
before=$(($(size arch/x86/crypto/crc32c-intel) + $(size crypto/crc32c_generic) + $(size fs/jbd2/jbd2) +
	$(size fs/mbcache) + $(size lib/crc16)))
prints "explain: a modalias and an alias" "pci:v00008086d000024DBsv0000103Csd0000006Abc01sc01i8A
  PCI device
    vendor               v    00008086
    device               d    000024DB
    subsystem vendor     sv   0000103C
    subsystem device     sd   0000006A
    class                bc   01
    subclass             sc   01
    interface            i    8A
  no module of kernel small
fs-ext4
  a module's alias, kernel small
    ext4  $(size fs/ext4/ext4) bytes  kernel/fs/ext4/ext4.ko
      by        fs-ext4
      needs     crc32c_intel $(size arch/x86/crypto/crc32c-intel), crc32c_generic $(size crypto/crc32c_generic), jbd2 $(size fs/jbd2/jbd2), mbcache $(size fs/mbcache), crc16 $(size lib/crc16): $before bytes"
run explain --kernel small boogabooga
[ "$status" -eq 1 ] && [ "$(cat stdout)" = "boogabooga
  no module of kernel small" ]; ok $? "explain: a word that nobody knows"
run explain -n --kernel small usb:v12
[ "$status" -eq 0 ] && grep -qx '    malformed at character 6: vendor: 2 hexadecimal digits, not 4' stdout
ok $? "explain: a malformed modalias"
run explain --kernel small frob:xyz
[ "$status" -eq 1 ] && grep -q 'unknown kind of modalias' stdout; ok $? "explain: an unknown kind"
run explain --kernel small -v ext4
grep -qx '      softpre   crypto-crc32c' stdout && grep -qx '                fs-ext2' stdout; ok $? "explain: -v of a module"
run explain --json -v --kernel small ext4 "$(printf 'x"\\\001\377')" virtio:d00000002v00001AF4 pci:v1
is_json stdout; ok $? "explain: --json"

# Each alias of the whole kernel decodes as the kind that it claims, but those that the kernel's sources have wrong
sed -n 's/^alias \([^ ]*:[^ ]*\) .*/\1/p' "indexed/lib/modules/$release/modules.alias" | sort -u >aliases
xargs -d '\n' "$COLDPROBE" explain --json -n --kernel small -- <aliases >stdout 2>stderr
sed -n 's/^      "word": "\(.*\)",$/\1/p' stdout | sort >words
cmp -s aliases words; ok $? "explain: every one of the kernel's $(wc -l <aliases) aliases of devices"
awk -F'"' '$2 == "word" { kind = $4; sub(/[*]*:.*/, "", kind); word = $4 } $2 == "kind" { print $4 == kind, word }' stdout |
	sed -n 's/^0 //p' >wrong
[ ! -s wrong ]; ok $? "explain: of the right kind"
grep -c '"kind"' stdout >known
awk -F'"' '$2 == "word" { word = $4 } $2 == "malformed" { print word }' stdout >malformed
[ "$(wc -l <malformed)" -lt 10 ] && awk '{ if ($1 < 15000) exit 1 }' known
ok $? "explain: $(tr '\n' ' ' <known)of known kinds, $(wc -l <malformed) malformed"
sed 's/^/# malformed: /' malformed

# ---- list: a copy of sysfs

device=sys/devices/pci0000:00/0000:00:02.0
mkdir -p "$device/virtio0" sys/devices/platform/apb/fff04000.mmc sys/devices/none sys/bus/pci/drivers/virtio-pci
echo pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc80i00 >$device/modalias
printf 'DRIVER=wrong\nMODALIAS=pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc80i00\n' >$device/uevent
ln -s ../../../bus/pci/drivers/virtio-pci $device/driver
printf 'virtio:d00000002v00001AF4\nvirtio:d\033[2Jx\n' >$device/virtio0/modalias
printf 'MODALIAS=amba:d00041180\nDRIVER=mmci-pl18x\n' >sys/devices/platform/apb/fff04000.mmc/uevent
echo DEVTYPE=x >sys/devices/none/uevent
run list -n --sysfs sys --kernel small
prints "list: a copy of sysfs" "0000:00:02.0 0180: 1AF4:1042
${tab}driver: virtio-pci
virtio0 0002: 1AF4
${tab}modules: virtio_blk
fff04000.mmc amba: 00041180
${tab}driver: mmci-pl18x"
mv sys/devices/pci0000:00/0000:00:02.0/virtio0/modalias . && printf 'frob:\033[2Jx\n' >$device/virtio0/modalias
run list -n --sysfs sys/ --kernel small
grep -qx 'virtio0 unknown kind of device: frob:\\x1b\[2Jx' stdout; ok $? "list: control characters are shown"
run list --json --sysfs sys --kernel small
is_json stdout && [ "$(grep -c '"address"' stdout)" -eq 3 ]; ok $? "list: --json"

# ---- list: the running machine, board files

if [ -d /sys/devices ]; then
	find /sys/devices -name modalias -size +0 2>/dev/null | while read -r file; do
		[ -z "$(cat "$file" 2>/dev/null)" ] || echo "${file%/*}"
	done >with
	find /sys/devices -name uevent -exec grep -l '^MODALIAS=.' {} + 2>/dev/null | sed 's,/[^/]*$,,' >>with
	run list --json --kernel small
	sed -n 's/^      "path": "\(.*\)",$/\/sys\1/p' stdout | sort >got
	sort -u with >expected
	[ "$status" -eq 0 ] && is_json stdout && cmp -s expected got
	ok $? "list: the $(wc -l <got) devices of this machine, and valid JSON"
	diff expected got | head | sed 's/^/# /'
fi

bad=
for file in "$machines"/*.machine; do
	run list --json --board "$file" --kernel small
	[ "$status" -eq 0 ] && [ ! -s stderr ] && is_json stdout || bad="$bad ${file##*/}"
done
[ -z "$bad" ]; ok $? "list: every one of the tests' machines $bad"
run list -n --board "$machines/amba-uevent-only.machine" --kernel small
prints "list: a test's machine" "fff04000.mmc amba: 00041180"

cat >included <<'END'
arch: amd64
kernel: ../../etc
path: /devices/a
modalias: pci:v1
END
sed -i '3i\\' included
cat >board <<'END'
# mine
include: included
model: A Board
future-key: what will be

path: /devices/b
modalias: virtio:d00000002v00001AF4
modalias: virtio:d00000002v00001AF4
modalias: amba:d00041180
uevent: MODALIAS=fs-ext4
uevent: DRIVER=early
driver: late
supplier: /devices/a
supplier: /devices/c

path: /devices/a
subsystem: platform
modalias: platform:a
END
run list --json --board board --kernel small
tr -d ' \n' <stdout >flat
grep -q '"arch":"amd64","model":"ABoard","devices":\[{"path":"/devices/a","address":"a","subsystem":"platform","class":"platformdevice","name":"a","modaliases":\["platform:a"\],"driver":null,"modules":\[\]},{"path":"/devices/b"' flat &&
	grep -q '"modaliases":\["virtio:d00000002v00001AF4","amba:d00041180","fs-ext4"\],"driver":"late","modules":\[{"name":"virtio_blk","builtin":false},{"name":"ext4","builtin":false}\]' flat
ok $? "list: a board file with all its keys"

# ---- the system's own files: modprobe.d, hwdb.bin

mkdir -p etc empty
printf 'alias nvi-dia ext4\nalias pci:v00008086d0000[0-9]* virtio-blk\nalias no-thing off\nblacklist mbcache\n' >etc/x.conf
in_place="mount --bind $dir/etc /etc/modprobe.d && mount --bind $dir/empty /usr/lib/udev"
if [ -d /etc/modprobe.d ] && [ -d /usr/lib/udev ] && [ ! -e /etc/udev/hwdb.bin ] &&
	unshare -rm sh -c "$in_place" 2>/dev/null; then
	unshare -rm sh -c "$in_place"' && "$@"' sh "$COLDPROBE" explain --kernel small nvi_dia no-thing mbcache \
		pci:v00008086d00001234sv00000000sd00000000bc01sc01i00 >stdout 2>stderr
	status=$?
	explained stdout >got
	printf '%s\t%s\n' nvi_dia ext4 no-thing off mbcache mbcache \
		pci:v00008086d00001234sv00000000sd00000000bc01sc01i00 virtio_blk >expected
	cmp -s expected got && grep -q 'blacklisted in modprobe.d' stdout; ok $? "explain: aliases of modprobe.d"
	[ "$status" -eq 0 ] && [ ! -s stderr ] && grep -qx '    vendor               v    00008086' stdout
	ok $? "explain: without hwdb.bin numbers only"
else
	echo "# modprobe.d and the want of hwdb.bin are not tested: no user namespace to put others in their places"
fi
if [ -e /usr/lib/udev/hwdb.bin ] || [ -e /etc/udev/hwdb.bin ]; then
	run explain --kernel small pci:v00008086d000024DBsv0000103Csd0000006Abc01sc01i8A
	grep -qx '    vendor               v    00008086  Intel Corporation' stdout &&
		grep -qx '    subclass             sc   01        IDE interface' stdout
	ok $? "explain: names of hwdb.bin"
fi

# ---- bad input

# refuses NAME STATUS MESSAGE ARGUMENT...
refuses() {
	name=$1 wanted=$2 message=$3
	shift 3
	run "$@"
	printf '%s\n' "$message" >expected
	[ "$status" -eq "$wanted" ] && cmp -s expected stderr && [ ! -s stdout ]
	ok $? "$name"
	cmp -s expected stderr || { sed 's/^/# expected: /' expected; sed 's/^/# stderr:   /' stderr; }
}

# board_refused TEXT REASON
board_refused() {
	printf "$1" >board
	refuses "board: $2" 1 "coldprobe: $2" list --kernel small --board board
}

for command in lookup explain list; do
	run $command --help
	[ "$status" -eq 0 ] && grep -q '^example: ' stdout; ok $? "$command --help"
done
refuses "lookup without a file" 2 "coldprobe: lookup: takes an IMAGE or a PROBE; try coldprobe lookup --help" lookup
refuses "explain without a word" 2 "coldprobe: explain: takes a WORD; try coldprobe explain --help" explain
refuses "list with a word" 2 "coldprobe: list: x: not an option; try coldprobe list --help" list x
refuses "two machines" 2 "coldprobe: list: --sysfs, --board and --dtb: one of them; try coldprobe list --help" \
	list --sysfs sys --board board
refuses "lookup: no file" 1 "coldprobe: absent: No such file or directory" lookup absent x
echo text >file
refuses "lookup: no image" 1 "coldprobe: file: not an initramfs image: Unrecognized archive format" lookup file x
refuses "lookup: an ELF file without a table" 1 \
	"coldprobe: $COLDPROBE: has no table segment: not a coldprobe probe" lookup "$COLDPROBE" x
echo x >other; echo other | cpio -o -H newc >archive 2>/dev/null
refuses "lookup: an image without init" 1 "coldprobe: archive: there is no init in it" lookup archive x
refuses "explain: no kernel" 1 "coldprobe: absent: No such file or directory" explain --kernel absent x
refuses "list: no sysfs" 1 "coldprobe: absent/devices: No such file or directory" list --sysfs absent
refuses "list: no board" 1 "coldprobe: absent: No such file or directory" list --board absent
board_refused 'arch: x\n\nsome text\n' 'board:3: some text: not "key: value"'
board_refused 'Arch: x\n' "board:1: Arch: not a key (lower-case letters, digits, '-')"
board_refused 'path: devices/x\n' "board:1: devices/x: a device's path begins with a '/'"
board_refused 'path: /a\n\npath: /a\n' "board:3: /a: a second device of this path"
board_refused 'path: /a\npath: /b\n' "board:2: path: a second one in a paragraph"
board_refused 'path: /a\ndriver: b\ndriver: b\n' "board:3: driver: a second one"
board_refused 'alias: mmc0\n' "board:1: mmc0: not \"NAME PATH\"; a path begins with a '/'"
board_refused 'alias: /soc/mmc /soc/mmc\n' "board:1: /soc/mmc /soc/mmc: not \"NAME PATH\"; a path begins with a '/'"
board_refused 'alias: mmc0 /a\nalias: mmc0 /b\n' "board:2: mmc0 /b: a second alias of this name"
board_refused 'path: /a\nmodalias:\n' "board:2: modalias: no value"
board_refused '\n\nmodalias: x\n' "board:3: modalias: belongs to a device, whose paragraph begins with path:"
board_refused 'include: absent\n' "absent: No such file or directory"
board_refused 'include: board\n' "board:1: include: more than 8 deep; does it include itself?"
board_refused 'arch: x\000\n' "board: holds a NUL byte: not a board file"

finish
