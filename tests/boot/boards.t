#!/bin/sh
# SPDX-License-Identifier: MIT
# Boards of four architectures reach the root on their own storage, with their kernel's default image, and say how.
#
# As a part of `make test`: the quickest machine of each architecture, with both libcs, and Debian 13's modules on one as they
# are, .ko.xz, inflated by its kernel. With BOARDS=all, which is `make test-boards`: every machine of qemu/, all that have
# such modules with them as they are too, and what is left when nothing new comes up any more.
. "$(dirname "$0")/lib.sh"

quick='virtio-blk virt-arm64 virt-armhf virt-riscv64'
of_machine()
{
	qemu/run --value "$1" "$2"
}

case ${BOARDS:-} in
all)
	machines=$(qemu/run --list | sed 's/ .*//') kept='q35-trixie virt-riscv64'
	settled='virt-arm64 virt-riscv64 raspi3b orangepi-pc cubieboard-sata vexpress-a9'
	;;
*)
	machines=$quick kept=q35-trixie settled=
	[ ! -x build/arm64-musl/probe ] || settled=virt-arm64
	;;
esac

# take MACHINE LIBC [kept]: its kernel, probe, image and disk; the image's name is $image, the disk's $disk
take()
{
	arch=$(of_machine "$1" arch)
	flavour=$(of_machine "$1" flavour)
	release=$(of_machine "$1" release)
	paths=$(scripts/fetch-kernel -a "$arch" ${flavour:+-f "$flavour"} ${release:+-r "$release"}) ||
		give_up "$1: no kernel to boot"
	KERNEL=$(printf '%s\n' "$paths" | sed -n 's/^KERNEL=//p')
	MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	DTBS=$(printf '%s\n' "$paths" | sed -n 's/^DTBS=//p')
	probe=$PWD/build/$arch-$2/probe
	test_init=$PWD/build/qemu/$arch/init
	image=${MODULES##*/}-$2${3:+-$3}
	disk=$arch
	for file in "$probe" "$test_init"; do
		[ -x "$file" ] || give_up "$file is not built: make test builds it"
	done
	[ -e "$work/$disk.disk" ] || make_disk "$disk"
	[ -e "$work/$image.image" ] || make_image "$image" ${3:+--keep-compressed}
}

# In pairs: what they say does not depend on how long it takes.
pair()
{
	"$@" &
	if [ "${other:-}" ]; then
		wait
		other=
	else
		other=1
	fi
}

names=
for machine in $machines; do
	for libc in musl klibc; do
		case " $quick " in
		*" $machine "*) ;;
		*) [ $libc = musl ] || continue ;;
		esac
		# machines.t has it
		[ "$machine-$libc-${BOARDS:-}" != virtio-blk-musl- ] || continue
		if [ ! "${BOARDS:-}" ] && [ ! -x "build/$(of_machine "$machine" arch)-$libc/probe" ]; then
			ok 0 "$machine-$libc # skip there is no such probe"
			continue
		fi
		take "$machine" $libc
		names="$names $machine:$libc"
		pair boot "$machine-$libc" "$machine" "$image" "$disk" "root=UUID=$uuid -- one two=2"
	done
done
for machine in $kept; do
	take "$machine" musl kept
	names="$names $machine:musl-kept"
	pair boot "$machine-musl-kept" "$machine" "$image" "$disk" "root=UUID=$uuid -- one two=2"
	cpio -it --quiet <"$work/$image.image" | grep '\.ko' >"$work/$image.modules"
	grep -q '\.ko\.xz$' "$work/$image.modules" && ! grep -q '\.ko$' "$work/$image.modules"
	ok $? "$machine-musl-kept: all $(wc -l <"$work/$image.modules") modules in the image are .ko.xz"
done
# Nothing is mounted there: coldprobe-load goes on until all that is there is served.
for machine in $settled; do
	take "$machine" musl
	[ -e "$work/$image-asker.image" ] || with_asker "$image"
	pair boot "$machine-settled" "$machine" "$image-asker" "$disk" "rdinit=/asker -- helper= modaliases"
done
wait

for pair in $names; do
	machine=${pair%:*}
	name=$machine-${pair#*:}
	reached "$name"
	is "$(value "$name" root | cut -d ' ' -f 2-)" "ext4 ro" "$name: root is ext4, read-only" "$name"
	# UEFI's words come after ours.
	is "$(value "$name" argv)" "/sbin/init one two=2$(of_machine "$machine" firmware | sed 's/.*/ initrd=initrd/')" \
		"$name: init gets the words after --" "$name"
	traced "$name" mount "$(of_machine "$machine" disk)" "ext4 ro"
	# With ext4 built in, the root is there before the driver of its disk has returned.
	traced_present "$name" | grep -q -x "$(of_machine "$machine" driver)"
	ok $? "$name: $(of_machine "$machine" driver) is in" "$name"
	is "$(trace_fault "$name")" "" "$name: the trace is well-formed" "$name"
	echo "# $name: $(trace "$name" | tests/boot/rounds) rounds, $(inserted "$name" | wc -l) modules"
done

# unserved NAME IMAGE: modules for modaliases of the machine that are not in. One that the kernel refused is in the
# helper's own words: it says so on the console.
unserved()
{
	tr -d '\r' <"$work/$1.log" | sed -n 's/.*coldprobe-root: modalias //p' | sort -u |
		"$coldprobe" lookup "$work/$2.image" 2>/dev/null | cut -f 2- | tr ' ' '\n' | grep . | sort -u >"$work/$1.wanted"
	present "$1" >"$work/$1.present"
	comm -23 "$work/$1.wanted" "$work/$1.present" | while read -r module; do
		grep -a -q "coldprobe: .*$module.*: " "$work/$1.log" || echo "$module"
	done
}

for machine in $settled; do
	name=$machine-settled
	take "$machine" musl
	is "$(value "$name" 'helper ')" 0 "$name: coldprobe-load ends well" "$name"
	is "$(unserved "$name" "$image")" "" "$name: what has come up by then is served" "$name"
	[ "$(wc -l <"$work/$name.wanted")" -gt 0 ]
	ok $? "$name: $(wc -l <"$work/$name.wanted") modules are wanted" "$name"
done
plan
