#!/bin/sh
# SPDX-License-Identifier: MIT
# Probes that are none, and tables that are damaged: what image, inspect and lookup say.
. "$(dirname "$0")/common.sh"

# Where fields stand in the table's header (probe/table.h).
VERSION=4 SIZE=8 RELEASE=12 MODULES_AT=16 MODULE_COUNT=20 NUMBERS_AT=24 SCHEMAS_AT=32 CODE_AT=40 CODE_SIZE=44
ENTRY=48 NODES_AT=52 STRINGS_AT=60 STRING_SIZE=64 STAR_COUNT=76 CODE_UNIT=78

# table_at FILE: where its table begins
table_at() {
	LC_ALL=C grep -abo CTBL "$1" | tail -n 1 | cut -d : -f 1
}

# number FILE OFFSET: 4 bytes of FILE's table
number() {
	od -An -tu4 -j $(($(table_at "$1") + $2)) -N 4 "$1" | tr -d ' '
}

# patch FILE OFFSET BYTES: BYTES (as printf has them) at OFFSET of FILE's table
patch() {
	at=$(($(table_at "$1") + $2))
	# shellcheck disable=SC2059 # the bytes are a format
	printf "$3" | dd of="$1" bs=1 seek=$at conv=notrunc 2>/dev/null
}

run() {
	"$COLDPROBE" "$@" >stdout 2>stderr
	status=$?
}

# probe_refused NAME REASON: ./probe is no good, for image and for lookup
probe_refused() {
	image --probe probe
	refused "image: $1" "coldprobe: probe: $2"
	run lookup probe virtio:d00000002v00001AF4
	refused "lookup: $1" "coldprobe: probe: $2"
}

# damaged NAME REASON: ./damaged.img is no good, for inspect, inspect --json and lookup; as a probe, ./damaged is not
damaged() {
	for command in 'inspect' 'inspect --json'; do
		# shellcheck disable=SC2086 # two words
		run $command damaged.img
		refused "$command: $1" "coldprobe: damaged.img: init: $2"
	done
	run lookup damaged.img virtio:d00000002v00001AF4
	refused "lookup: $1" "coldprobe: damaged.img: init: $2"
}

# damage OFFSET BYTES NAME REASON: the good image with BYTES at OFFSET of its table
damage() {
	cp good.img damaged.img
	patch damaged.img "$1" "$2"
	damaged "$3" "its table is damaged: $4"
}

small_kernel kernel
table=$(table_at "$PROBE")

# ---- probes

cp "$PROBE" probe
patch probe $VERSION '\001\000\000\000'
probe_refused "a table of another format" "its table is of format version 1; this coldprobe knows version \
$(number "$PROBE" $VERSION)"

head -c $((table + 20)) "$PROBE" >probe
probe_refused "cut off in the table" "not a whole ELF file"
head -c 1000 "$PROBE" >probe
probe_refused "cut off before the table" "not a whole ELF file"
cp "$PROBE" probe
patch probe $SIZE '\377\377\000\000'
probe_refused "a table that says it is longer" "its table is cut short"
cp "$COLDPROBE" probe
probe_refused "an ELF file without a table" "has no table segment: not a coldprobe probe"
cp "$PROBE" probe
patch probe 0 'XTBL'
probe_refused "a table without its magic number" "has no table segment: not a coldprobe probe"
head -c 40 "$PROBE" >probe
image --probe probe
refused "image: half an ELF header" "coldprobe: probe: not an ELF file"
echo "no ELF file, whatever its name says" >probe
image --probe probe
refused "image: a text for a probe" "coldprobe: probe: not an ELF file"
: >probe
image --probe probe
refused "image: an empty probe" "coldprobe: probe: not an ELF file"
image --probe absent
refused "image: no probe" "coldprobe: absent: No such file or directory"

# ---- images

image --compress none
[ "$status" -eq 0 ] && mv image good.img
ok $? "the image itself is good"
run inspect good.img
[ "$status" -eq 0 ] && [ ! -s stderr ] && grep -q '^table [0-9]* bytes: [0-9]* modules, [0-9]* aliases ([0-9.]* bytes each)' stdout
ok $? "inspect counts what is in the table"
run inspect --json good.img
[ "$status" -eq 0 ] && grep -q '"table": {"bytes": [0-9]*, "modules": [0-9]*, "aliases": [0-9]*, "bytes_per_alias"' stdout
ok $? "inspect --json too"
run lookup good.img virtio:d00000002v00001AF4
[ "$status" -eq 0 ] && [ "$(cut -f 2 stdout)" = virtio_blk ]
ok $? "lookup answers from it"

