#!/bin/sh
# SPDX-License-Identifier: MIT
# indexed.sh MODULE-DIR: a copy of it with depmod's files, for libkmod; Debian's package lacks them. The copy is of
# links, and stays: one for all tests. Prints where it is.
set -eu

release=${1##*/}
indexed=build/tests/indexed/$release
mkdir -p build/tests/indexed
exec 9>"$indexed.lock"
flock 9
if [ ! -e "$indexed/.done" ]; then
	rm -rf "$indexed"
	mkdir -p "$indexed/lib/modules"
	cp -rs "$(realpath "$1")" "$indexed/lib/modules/"
	/sbin/depmod -b "$indexed" "$release"
	touch "$indexed/.done"
fi
echo "$indexed/lib/modules/$release"
