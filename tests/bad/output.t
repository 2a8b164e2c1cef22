#!/bin/sh
# SPDX-License-Identifier: MIT
# Outputs that cannot be written: the reason in one line, the old image untouched, nothing left behind.
. "$(dirname "$0")/common.sh"
small_kernel kernel

# to FILE ARGUMENT...: an image from the small kernel to that file
to() {
	file=$1
	shift
	"$COLDPROBE" image --kernel kernel --probe "$PROBE" -o "$file" "$@" >stdout 2>stderr
	status=$?
}

to absent/out
refused "no such directory" "coldprobe: absent/out: No such file or directory"

mkdir directory; to directory
refused "output is a directory" "coldprobe: directory: is a directory"

mknod device c 1 3 2>/dev/null || ln -s /dev/null device
to device
refused "output is a device" "coldprobe: device: exists and is not a regular file"

mkdir locked; echo precious >locked/out
if [ "$(id -u)" -eq 0 ]; then
	chattr +i locked 2>/dev/null && { to locked/out; chattr -i locked; } || {
		chmod 777 . ; chmod 555 locked
		setpriv --reuid 65534 --regid 65534 --clear-groups "$COLDPROBE" image \
			--kernel kernel --probe "$PROBE" -o locked/out >stdout 2>stderr
		status=$?
	}
else
	chmod 555 locked; to locked/out
fi
[ "$status" -eq 1 ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^coldprobe: locked/out: ' stderr &&
	[ "$(cat locked/out)" = precious ] && [ "$(ls locked)" = out ]
ok $? "unwritable directory: $(cat stderr)"
chmod 755 locked

# A full disk. ulimit -f fails a write just as ENOSPC does, with another reason; a tmpfs is the thing itself.
mkdir full; echo precious >full/out
if mount -t tmpfs -o size=64k none full 2>/dev/null; then
	echo precious >full/out
	to full/out
	cp stderr message; content=$(cat full/out); names=$(ls full)
	umount full
	[ "$status" -eq 1 ] && [ "$content" = precious ] && [ "$names" = out ] &&
		[ "$(cat message)" = "coldprobe: full/out: No space left on device" ]
	ok $? "full disk: $(cat message)"
else
	ok 0 "full disk # SKIP no right to mount a tmpfs"
fi
(ulimit -f 8; to full/out; exit $status); status=$?
[ "$status" -eq 1 ] && [ "$(cat full/out)" = precious ] && [ "$(ls full)" = out ] &&
	[ "$(cat stderr)" = "coldprobe: full/out: File too large" ]
ok $? "file size limit: $(cat stderr)"

# Interrupted in the middle of writing: a whole kernel, in the slowest form, so that it is not done before
"$COLDPROBE" image --kernel "$MODULES" --probe "$PROBE" --profile all --compress xz -o full/out &
pid=$!
while kill -0 $pid 2>/dev/null && [ "$(ls full | wc -l)" -lt 2 ]; do :; done
kill -TERM $pid 2>/dev/null
wait $pid 2>/dev/null; status=$?
[ "$status" -eq 143 ] && [ "$(cat full/out)" = precious ] && [ "$(ls full)" = out ]
ok $? "SIGTERM (exit code $status)"

ln -s out full/link; to full/link
[ "$status" -eq 0 ] && [ -L full/link ] && [ "$(stat -c %s full/out)" -gt 1000 ]
ok $? "a link stays a link, what it leads to is replaced"

# A budget. Without compression the size is what cpio makes of it, and to the byte the limit.
to full/out --compress none; size=$(stat -c %s full/out)
to full/out --compress none --max-size "$size"
[ "$status" -eq 0 ] && [ ! -s stderr ]; ok $? "--max-size: as large as it may be"
echo precious >full/out
to full/out --compress none --max-size $((size - 1))
"$COLDPROBE" image --kernel kernel --probe "$PROBE" --compress none -o whole >/dev/null
{
	echo "coldprobe: full/out: not made: it would have $size bytes, --max-size allows $((size - 1)); its largest" \
		"modules, in bytes before compression:"
	"$COLDPROBE" inspect whole | sed -n 's/^ *\([0-9]*\) *\(un\)\{0,1\}signed *\([^ ]*\) .*  *\(profile\|needed\|softdep\) /\1 \3 \4 /p' |
		sort -k1,1nr -s | head -n 10 | while read -r bytes name reason; do
			printf '%12s  %s: %s\n' "$bytes" "$name" "$reason"
		done
} >expected
[ "$status" -eq 1 ] && cmp -s expected stderr && [ "$(wc -l <expected)" -gt 5 ] && [ ! -s stdout ]
ok $? "--max-size: one byte too many; the largest modules are named"
cmp -s expected stderr || diff expected stderr | sed 's/^/# /'
[ "$(cat full/out)" = precious ] && [ "$(ls full)" = "$(printf 'link\nout')" ]; ok $? "--max-size: the old image stays"
to full/out --max-size 1G
[ "$status" -eq 0 ] && [ ! -s stderr ]; ok $? "--max-size 1G"
to full/out --max-size 1K
[ "$status" -eq 1 ] && grep -q 'bytes, --max-size allows 1024; ' stderr; ok $? "--max-size 1K"
for bytes in '' 0 K 12X 1KK 1.5M -1 99999999999999999999 99999999999G; do
	to full/absent --max-size "$bytes"
	refused_with 2 "--max-size \"$bytes\"" \
		"coldprobe: image: --max-size $bytes: not a number of bytes; try coldprobe image --help"
done

if [ -w /dev/full ]; then
	"$COLDPROBE" image --kernel kernel --probe "$PROBE" -o kernel.img >/dev/full 2>stderr
	[ $? -eq 1 ] && [ "$(cat stderr)" = "coldprobe: standard output: No space left on device" ]
	ok $? "standard output full"
fi

finish