size=$(number good.img $SIZE)
code=$(number good.img $CODE_AT)
code_size=$(number good.img $CODE_SIZE)
nodes=$(number good.img $NODES_AT)
strings=$(number good.img $STRINGS_AT)
string_size=$(number good.img $STRING_SIZE)
modules=$(number good.img $MODULES_AT)
module_count=$(number good.img $MODULE_COUNT)
entry=$(number good.img $ENTRY)

cp good.img damaged.img
patch damaged.img $VERSION '\011'
damaged "another format" "its table is of format version 9; this coldprobe knows version $(number good.img $VERSION)"
cp good.img damaged.img
patch damaged.img $((SIZE + 2)) '\001'
damaged "longer than it is" "its table is cut short"
damage $SIZE '\200\000' "shorter than it is" "header at 0: it says 128 bytes; there are $size"
damage $((MODULES_AT + 3)) '\200' "modules outside" \
	"header at 0: the modules ($((($(number good.img $NUMBERS_AT) - modules))) bytes at $((modules + 0x80000000))) lie outside the table"
damage $NODES_AT '\200\000' "nodes in the modules" "header at 0: the nodes at 128 overlap what stands before them"
damage $((MODULE_COUNT + 1)) '\077' "too many modules" \
	"header at 0: the modules ($((($(number good.img $NUMBERS_AT) - modules) / module_count * (module_count % 256 + 0x3f00))) bytes at $modules) lie outside the table"
damage $((ENTRY + 2)) '\001' "an entry outside the code" "header at 0: the entry $((entry + 65536)) is outside the code"
damage $CODE_UNIT '\003' "an odd unit" "header at 0: units of 3 and $(od -An -tu1 -j $(($(table_at good.img) + CODE_UNIT + 1)) -N 1 good.img | tr -d ' ') bytes are not 1, 2, 4 or 8"
damage $((STAR_COUNT + 1)) '\377' "too many stars" \
	"header at 0: $((0xff00 + $(number good.img $STAR_COUNT) % 256)) stars are more than 1024"
damage $((strings + string_size - 1)) 'x' "strings without an end" "strings at $((string_size - 1)): the last one has no end"
damage $((RELEASE + 2)) '\001' "a release outside the strings" \
	"header at 0: its release $(($(number good.img $RELEASE) + 65536)) is outside the strings"
damage $((strings + $(number good.img $RELEASE))) '\033' "a release with an escape" \
	"header at 0: its release has the byte 1b (strings at $(number good.img $RELEASE))"
damage $((modules + 2)) '\001' "a module's name outside" \
	"modules at 0: its file $(($(number good.img "$modules") + 65536)) is outside the strings"
needy=0 # the first module that needs one
while [ $(($(number good.img $((modules + 28 * needy + 8))) / 65536)) -eq 0 ]; do
	needy=$((needy + 1))
done
first=$(number good.img $((modules + 28 * needy + 4)))
needs=$(($(number good.img $NUMBERS_AT) + 2 * first))
damage $((needs + 1)) '\200' "a fallback for nothing" \
	"numbers at $((2 * first)): module $needy: the first that it needs is a fallback"
damage $((needs + 1)) '\077' "a module that is not there is needed" "numbers at $((2 * first)): module $needy cannot \
need module $(($(number good.img $needs) % 256 + 0x3f00)) of $module_count"
damage $((modules + 14)) '\200' "a packed module of no bytes" \
	"modules at 0: it is packed, and has 0 bytes in the file of packed modules"
damage $((modules + 24)) '\001' "bytes of a module that is not packed" \
	"modules at 0: it is not packed, and has 1 bytes in the file of packed modules"
damage "$(number good.img $SCHEMAS_AT)" '\377\377' "a schema's name outside" "schemas at 0: its name 65535 is outside the strings"

# What one damaged byte does to the code and the nodes: either all is still whole, or one line says what is not.
bad=0
found=0
for part in "$code:$code_size" "$nodes:$((strings - nodes))"; do
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		cp good.img damaged.img
		patch damaged.img $((${part%:*} + ${part#*:} * i / 13)) '\037\377'
		run lookup damaged.img virtio:d00000002v00001AF4
		if grep -q '^coldprobe: damaged.img: init: its table is damaged: [a-z]* at [0-9]*: .' stderr; then
			found=$((found + 1))
			[ "$status" -eq 1 ] && [ ! -s stdout ] && [ "$(wc -l <stderr)" -eq 1 ] || bad=1
		else
			[ ! -s stderr ] && [ "$status" -le 1 ] || bad=1
		fi
	done
done
[ "$bad" -eq 0 ] && [ "$found" -gt 12 ]
ok $? "24 places damaged in code and nodes: $found times the table is no longer whole, and said so"
finish
