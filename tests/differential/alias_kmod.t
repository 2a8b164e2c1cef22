#!/bin/sh
# SPDX-License-Identifier: MIT
# Every alias of the whole kernel: the baked table and libkmod name the same modules in the same order. The same for
# Debian's kernels for arm64 and armhf, whose aliases are others (of:, amba:); without a network and without them in the
# cache they are left out. One TAP stream: each kernel's lines are counted on.
set -eu

: "${MODULES:?names the kernel\'s module directory}"
program=${ALIAS_KMOD:-build/tests/alias_kmod}

# one MODULE-DIR NAME: the program's test lines, numbered from $tests on
one() {
	indexed=$(tests/differential/indexed.sh "$1")
	output=$("$program" "$1" "$indexed") || failed=1
	printf '%s\n' "$output" | awk -v from="$tests" -v name="$2" '
		/^(not )?ok / { sub(/ok [0-9]+ - /, "ok " (++from) " - " name ": ") }
		!/^1\.\./'
	tests=$((tests + $(printf '%s\n' "$output" | grep -c '^\(not \)*ok ')))
}

tests=0
failed=0
one "$MODULES" "${MODULES##*/}"
for arch in arm64 armhf; do
	if paths=$(scripts/fetch-kernel -a "$arch" 2>/dev/null); then
		one "$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')" "$arch"
	else
		tests=$((tests + 1))
		echo "ok $tests - $arch # skip scripts/fetch-kernel has no kernel for it"
	fi
done
echo "1..$tests"
exit "$failed"
