# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# lib: what the boot tests share. A test is read by sh from anywhere: it sources this file, which takes it to the top of
# the tree, gives it a directory of its own and finds the kernel. Each test ends with `plan`.
#
#	$work			the test's directory, empty at the start
#	$KERNEL, $MODULES	Debian's stock kernel
#	$coldprobe, $probe	what is under test
#	$uuid			of the filesystem on every disk that make_disk makes
#
# A boot has a name. It leaves in $work: NAME.log (the console), NAME.reason (what qemu/run said), NAME.status.
# All of them run under emulation, so that they come out the same everywhere.
set -uf

cd "$(dirname "$0")/../.." || exit 1
PATH=$PATH:/usr/sbin:/sbin
work=$PWD/build/tests/boot/$(basename "$0" .t)
coldprobe=$PWD/build/coldprobe
probe=$PWD/build/amd64-musl/probe
test_init=$PWD/build/qemu/amd64/init
# shellcheck disable=SC2034 # for the tests
uuid=c01dc01d-0000-4000-8000-000000000001
count=0 # of results
failed=0

# A make around us hands down its settings; the boots here have their own.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
unset ARCH LIBC MACHINE DISK KERNEL MODULES DTBS FLAVOUR RELEASE APPEND DISTRO ROOTFS WRITE PROFILE COMPRESS LEAN MEMORY
unset SMP TIMEOUT ICOUNT
export ACCEL=tcg

give_up()
{
	echo "# $*"
	echo "Bail out! $*"
	exit 1
}

for file in "$coldprobe" "$probe" "$test_init"; do
	[ -x "$file" ] || give_up "$file is not built: make test builds it"
done
paths=$(scripts/fetch-kernel) || give_up "no kernel to boot"
KERNEL=$(printf '%s\n' "$paths" | sed -n 's/^KERNEL=//p')
MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
rm -rf "$work"
mkdir -p "$work"

# ---- results

# ok STATUS WHAT [BOOT]: a failure shows the end of that boot's console.
ok()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
		return
	fi
	echo "not ok $count - $2"
	failed=$((failed + 1))
	[ $# -lt 3 ] || show "$3"
}

# is GOT WANTED WHAT [BOOT]
is()
{
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3" ${4:+"$4"}
		echo "#      got: $1"
		echo "#   wanted: $2"
	fi
}

show()
{
	[ ! -s "$work/$1.reason" ] || sed 's/^/# /' "$work/$1.reason"
	[ ! -f "$work/$1.log" ] || tail -n 20 "$work/$1.log" | tr -d '\r' | cut -c 1-160 | sed 's/^/# /'
}

plan()
{
	echo "1..$count"
	[ $failed = 0 ]
	exit
}

# ---- things to boot

# make_disk NAME [option of scripts/make-root...] -> $work/NAME.disk
make_disk()
{
	disk_name=$1
	shift
	scripts/make-root --init "$test_init" "$@" -o "$work/$disk_name.disk" || give_up "scripts/make-root failed"
}

# change_disk NAME COMMAND...: debugfs commands on a disk without partitions; they must leave no complaint.
change_disk()
{
	disk_name=$1
	shift
	for command in "$@"; do
		complaint=$(debugfs -w -R "$command" "$work/$disk_name.disk" 2>&1 >/dev/null | sed 1d)
		[ ! "$complaint" ] || give_up "debugfs: $command: $complaint"
	done
}

# make_image NAME [option of coldprobe image...] -> $work/NAME.image, from $MODULES
make_image()
{
	image_name=$1
	shift
	"$coldprobe" image --kernel "$MODULES" --probe "$probe" --compress-level 1 "$@" -o "$work/$image_name.image" \
		>"$work/$image_name.made" 2>&1 || give_up "coldprobe image: $(cat "$work/$image_name.made")"
}

# with_asker IMAGE -> IMAGE-asker.image: the test root's init is in it as /asker, for rdinit=: it asks and powers off
with_asker()
{
	mkdir -p "$work/tree"
	cp "$test_init" "$work/tree/asker"
	{
		(cd "$work/tree" && echo asker | cpio -o -H newc --quiet)
		cat "$work/$1.image"
	} >"$work/$1-asker.image"
}

