#!/bin/sh
# SPDX-License-Identifier: MIT
# What the linker made of each target: what it took from libc (minimal-libc-shims/README.md), and a file that every size
# of page can be mapped from, without padding.
set -u
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

# All that may come from libc: nothing with musl, of which minimal-libc-shims/musl is smaller; the linker's map names the
# archive's members, which hold one function each.
libc='memcmp memcpy memset strcmp strlen'

# members ARCHIVE MAP: what the linker took from it
members()
{
	sed '/^Archive member/,/^\(Discarded\|Memory\|Merging\|There are\|As-needed\)/!d' "$2" | grep -o "/$1([^)]*)" |
		sed 's/.*(\(.*\)\.l*o)/\1/' | sort -u
}

# segments PROBE: type, offset, address, size in the file, in memory, alignment, of each that is loaded, in decimal
segments()
{
	LC_ALL=C "$(binutils "$arch")readelf" -lW "$1" | awk '$1 == "LOAD" { print $2, $3, $5, $6, $NF }' |
		while read -r offset address size memory page; do
			echo $((offset)) $((address)) $((size)) $((memory)) $((page))
		done
}

for target in $targets; do
	arch=${target%-*} probe=build/$target/probe
	taken=$(members libc.a "$probe.map" | tr '\n' ' ')
	rest=$taken
	for name in $libc; do
		rest=$(echo "$rest" | sed "s/\<$name \|^$name$//")
	done
	case $target in
	*-musl) [ ! "$taken" ] ;;
	*) [ "$taken" ] && [ ! "$(echo "$rest" | tr -d ' ')" ] ;;
	esac
	ok $? "$target: of libc just: ${taken:-nothing}"

	compiler=$(members libgcc.a "$probe.map" | tr '\n' ' ')
	case $arch in
	armhf) allowed='^_(divsi3|aeabi_u?ldivmod|udivmoddi4|ctzdi2|clzdi2) $' ;;
	riscv64) allowed='^(_(ctzsi2|clzsi2|clz|bswapdi2|bswapsi2)|save-restore) $' ;;
	*) allowed='^$' ;;
	esac
	! echo "$compiler" | sed 's/ $//; s/ /\n/g' | sed 's/$/ /; s/^ $//' | grep -vqE "$allowed|^$"
	ok $? "$target: of libgcc: ${compiler:-nothing}"

	others=$(cat "build/$target/obj/"*.d "build/$target/obj/sys/"*.d | tr -d '\\:' | tr ' ' '\n' | grep '^/' | sort -u |
		grep -vE '/(linux|asm|asm-generic)/[^ ]*$|/gcc(-cross)?/|-linux-musl[^/]*/')
	[ ! "$others" ]
	ok $? "$target: no header of another libc $others"

	page=4096
	[ "$arch" != arm64 ] || page=65536
	segments "$probe" | awk -v page="$page" '
		$5 != page || $1 % page != $2 % page { print "# not mapped from where it stands: " $0; bad = 1 }
		NR > 1 && int($2 / page) <= int(end / page) { print "# shares a page: " $0; bad = 1 }
		{ end = $2 + $4 - 1; last = $2 }
		END { exit bad || NR != 3 || last < 268435456 || last >= 268435456 + page }'
	ok $? "$target: three segments, none in a page of another ($page bytes), the table last"

	contents=$(segments "$probe" | awk '{ sum += $3 } END { print sum }')
	size=$(stat -c %s "$probe")
	[ $((size - contents)) -lt 2048 ] # headers, and up to the next address of the data
	ok $? "$target: $size bytes, $((size - contents)) more than what is loaded"
	! "$(binutils "$arch")readelf" -lW "$probe" | grep -qE 'INTERP|DYNAMIC|RWE'
	ok $? "$target: static, nothing both written and executed"
done
finish
