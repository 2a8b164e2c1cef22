#!/bin/sh
# SPDX-License-Identifier: MIT
# Wrong usage (exit code 2), profiles with bad lines, a bad SOURCE_DATE_EPOCH, images that are none.
. "$(dirname "$0")/common.sh"
small_kernel kernel

# run ARGUMENT...: the command as it is
run() {
	"$COLDPROBE" "$@" >stdout 2>stderr
	status=$?
}

run
refused_with 2 "no command" "coldprobe: no command; try coldprobe --help"
run frobnicate
refused_with 2 "unknown command" "coldprobe: unknown command frobnicate; try coldprobe --help"
image --frobnicate
refused_with 2 "unknown long option" \
	"coldprobe: image: unknown option --frobnicate; try coldprobe image --help"
image -z
refused_with 2 "unknown short option" "coldprobe: image: unknown option -z; try coldprobe image --help"
run image --kernel
refused_with 2 "option without its value" \
	"coldprobe: image: option --kernel needs a value; try coldprobe image --help"
run image -o image
refused_with 2 "no --kernel" "coldprobe: image: --kernel DIR is missing; try coldprobe image --help"
run image --kernel kernel
refused_with 2 "no -o" "coldprobe: image: -o FILE is missing; try coldprobe image --help"
image stray
refused_with 2 "a word too many" "coldprobe: image: stray: not an option; try coldprobe image --help"
image --compress brotli
refused_with 2 "unknown compression" \
	"coldprobe: image: --compress brotli: there are zstd, lz4, gzip, xz, none; try coldprobe image --help"
image --compress-modules gzip
refused_with 2 "unknown compression of modules" \
	"coldprobe: image: --compress-modules gzip: there are mixed, zstd, lz4, none; try coldprobe image --help"
image --compress-level 0
refused_with 2 "a level that is none" \
	"coldprobe: image: --compress-level 0: a number from 1 on; try coldprobe image --help"
run inspect
refused_with 2 "inspect without an image" \
	"coldprobe: inspect: takes one IMAGE; try coldprobe inspect --help"

for arguments in --help "image --help" "inspect --help" "help image" --version; do
	run $arguments
	[ "$status" -eq 0 ] && [ -s stdout ] && [ ! -s stderr ]; ok $? "coldprobe $arguments"
done

names="all, default, filesystem, hid, net, pci-storage, phy, shared, storage, supplier, usb-storage, watchdog"
image --profile nothing
refused "no such profile" \
	"coldprobe: profile nothing: there is none of that name; built in are $names; a file's name needs a '/'"
image --profile ./nothing
refused "no such profile file" "coldprobe: ./nothing: no such profile"
printf '# mine\npth drivers/ata\n' >mine; image --profile ./mine
refused "unknown directive" "coldprobe: profile ./mine:2: unknown directive: pth"
echo 'path' >mine; image --profile ./mine
refused "directive without a word" "coldprobe: profile ./mine:1: path takes one word, not 0"
echo 'module a b' >mine; image --profile ./mine
refused "directive with two words" "coldprobe: profile ./mine:1: module takes one word, not 2"
echo 'include ./mine' >mine; image --profile ./mine
refused "profile that includes itself" \
	"coldprobe: profile ./mine:1: include ./mine: more than 8 deep; does it include itself?"
echo 'module no_such' >mine; image --profile ./mine
refused "profile that requires a missing module" \
	"coldprobe: profile ./mine:1: kernel has no module no_such, and it is not built in"

image --without no_such
refused "--without a module that there is not" "coldprobe: --without no_such: the kernel has no such module"
image --without loop
refused "--without a module that nothing chooses" "coldprobe: --without loop: nothing chooses it"

for date in "" yesterday -1 1e9 4294967296 99999999999999999999; do
	SOURCE_DATE_EPOCH=$date; export SOURCE_DATE_EPOCH
	image
	refused "SOURCE_DATE_EPOCH \"$date\"" \
		"coldprobe: SOURCE_DATE_EPOCH: \"$date\" is not a number of seconds from 0 to 4294967295"
done
unset SOURCE_DATE_EPOCH

"$COLDPROBE" image --kernel kernel --probe absent -o image >stdout 2>stderr; status=$?
refused "no probe" "coldprobe: absent: No such file or directory"

run inspect absent
refused "inspect: no image" "coldprobe: absent: No such file or directory"
: >broken; run inspect broken
refused "inspect: empty image" "coldprobe: broken: empty file"
echo "surely no archive" >broken; run inspect broken
refused "inspect: no archive" "coldprobe: broken: not an initramfs image: Unrecognized archive format"
echo kernel | cpio -o -H newc >broken 2>/dev/null; run inspect broken
refused "inspect: somebody else's archive" \
	"coldprobe: broken: not made by coldprobe: there is no lib/coldprobe/manifest in it"
for kind in zstd lz4 gzip xz none; do
	image --compress $kind
	head -c $(($(stat -c %s image) * 2 / 3)) image >broken
	rm image
	run inspect broken
	[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^coldprobe: broken: damaged: ' stderr
	ok $? "inspect: cut off, $kind: $(cat stderr)"
done
for kind in zstd gzip xz; do
	image --compress $kind
	cp image broken; rm image
	printf '\377\000\377\000' | dd of=broken bs=1 seek=100000 conv=notrunc 2>/dev/null
	run inspect broken
	[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^coldprobe: broken: damaged: ' stderr
	ok $? "inspect: changed inside, $kind: $(cat stderr)"
done

finish