# boot NAME MACHINE IMAGE DISK WORDS [option of qemu/run...]: IMAGE and DISK are names in $work.
boot()
{
	(
		name=$1 machine=$2 image=$work/$3.image disk=$work/$4.disk words=$5
		shift 5
		qemu/run --machine "$machine" --kernel "$KERNEL" --initrd "$image" --disk "$disk" --append "$words" \
			${DTBS:+--dtbs "$DTBS"} --log "$work/$name.log" "$@" </dev/null 2>"$work/$name.reason"
		echo $? >"$work/$name.status"
	)
}

# run_make NAME WORD...: make, as a user would call it. Output in NAME.out; for the rest as boot.
run_make()
{
	(
		name=$1
		shift
		make --no-print-directory "$@" </dev/null >"$work/$name.out" 2>"$work/$name.reason"
		echo $? >"$work/$name.status"
	)
}

# ---- what a boot came to

reached()
{
	is "$(cat "$work/$1.status")" 0 "${2:-$1}: reaches root" "$1"
}

# The kernel's panic ends the boot, long before the limit of time.
panics()
{
	grep -q 'Kernel panic - ' "$work/$1.reason"
	ok $? "$1: ends in the kernel's panic" "$1"
}

# says NAME PATTERN WHAT: an extended regular expression that a line of the console matches.
says()
{
	tr -d '\r' <"$work/$1.log" | grep -a -q -E -e "$2"
	ok $? "$1: ${3:-says \"$2\"}" "$1"
}

# The value of a line "coldprobe-root: KEY VALUE" that the root's init printed. Not at the start of the line: a getty
# leaves its prompt there.
value()
{
	tr -d '\r' <"$work/$1.log" | sed -n "s,.*coldprobe-root: $2 ,,p" | head -n 1
}

# The trace of a boot, as the root's init found it.
trace()
{
	tr -d '\r' <"$work/$1.log" |
		sed -n '/coldprobe-root: trace begin/,/coldprobe-root: trace end/{/coldprobe-root: /d; p;}'
}

# traced NAME EVENT SUBJECT DETAIL: one line of the trace has exactly these.
traced()
{
	trace "$1" | cut -f 3-5 | grep -q -x -F -e "$(printf '%s\t%s\t%s' "$2" "$3" "$4")"
	ok $? "$1: the trace has: $2 $3 $4" "$1"
}

# Five fields a line. A line is written when its event has ended, so that the ends are in order; the beginnings are
# not, where a short event lies within a long one. trace_fault NAME prints the first thing that is
# wrong.
trace_fault()
{
	trace "$1" | awk -F '\t' '
		/^#/ { next }
		NF != 5 { print NF " fields: " $0; exit }
		$1 !~ /^[0-9]+$/ || $2 !~ /^[0-9]+$/ { print "no times: " $0; exit }
		$1 + $2 < end { print "ended before the line above it: " $0; exit }
		{ end = $1 + $2; events[$3]++ }
		END {
			if (NR == 0)
				print "empty"
			else if (events["start"] != 1 || events["wait"] != 1 || events["mount"] != 1 || events["exec"] != 1)
				print "not one start, one wait, one mount, one exec"
		}'
}

# inserted NAME: what was inserted, one a line, in the order in which it was in
inserted()
{
	trace "$1" | awk -F '\t' '$3 == "insert" && $5 == "ok" { print $4 }'
}

# has_inserted NAME MODULE..., lacks NAME MODULE...: that all of these were inserted, or none of them
has_inserted()
{
	boot_name=$1
	shift
	for module in "$@"; do
		inserted "$boot_name" | grep -q -x "$module"
		ok $? "$boot_name: $module is inserted" "$boot_name"
	done
}

lacks()
{
	boot_name=$1
	shift
	for module in "$@"; do
		! inserted "$boot_name" | grep -q -x "$module"
		ok $? "$boot_name: $module is not inserted" "$boot_name"
	done
}

# The drivers of the network interfaces that the root's init saw, sorted, on one line.
interfaces()
{
	tr -d '\r' <"$work/$1.log" | sed -n 's/.*coldprobe-root: interface [^ ]* //p' | sort | tr '\n' ' ' | sed 's/ $//'
}

# What the root's init read in a file (word show=FILE after --).
shown()
{
	value "$1" "file $2"
}

