# SPDX-License-Identifier: MIT
# For the tests of the host command: TAP by hand, a scratch directory, a small kernel made from real modules.
#
# $COLDPROBE is the command, $PROBE the probe that it bakes into, $MODULES a kernel's module directory.

COLDPROBE=$(realpath "${COLDPROBE:-build/coldprobe}")
PROBE=$(realpath "${PROBE:-build/amd64-musl/probe}")
tests=0
failures=0

for needed in "$COLDPROBE" "$PROBE" "${MODULES:?is not set: a kernel\'s module directory}"; do
	[ -e "$needed" ] || { echo "Bail out! $needed: absent"; exit 1; }
done
MODULES=$(realpath "$MODULES")

dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX") || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# ok STATUS NAME: one TAP line
ok() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failures=$((failures + 1))
	fi
}

finish() {
	echo "1..$tests"
	exit $((failures > 0))
}

# small_kernel DIR: as a package installs one (no depmod files), with virtio-blk, ext4 and what they need
small_kernel() {
	mkdir -p "$1" || exit 1
	for file in kernel/fs/ext4/ext4.ko kernel/fs/jbd2/jbd2.ko kernel/fs/mbcache.ko \
		kernel/lib/crc16.ko kernel/crypto/crc32c_generic.ko \
		kernel/arch/x86/crypto/crc32c-intel.ko kernel/drivers/block/virtio_blk.ko \
		kernel/drivers/block/loop.ko kernel/drivers/virtio/virtio.ko \
		kernel/drivers/virtio/virtio_ring.ko; do
		mkdir -p "$1/${file%/*}"
		cp "$MODULES/$file" "$1/$file" || exit 1
	done
	cp "$MODULES/modules.order" "$MODULES/modules.builtin" "$1/"
}

# image ARGUMENT...: (and with $IMAGE_WORDS) make ./image from ./kernel; status, stdout and stderr are kept
image() {
	# shellcheck disable=SC2086 # words
	"$COLDPROBE" image --kernel kernel --probe "$PROBE" -o image ${IMAGE_WORDS:-} "$@" >stdout 2>stderr
	status=$?
}

# refused NAME MESSAGE: the last command exited 1 with that one line, and left no output, whole or partial
refused() {
	refused_with 1 "$1" "$2"
}

refused_with() {
	printf '%s\n' "$3" >expected
	left=$(find . -name 'image*')
	[ "$status" -eq "$1" ] && cmp -s expected stderr && [ -z "$left" ] && [ ! -s stdout ]
	ok $? "$2"
	[ "$status" -eq "$1" ] || echo "# exit code $status, not $1"
	cmp -s expected stderr || { sed 's/^/# expected: /' expected; sed 's/^/# stderr:   /' stderr; }
	[ -z "$left" ] || echo "# left behind:" $left
}
