#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe select, and coldprobe image for boards: wrong usage, and boards that do not answer what is asked.
. "$(dirname "$0")/common.sh"
small_kernel kernel
cp "$MODULES/modules.builtin.modinfo" kernel/

# usage MESSAGE ARGUMENT...: the command exits 2 with that one line
usage() {
	message=$1
	shift
	"$COLDPROBE" "$@" >stdout 2>stderr
	status=$?
	[ "$status" -eq 2 ] && [ ! -s stdout ] && [ "$(cat stderr)" = "coldprobe: $message; try coldprobe $1 --help" ]
	ok $? "$*"
	sed 's/^/# /' stderr
}

# fails MESSAGE ARGUMENT...: select exits 1 with that one line
fails() {
	message=$1
	shift
	"$COLDPROBE" select --kernel kernel "$@" >stdout 2>stderr
	status=$?
	[ "$status" -eq 1 ] && [ ! -s stdout ] && [ "$(cat stderr)" = "coldprobe: $message" ]
	ok $? "select $*"
	sed 's/^/# /' stderr
}

cat >board <<'END'
model: a board
alias: mmc0 /soc/mmc@1
alias: mmc1 /soc/mmc@9

path: /soc/mmc@1
modalias: of:NmmcT(null)Cacme,sd

path: /soc/mmc@2
modalias: virtio:d00000002v00001AF4
supplier: vmmc-supply /gone
supplier: clocks /clock

path: /other/mmc@1
devname: sda1

path: /clock
END
printf 'root: /gone\nroot-type: ext4\n' >gone
printf 'root: /disk\nroot-type: zfs\n\npath: /disk\n' >zfs

usage "select: --kernel DIR is missing" select --board board
usage "select: --dtb FILE or --board FILE is missing" select --kernel kernel
usage "select: --dtbo x: no --dtb is before it" select --kernel kernel --board board --dtbo x
usage "select: --root and --root-path: one or the other" select --kernel kernel --board board --root x --root-path
usage "select: --why, --each, --json: one of them" select --kernel kernel --board board --each --json
usage "select: --svg is a picture of all boards together, not --each" select --kernel kernel --board board --each --svg x
usage "select: option --board needs a value" select --kernel kernel --board
usage "select: unknown option --frob" select --frob
usage "select: board: not an option" select --kernel kernel --board board board
usage "image: --root needs --dtb FILE or --board FILE" image --kernel kernel -o image --root x
usage "image: --root-path needs --dtb FILE or --board FILE" image --kernel kernel -o image --root-path
usage "image: --dtbo x: no --dtb is before it" image --kernel kernel -o image --dtbo x

fails "absent: No such file or directory" --board absent
fails "absent.dtb: No such file or directory" --dtb absent.dtb
fails "board: --root disk: it has no such device, and no such alias" --board board --root disk
fails "board: --root mmc1: /soc/mmc@9, which it is an alias of, is disabled, or no device" --board board --root mmc1
fails "board: --root mmc@1: both /soc/mmc@1 and /other/mmc@1 end so" --board board --root mmc@1
fails "board: --root-path: it does not say which device carries the root (root:)" --board board --root-path
fails "gone: --root-path: the root, /gone, is not among its devices" --board gone --root-path
fails "--filesystem zfs: no module that is chosen from kernel has it, and it is not built in" --board zfs --root-path
fails "--filesystem ntfs: no module that is chosen from kernel has it, and it is not built in" --board board \
	--filesystem ntfs
fails "profile nothing: there is none of that name; built in are all, default, filesystem, hid, net, pci-storage, phy, \
shared, storage, supplier, usb-storage, watchdog; a file's name needs a '/'" --board board --keep nothing

# answers NAME EXPECTED ARGUMENT...: what select prints, of which the lines that match $lines
answers() {
	name=$1 expected=$2
	shift 2
	"$COLDPROBE" select --kernel kernel --board board "$@" 2>&1 | grep "${lines:-.}" >stdout
	[ "$(cat stdout)" = "$expected" ]
	ok $? "$name"
	sed 's/^/# /' stdout
}

answers "--why: a chain" "virtio_blk: serves /soc/mmc@2
  root <- /soc/mmc@2 (virtio_blk)" --why virtio_blk
answers "--why: not there" "nothing: not in: the kernel has no such module, and it is not built in" --why nothing
answers "--why: built in" "unix: not in: it is built into the kernel" --why unix
answers "--why: no device" "virtio_blk: not in: no device of board needs it; profile storage: drivers/block/virtio_blk.ko" \
	--why virtio_blk --root mmc0
answers "--why: nobody asks" "loop: not in: no profile chooses it, no wanted device leads to it, and no module that is in \
asks for it" --why loop
answers "--why: a file system that is not wanted" "ext4: not in: not of --filesystem; profile filesystem: fs/ext4" \
	--why ext4 --filesystem debugfs
answers "--why: in any case" "loop: --module loop" --why loop --module loop
lines=gone answers "a supplier that is not there is named" "  /gone (vmmc-supply of /soc/mmc@2)"
lines=/clock answers "and one without a driver" "  /clock (clocks of /soc/mmc@2)"
lines='^its' answers "a root without drivers" "its devices need 0 modules, 0 bytes" --root mmc0
lines='root on' answers "by its name in /dev" "  root on /other/mmc@1" --root /dev/sda1

# ---- the other ways to say it
cat >hostile <<'END'
model: <a> & "b"

path: /<&"
modalias: virtio:d00000002v00001AF4
supplier: <&-supply /'>

path: /'>
END
"$COLDPROBE" select --kernel kernel --board board --board hostile --svg picture.svg >/dev/null && xmllint --noout picture.svg
ok $? "--svg: XML, whatever a board is called"
grep -q '>virtio_blk<' picture.svg
ok $? "--svg: with its modules"
"$COLDPROBE" select --kernel kernel --board board --board hostile --json | perl -MJSON::PP -e '
	local $/; my $json = decode_json(<STDIN>);
	my ($module) = grep { $_->{name} eq "virtio_blk" } @{$json->{modules}};
	my $sum = 0;
	$sum += $_->{bytes} for grep { @{$_->{boards}} } @{$json->{modules}};
	exit !("@{$module->{boards}}" eq "0 1" && $sum && $json->{hardware_bytes} == $sum &&
		$json->{needs}[0]{device} eq "/soc/mmc\@2" && $json->{boards}[1]{model} eq "<a> & \"b\"")'
ok $? "--json: of two boards"
bytes=$("$COLDPROBE" select --kernel kernel --board hostile --json | sed -n 's/^ *"hardware_bytes": \([0-9]*\),$/\1/p')
"$COLDPROBE" select --kernel kernel --board hostile --board gone --each >stdout
[ "$(tr -s ' ' <stdout)" = " 3 $bytes hostile
 0 0 gone" ]
ok $? "--each: a line for each"
"$COLDPROBE" select --kernel kernel --board board --svg /dev/full >/dev/null 2>stderr
[ $? -eq 1 ] && grep -q '^coldprobe: /dev/full: ' stderr
ok $? "--svg: into what is no file"

finish
