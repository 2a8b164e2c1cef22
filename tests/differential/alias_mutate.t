#!/bin/sh
# SPDX-License-Identifier: MIT
# A million damaged modaliases: the baked table and libkmod name the same modules in the same order. SEED and COUNT
# choose other mutations; MODALIASES names a list of modaliases, one a line, that machines have shown.
set -eu

: "${MODULES:?names the kernel\'s module directory}"
program=${ALIAS_MUTATE:-build/tests/alias_mutate}
list=${MODALIASES:-../shared/data/modaliases.txt}

dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX")
trap 'rm -rf "$dir"' EXIT
sed -n 's/^modalias: //p; s/^.*MODALIAS=\([^ "\\]*\).*/\1/p' tests/machines/* | sort -u >"$dir/list"
if [ -e "$list" ]; then
	cat "$list" >>"$dir/list"
else
	echo "# $list is absent: only the modaliases of tests/machines"
fi
indexed=$(tests/differential/indexed.sh "$MODULES")
"$program" "$MODULES" "$indexed" "$dir/list" "${SEED:-20240611}" ${COUNT:+"$COUNT"}