# A profile of what a boot inserted: what this machine needs, no more.
needed_modules()
{
	trace "$1" | awk -F '\t' '$3 == "insert" && $5 == "ok" { print "module " $4 }'
}

# Microseconds from the start of pid 1 to the start of the root's init.
init_phase()
{
	start=$(trace "$1" | awk -F '\t' '$3 == "start" { print $1; exit }')
	end=$(value "$1" 'reached at')
	echo $((${end% us} - start))
}

# ---- in which order: for boots whose modules go in beside each other

# What modprobe inserts before a module, from depends and softdep: lines "MODULE NEED", for modules on stdin; but for a
# generic checksum beside the faster one, which here goes in only when that fails
show_depends()
{
	indexed=$(tests/differential/indexed.sh "$MODULES") || give_up "no index of the modules"
	while read -r module; do
		/sbin/modprobe -C /dev/null -d "${indexed%/lib/modules/*}" -S "${indexed##*/}" --show-depends "$module" |
			sed -n 's,^insmod [^ ]*/\([^/ ]*\)\.ko.*,\1,p' | tr - _ |
			awk -v module="$module" '
				{ seen[$1] = 1 }
				$1 == module { exit }
				$1 == "crc32c_generic" && seen["crc32c_intel"] { next }
				$1 == "crct10dif_generic" && seen["crct10dif_pclmul"] { next }
				{ print module, $1 }'
	done
}

# needs_of NAME...: $work/depends, for order_fault, of all that these boots inserted
needs_of()
{
	for name in "$@"; do
		inserted "$name"
	done | sort -u | show_depends >"$work/depends"
	is "$(grep -c -x -e 'ext4 jbd2' -e 'scsi_mod scsi_common' "$work/depends")" 2 "modprobe says what is needed"
}

# in_order NAME: reached, and everything once, in order, and known
in_order()
{
	reached "$1"
	is "$(order_fault "$1")" "" "$1: nothing twice, nothing before what it needs" "$1"
	is "$(present "$1")" "$(traced_present "$1")" "$1: in the root is what the trace says" "$1"
	echo "# $1: pid 1 to the root: $(init_phase "$1") us; $(overlap "$1") modules beside others"
}

# order_fault NAME: the first module of the trace that went in twice, or before something that it needs was in
order_fault()
{
	trace "$1" | awk -F '\t' -v depends="$work/depends" '
		$3 == "insert" && from[$4] != "" { print $4 " twice"; wrong = 1; exit }
		$3 == "insert" { from[$4] = $1; to[$4] = $1 + $2; count++ }
		END {
			if (!count && !wrong)
				print "empty"
			while (!wrong && (getline line < depends) > 0) {
				split(line, word, " ")
				if (from[word[1]] == "" || (from[word[2]] != "" && to[word[2]] <= from[word[1]]))
					continue
				print word[1] " before " word[2]
				wrong = 1
			}
		}'
}

# present NAME: what is in, as the root saw it; traced_present NAME: and as the trace has it
present()
{
	value "$1" modules | tr ' ' '\n' | sort
}

traced_present()
{
	trace "$1" | awk -F '\t' '$3 == "insert" && ($5 == "ok" || $5 == "left to itself") { print $4 }' | sort
}

# overlap NAME: how many modules went in beside an other one
overlap()
{
	trace "$1" | awk -F '\t' '
		$3 == "insert" { n++; from[n] = $1; to[n] = $1 + $2 }
		END {
			for (i = 1; i <= n; i++)
				for (j = 1; j <= n; j++)
					if (i != j && from[i] < to[j] && from[j] < to[i]) {
						beside++
						break
					}
			print beside + 0
		}'
}

# small_profile: what the machines of qemu/ need, for many boots in a short time. As the default profile it leaves open
# which filesystem is the root's.
small_profile()
{
	cat <<'END'
module sha256_ssse3?
sequential sha256_ssse3?
alias pci:*bc01sc06i01*
module ata_piix
module nvme
module sdhci_pci
module mmc_block
module xhci_pci
module usb_storage
module uas
module sd_mod
module sr_mod
module virtio_pci
module virtio_mmio
module virtio_blk
module virtio_scsi
module ext4
END
}
