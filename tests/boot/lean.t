#!/bin/sh
# SPDX-License-Identifier: MIT
# Lean modules go in on all four architectures, and the kernel says no more about them than that it is tainted.
. "$(dirname "$0")/lib.sh"

of_machine()
{
	qemu/run --value "$1" "$2"
}

# take MACHINE: its kernel, probe, image and disk, all by the name of its architecture
take()
{
	arch=$(of_machine "$1" arch)
	flavour=$(of_machine "$1" flavour)
	release=$(of_machine "$1" release)
	paths=$(scripts/fetch-kernel -a "$arch" ${flavour:+-f "$flavour"} ${release:+-r "$release"}) ||
		give_up "$1: no kernel to boot"
	KERNEL=$(printf '%s\n' "$paths" | sed -n 's/^KERNEL=//p')
	MODULES=$(printf '%s\n' "$paths" | sed -n 's/^MODULES=//p')
	probe=$PWD/build/$arch-musl/probe
	test_init=$PWD/build/qemu/$arch/init
	for file in "$probe" "$test_init"; do
		[ -x "$file" ] || give_up "$file is not built: make test builds it"
	done
	make_disk "$arch"
	make_image "$arch" --lean
	"$coldprobe" inspect "$work/$arch.image" >"$work/$arch.inspected"
}

machines='virtio-blk virt-arm64 virt-armhf virt-riscv64'
for machine in $machines; do
	take "$machine"
	boot "$machine" "$machine" "$arch" "$arch" "root=UUID=$uuid" &
	if [ "${other:-}" ]; then
		wait
		other=
	else
		other=1
	fi
done
wait

# complaints NAME: what the kernel has to say about modules and itself, but for the taint
complaints()
{
	tr -d '\r' <"$work/$1.log" | grep -a -i -E -e 'relocation|symbol|module (format|verification)|invalid module|BTF|taint' \
		-e 'WARNING|BUG:|Oops|call trace|coldprobe: .*: (Invalid|Exec|Operation|Key|Required)' |
		grep -v 'module verification failed: signature and/or required key missing - tainting kernel'
}

for machine in $machines; do
	arch=$(of_machine "$machine" arch)
	reached "$machine"
	traced "$machine" mount "$(of_machine "$machine" disk)" "ext4 ro"
	traced "$machine" insert "$(of_machine "$machine" driver)" ok
	traced "$machine" insert ext4 ok
	is "$(complaints "$machine")" "" "$machine: nothing is wrong with its modules" "$machine"
	is "$(grep -a -c 'signature and/or required key missing - tainting kernel' "$work/$machine.log")" 1 \
		"$machine: the kernel says once that it is tainted" "$machine"
	inserted "$machine" | while read -r module; do
		grep -q " unsigned $module  *[^ ]* *[^ ]*\<lean\>" "$work/$arch.inspected" || echo "$module"
	done >"$work/fat"
	[ ! -s "$work/fat" ] && [ "$(inserted "$machine" | wc -l)" -ge 6 ]
	ok $? "$machine: all $(inserted "$machine" | wc -l) modules that went in are lean"
done
inserted virtio-blk | grep -q -x sha256_ssse3
is $? 1 "no signature, no hash for signatures"
plan
