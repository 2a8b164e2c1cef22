#!/bin/sh
# SPDX-License-Identifier: MIT
# Every alias of the whole kernel: the baked table and libkmod name the same modules in the same order.
# libkmod needs depmod's files, which Debian's package lacks: they are made in a copy of links.
set -eu

: "${MODULES:?names the kernel\'s module directory}"
release=${MODULES##*/}
indexed=build/tests/indexed/$release
if [ ! -e "$indexed/.done" ]; then
	rm -rf "$indexed"
	mkdir -p "$indexed/lib/modules"
	cp -rs "$MODULES" "$indexed/lib/modules/"
	/sbin/depmod -b "$indexed" "$release"
	touch "$indexed/.done"
fi
exec build/tests/alias_kmod "$MODULES" "$indexed/lib/modules/$release"
