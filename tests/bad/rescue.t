#!/bin/sh
# SPDX-License-Identifier: MIT
# --rescue FILE: what would not run in the image is refused, with the reason; what would is packed as it is.
. "$(dirname "$0")/common.sh"
small_kernel kernel

# with FILE [ARGUMENT...]: an image with that file as its shell
with() {
	file=$1
	shift
	"$COLDPROBE" image --kernel kernel --probe "$PROBE" --rescue "$file" -o image "$@" >stdout 2>stderr
	status=$?
}

with absent
refused "no such file" "coldprobe: absent: No such file or directory"
mkdir directory; with directory
refused "a directory" "coldprobe: directory: Is a directory"
echo '#!/bin/sh' >script; with script
refused "a script" "coldprobe: script: not an ELF file"
: >empty; with empty
refused "an empty file" "coldprobe: empty: not an ELF file"
with /bin/ls
refused "dynamically linked" "coldprobe: /bin/ls: not statically linked: it wants a loader, and the image has none"
echo 'int x;' | gcc -c -x c -o object.o -; with object.o
refused "an object file" "coldprobe: object.o: not a program (ELF type 1)"

# The probe itself is a static program; changed copies of it are not.
cp "$PROBE" other; printf '\267' | dd of=other bs=1 seek=18 conv=notrunc 2>/dev/null; with other
refused "for another machine" \
	"coldprobe: other: for another machine than the probe: ELF machine 183 with 64 bits, not 62 with 64"
cp "$PROBE" narrow; printf '\001' | dd of=narrow bs=1 seek=4 conv=notrunc 2>/dev/null; with narrow
refused "of the other class" \
	"coldprobe: narrow: for another machine than the probe: ELF machine 62 with 32 bits, not 62 with 64"
cp "$PROBE" big; printf '\002' | dd of=big bs=1 seek=5 conv=notrunc 2>/dev/null; with big
refused "big-endian" "coldprobe: big: not little-endian: no target of coldprobe is"
head -c 70 "$PROBE" >cut; with cut
refused "cut short" "coldprobe: cut: not a whole ELF file"

with "$PROBE" --compress none
[ "$status" -eq 0 ] && mkdir tree && (cd tree && cpio -i -d --quiet <../image) && cmp -s tree/bin/sh "$PROBE" &&
	[ -x tree/bin/sh ] && [ "$(readlink tree/bin/probe)" = sh ]
ok $? "a static program is bin/sh, with a link of its own name"
cp "$PROBE" sh; with ./sh --compress none
[ "$status" -eq 0 ] && [ "$(cpio -it --quiet <image | grep '^bin/')" = bin/sh ]
ok $? "no link when that name is sh"
[ "$(cpio -it --quiet <image | tail -n 1)" = lib/coldprobe/complete ]
ok $? "the last file is lib/coldprobe/complete"
finish
