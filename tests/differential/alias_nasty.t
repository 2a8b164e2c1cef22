#!/bin/sh
# SPDX-License-Identifier: MIT
# Patterns made to be hard: the baked table and libkmod name the same modules in the same order. SEED=N chooses other
# mutations.
set -eu

program=$(realpath "${ALIAS_NASTY:-build/tests/alias_nasty}")
dir=$(mktemp -d "${TMPDIR:-/tmp}/coldprobe-test.XXXXXX")
trap 'rm -rf "$dir"' EXIT
modules=$dir/lib/modules/6.1.0-nasty

mkdir -p "$modules/kernel"
"$program" make "$modules"
for source in "$modules"/kernel/*.s; do
	as -o "${source%.s}.ko" "$source"
	rm "$source"
done
: >"$modules/modules.builtin"
: >"$modules/modules.builtin.modinfo"
# Patterns with a bracket that has no partner are in there on purpose: depmod leaves them out, and says so.
/sbin/depmod -b "$dir" 6.1.0-nasty 2>"$dir/messages" || {
	sed 's/^/# /' "$dir/messages"
	echo "Bail out! depmod failed"
	exit 1
}
"$program" "$modules" ${SEED:+"$SEED"}
