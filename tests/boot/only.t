#!/bin/sh
# SPDX-License-Identifier: MIT
# coldprobe image --only: a boot's trace makes an image that holds what that boot used, and boots as it did; the traces of
# two machines make one that boots both.
. "$(dirname "$0")/lib.sh"

make_disk ext4
make_disk vfat --type vfat
make_image full --profile default --module vfat --module nls_cp437 --module nls_ascii

# take NAME: its trace, as a file
take()
{
	trace "$1" >"$work/$1.trace"
	[ -s "$work/$1.trace" ]
	ok $? "$1: leaves a trace" "$1"
}

# used NAME: what that boot inserted, but what went in only for the sake of a module that did not
used()
{
	trace "$1" | awk -F '\t' '
		$3 == "insert" && $5 ~ /^(ok|already there|left to itself)$/ { is_in[$4] = 1 }
		$3 == "want" && sub(/^needed by /, "", $5) { needers[$4] = needers[$4] " " $5; next }
		$3 == "want" { own[$4] = 1 }
		END {
			for (module in is_in) {
				good = own[module] || !(module in needers)
				split(needers[module], names, " ")
				for (i in names)
					good = good || (names[i] in is_in)
				if (good)
					print module
			}
		}' | sort
}

# packs IMAGE NAME...: in the image is what these boots used, and the generic checksums for when the faster ones fail; no
# more, and the traces are why
packs()
{
	image=$1
	shift
	"$coldprobe" inspect "$work/$image.image" >"$work/$image.inspected" || give_up "coldprobe inspect failed"
	sed -n '/ modules, in /,/^$/{/ modules, in /d; /^$/d; p;}' "$work/$image.inspected" |
		grep -v -E ' (crc32c|crct10dif)_generic .* softdep of ' >"$work/$image.list"
	is "$(awk '{ print $3 }' "$work/$image.list" | sort)" "$(for name in "$@"; do used "$name"; done | sort -u)" \
		"$image: holds what was used, no more"
	is "$(grep -v ' trace [^ ]*[.]trace$' "$work/$image.list")" "" "$image: a trace is why"
	! grep -q '^profiles' "$work/$image.inspected"
	ok $? "$image: no profile"
}

# same NAME "FULL..." MODULE...: nothing went in that was not used in one of the first boots, and all of these did. What a disk does not need
# is not the same each time: it goes in until root is there.
same()
{
	name=$1
	for first in $2; do
		used "$first"
	done >"$work/first"
	is "$(traced_present "$name" | grep -v -x -F -f "$work/first")" "" "$name: inserts nothing that $2 did not" "$name"
	shift 2
	for module in "$@"; do
		traced_present "$name" | grep -q -x "$module"
		ok $? "$name: $module is inserted" "$name"
	done
}

needs_of_machine()
{
	case $1 in
	virtio-blk) echo virtio virtio_pci virtio_blk jbd2 ext4 ;;
	usb) echo usbcore xhci_pci sd_mod jbd2 ext4 ;;
	sdcard) echo sdhci_pci mmc_core mmc_block jbd2 ext4 ;;
	esac
}

# try NAME MACHINE IMAGE
try()
{
	boot "$1" "$2" "$3" ext4 "root=UUID=$uuid" --smp 2
}

# shellcheck disable=SC2046 # lists of modules
machines="virtio-blk usb sdcard"
for machine in $machines; do
	try "$machine" "$machine" full &
done
wait
for machine in $machines; do
	reached "$machine"
	take "$machine"
	make_image "only-$machine" --only "$work/$machine.trace"
	packs "only-$machine" "$machine"
done
make_image two --only "$work/virtio-blk.trace" --only "$work/sdcard.trace"
packs two virtio-blk sdcard
for machine in $machines; do
	try "only-$machine" "$machine" "only-$machine" &
done
wait
for machine in virtio-blk sdcard; do
	try "two-$machine" "$machine" two &
done
wait
for machine in $machines; do
	reached "only-$machine"
	same "only-$machine" "$machine" $(needs_of_machine "$machine")
done
# What is behind a USB host only where a trace has it.
is "$(trace usb | grep -c 'usb_storage	follows')" 0 "usb: nothing is taken to be behind a USB host" usb
traced only-usb want usb_storage "follows xhci_pci"
for machine in virtio-blk sdcard; do
	reached "two-$machine"
	same "two-$machine" "virtio-blk sdcard" $(needs_of_machine "$machine")
done

# What the kernel asked for while the root was mounted has its lines in the same file, from other processes.
boot vfat virtio-blk full vfat "root=/dev/vda rootfstype=vfat"
reached vfat
take vfat
traced vfat want nls_cp437 nls_cp437
make_image only-vfat --only "$work/vfat.trace"
packs only-vfat vfat
boot only-vfat virtio-blk only-vfat vfat "root=/dev/vda rootfstype=vfat"
reached only-vfat
same only-vfat vfat vfat nls_cp437 nls_ascii

# With a profile and names: all of them.
printf 'module nvme\n' >"$work/nvme.profile"
make_image union --only "$work/virtio-blk.trace" --profile "$work/nvme.profile" --module loop
is "$("$coldprobe" inspect "$work/union.image" | awk '$3 ~ /^(loop|nvme|virtio_blk)$/ && $1 + 0 { print $3 }' | sort |
	tr '\n' ' ')" "loop nvme virtio_blk " "a profile, names and traces: all of them"
boot union nvme union ext4 "root=UUID=$uuid"
reached union
plan
