#!/bin/sh
# SPDX-License-Identifier: MIT
# The unit tests of the probe's pure files, and the door against the kernel (unit/sys.c), built for each target: foreign
# ones under qemu-user.
set -u
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
pure='text cmdline uevent inflate superblock partition glob'

top=$(pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
out=$dir/out

# What unit/sys.c finds in its directory.
prepare()
{
	rm -rf "$dir/sys"
	mkdir -p "$dir/sys/directory/sub" "$dir/sys/other"
	cd "$dir/sys" || exit 1
	echo words >file
	ln -s directory link
	ln -s .. directory/up
	for i in 0 1 2 3; do
		touch "directory/a-file-$i"0 "directory/a-file-$i"1 "directory/a-file-$i"2 "directory/a-file-$i"3 \
			"directory/a-file-$i"4 "directory/a-file-$i"5 "directory/a-file-$i"6 "directory/a-file-$i"7 \
			"directory/a-file-$i"8 "directory/a-file-$i"9
	done
	truncate -s 5G big
	printf low | dd of=big bs=1 seek=1000 conv=notrunc status=none
	printf high | dd of=big bs=1 seek=4294968296 conv=notrunc status=none
	cd "$top" || exit 1
}

# A program's TAP in $out, which it wrote in $status: one line for all that passed, and each that did not.
tell()
{
	passed=$(grep -c '^ok ' "$out")
	if [ "$status" = 0 ] && ! grep -q '^not ok' "$out" && grep -qx "1\.\.$passed" "$out" && [ "$passed" != 0 ]; then
		ok 0 "$1: $passed tests"
	else
		ok 1 "$1: exit $status"
		grep -v '^ok ' "$out" | grep -A 4 -e '^not ok' -e '^[^#n1]' | sed 's/^/# /'
	fi
}

# sys all|mounts [WRAPPER]: run it in its directory
sys()
{
	prepare
	way=emulated
	[ "$emulator" ] || way=native
	# shellcheck disable=SC2086 # words
	(cd "$dir/sys" && timeout 60 ${2:-} env -i COLDPROBE_TEST=word $emulator "$top/build/$target/tests/sys" \
		"$way" "$(nproc)" "$device" "$tmpfs" "$1" </dev/null >"$out" 2>&1)
	status=$?
	tell "$target: sys, $1"
}

mkdir "$dir/sys"
device=$(stat -c '%Hd %Ld' "$dir/sys")
device=$((${device% *} << 32 | ${device#* }))
tmpfs=$(awk '$3 == "tmpfs" { print $2; exit }' /proc/mounts)
separate=$(command -v unshare)
"$separate" -m true 2>/dev/null || separate=

for target in $targets; do
	emulator=$(emulator "${target%-*}")
	if [ "$emulator" ]; then
		emulator=$(command -v "$emulator") || { ok 1 "$target: no $(emulator "${target%-*}")"; continue; }
	fi
	programs=$pure
	[ "${target#*-}" = klibc ] || programs="$pure alias"
	for program in $programs; do
		status=0
		timeout 60 $emulator "build/$target/tests/$program" >"$out" 2>&1 || status=$?
		tell "$target: $program"
	done
	sys all
	if [ "$separate" ]; then
		sys mounts "$separate -m"
	else
		tests=$((tests + 1))
		echo "ok $tests - $target: sys, mounts # SKIP no mount namespace of its own (root?)"
	fi
done
finish
