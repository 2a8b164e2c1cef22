#!/bin/sh
# SPDX-License-Identifier: MIT
# The names of what is not in an image: which modules, why, and what would include them. Is what it says the truth: does
# an image that is made with the option have the module?
. "$(dirname "$0")/../bad/common.sh"
ln -s "$MODULES" kernel
megaraid=pci:v00001000d00000411sv00001000sd00001001bc01sc04i00
ahci=pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01
e1000=pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00

# says ALIAS MODULE REASON WHAT
says() {
	"$COLDPROBE" lookup --trimmed image "$1" >answer 2>stderr
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >expected
	cmp -s expected answer
	ok $? "$4"
	cmp -s expected answer || sed 's/^/# /' answer stderr
}

# silent WHAT ALIAS...: it says nothing of these
silent() {
	what=$1; shift
	"$COLDPROBE" lookup --trimmed image "$@" >answer 2>stderr
	[ ! -s answer ] && [ ! -s stderr ]
	ok $? "$what"
}

printf 'module virtio_pci\nmodule virtio_blk\nmodule ext4\n' >small.profile
image --profile ./small.profile
says $megaraid megaraid_sas "not in this image: coldprobe image --profile storage, or --module megaraid_sas" "storage"
says fs-xfs xfs "not in this image: coldprobe image --profile filesystem, or --module xfs" "a filesystem"
says $e1000 e1000 "not in this image: coldprobe image --profile net, or --module e1000" "a network card"
says fs-virtiofs virtiofs "not in this image: coldprobe image --profile shared, or --module virtiofs" "what a host shares"
silent "what is in the image is not in the table" virtio:d00000002v00001AF4 fs-ext4 virtio_blk
silent "what no profile chooses is not" pci:v000010DEd00001B80sv00001043sd00008591bc03sc00i00 nouveau
silent "requests of the kernel are not" crypto-crc32c net-pf-10
"$COLDPROBE" inspect image | grep -q '^trimmed [0-9]* bytes: [0-9]* modules that are not in it for devices, [0-9]* aliases$'
ok $? "inspect counts it"
"$COLDPROBE" inspect --json image | grep -q '^  "trimmed": {"bytes": [0-9]*, "modules": [0-9]*, "aliases": [0-9]*},$'
ok $? "inspect --json, too"
"$COLDPROBE" lookup --json --trimmed image fs-xfs | tr -d '\n ' |
	grep -q '"modules":\["xfs"\],"reasons":\["notinthisimage:coldprobeimage--profilefilesystem,or--modulexfs"\]'
ok $? "lookup --json has the reasons"
mv image first
image --profile ./small.profile
cmp image first; ok $? "the same when made again"

# The options that it names are obeyed.
image --profile ./small.profile --module megaraid_sas
"$COLDPROBE" lookup image $megaraid | grep -q "	megaraid_sas$"; ok $? "--module includes it"
silent "and it is no longer said to be missing" $megaraid
image --profile ./small.profile --profile net
"$COLDPROBE" lookup image $e1000 | grep -q "	e1000$"; ok $? "--profile net includes it"
silent "and that card is no longer said to be missing" $e1000

# Every module that it names is not in the image for devices, and is in the kernel.
image
rm -rf tree; mkdir tree
zstd -qdc image | (cd tree && cpio -idm --quiet) 2>/dev/null
awk -F '\t' '$1 == "module" && $6 ~ /device/ { print $2 }' tree/lib/coldprobe/manifest | sort >aboard
find -L kernel/kernel -name '*.ko*' | sed 's,.*/,,; s,\.ko.*,,' | tr - _ | sort >all
"$COLDPROBE" lookup --trimmed image <all | cut -f 2 | sort >named
[ "$(wc -l <named)" -gt 100 ] && [ ! "$(comm -12 aboard named)" ]
ok $? "default: $(wc -l <named) modules, none of those that devices bring in"
[ "$("$COLDPROBE" inspect image | sed -n 's/^trimmed .*: \([0-9]*\) modules.*/\1/p')" -eq "$(wc -l <named)" ]
ok $? "default: inspect counts the same"
says qedi qedi "left out at build (profile storage: not drivers/scsi/qedi): coldprobe image --module qedi" \
	"what a built-in profile excludes, and its line"

printf 'include storage\nnot drivers/ata\nleave nvme\npack virtio_blk\nfirmware leave qla2xxx\n' >own.profile
image --profile ./own.profile
says $ahci ahci "left out at build (profile ./own.profile: not drivers/ata): coldprobe image --module ahci" "not"
says nvme nvme "left out at build (profile ./own.profile): coldprobe image --module nvme" "leave"
says qla2xxx qla2xxx "left out at build (firmware leave; profile storage: drivers/scsi): coldprobe image --module qla2xxx" \
	"firmware leave"
printf 'pack virtio_blk\nmodule ext4\n' >pack.profile
image --profile ./pack.profile
says virtio:d00000002v00001AF4 virtio_blk \
	"aboard, but not chosen for its devices: coldprobe image --module virtio_blk" "aboard for others only"
mkdir config; echo 'blacklist ahci' >config/a.conf
image --config config
says $ahci ahci "aboard, but blacklisted in modprobe.d" "blacklisted"
"$COLDPROBE" lookup image $ahci >answer; [ "$(cut -f 2 answer)" = "" ]; ok $? "blacklisted: no device brings it in"

image --no-trimmed --compress zstd
zstd -qdc image | cpio -it --quiet 2>/dev/null | grep -q lib/coldprobe/trimmed; ok $((! $?)) "--no-trimmed: there is none"
! "$COLDPROBE" inspect image | grep -q '^trimmed'; ok $? "--no-trimmed: inspect says nothing of it"
"$COLDPROBE" lookup --trimmed image fs-xfs >stdout 2>stderr
[ $? -eq 1 ] && [ "$(cat stderr)" = "coldprobe: image: there is no lib/coldprobe/trimmed in it" ]
ok $? "--no-trimmed: lookup --trimmed refuses"
image --profile all --compress none
! "$COLDPROBE" inspect image | grep -q '^trimmed'; ok $? "--profile all: nothing is missing"

# Damage is found. The file's first bytes are its magic number; the version follows.
image --compress none
at=$(grep -abo CTBL image | tail -n 1 | cut -d : -f 1)
cp image good
version=$(od -An -tu4 -j $((at + 4)) -N 4 image | tr -d " ")
printf '\011' | dd of=image bs=1 seek=$((at + 4)) conv=notrunc 2>/dev/null
"$COLDPROBE" inspect image >stdout 2>stderr
[ $? -eq 1 ] && [ "$(cat stderr)" = "coldprobe: image: lib/coldprobe/trimmed: its table is of format version 9; this coldprobe knows version $version" ]
ok $? "another version is refused" || cat stderr
finish
