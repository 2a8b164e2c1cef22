#!/bin/sh
# SPDX-License-Identifier: MIT
# What the command line and modprobe.d say about modules arrives: parameters, as the root finds them in /sys/module;
# what is not to be loaded, and what is to be loaded first, as the trace has it.
. "$(dirname "$0")/lib.sh"

# at NAME MODULE: where in the order of beginnings a module stands, 1 is the first
at()
{
	trace "$1" | awk -F '\t' '$3 == "insert"' | sort -n -k 1,1 | awk -F '\t' -v module="$2" '$4 == module { print NR }' |
		head -n 1
}

delay=/sys/module/usb_storage/parameters/delay_use
luns=/sys/module/scsi_mod/parameters/max_luns
scan=/sys/module/scsi_mod/parameters/scan
queues=/sys/module/virtio_blk/parameters/num_request_queues

mkdir "$work/modprobe.d"
cat >"$work/modprobe.d/test.conf" <<'END'
options usb-storage delay_use=3 quirks=1234:5678:i
options scsi_mod max_luns=77
blacklist ahci
END
make_disk root
make_image default
make_image configured --config "$work/modprobe.d"

see="show=$delay show=$luns show=$scan show=$queues"
boot plain usb default root "root=UUID=$uuid -- $see" &
given='usb-storage.delay_use=0 scsi_mod.scan="sync" scsi_mod.max_luns=9'
boot given usb default root "root=UUID=$uuid $given -- $see" &
wait
boot baked usb configured root "root=UUID=$uuid -- $see show=/sys/module/usb_storage/parameters/quirks" &
boot both usb configured root "root=UUID=$uuid usb_storage.delay_use=0 -- $see" &
wait
boot queues virtio-blk default root "root=UUID=$uuid virtio_blk.num_request_queues=2 -- $see" --smp 4 &
boot none virtio-blk default root "root=UUID=$uuid -- $see" --smp 4 &
wait

for name in plain given baked both queues none; do
	reached $name
done
is "$(shown plain $delay)" 1 "plain: usb_storage.delay_use is the module's own" plain
is "$(shown given $delay)" 0 "given: usb-storage.delay_use=0 arrives" given
is "$(shown given $luns)" 9 "given: scsi_mod.max_luns=9 arrives, for a module that others need" given
is "$(shown given $scan)" sync "given: a value in quotes arrives" given
is "$(shown baked $delay)" 3 "baked: options of modprobe.d arrive" baked
is "$(shown baked $luns)" 77 "baked: for a module that others need" baked
is "$(shown baked /sys/module/usb_storage/parameters/quirks)" 1234:5678:i "baked: several on one line" baked
is "$(shown both $delay)" 0 "both: the command line is stronger than modprobe.d" both
is "$(shown both $luns)" 77 "both: and leaves the rest" both
is "$(shown queues $queues)" 2 "queues: virtio_blk.num_request_queues=2 arrives" queues
is "$(shown none $queues)" 0 "none: without the word, the module's own" none

# ---- what is not loaded, on the machine that boots from USB and has an AHCI controller and nothing on it
boot skip usb default root "root=UUID=$uuid coldprobe.skip=ahci,uas" &
boot blacklist usb default root "root=UUID=$uuid modprobe.blacklist=ahci" &
wait
boot kernels usb default root "root=UUID=$uuid module_blacklist=ahci,uas" &
boot needed virtio-scsi default root "root=UUID=$uuid modprobe.blacklist=scsi_mod,sd-mod,ahci rootwait=5" &
wait
boot first virtio-blk default root "root=UUID=$uuid coldprobe.load=xxhash_generic,fs-vfat,nosuch" &
boot first-skip virtio-blk default root "root=UUID=$uuid coldprobe.load=xxhash_generic coldprobe.skip=xxhash-generic" &
wait

for name in skip blacklist kernels first first-skip; do
	reached $name
done
has_inserted plain ahci uas
lacks skip ahci uas
lacks blacklist ahci
has_inserted blacklist uas
lacks kernels ahci uas
lacks baked ahci
# A blacklisted module still comes for what needs it: scsi_mod for virtio_scsi, else no host would be seen. sd_mod
# nothing needs, so that no disk comes.
panics needed
says needed "scsi host[0-9]: Virtio SCSI HBA" "scsi_mod comes for virtio_scsi"
says needed "coldprobe: root=UUID=$uuid did not appear" "without sd_mod there is no disk"

has_inserted first xxhash_generic vfat fat
[ "$(at first xxhash_generic)" = 1 ]
ok $? "first: what coldprobe.load= names goes in first of all" first
[ "$(at first vfat)" -lt "$(at first virtio_blk)" ]
ok $? "first: and an alias with what it needs, before what any device does" first
says first "coldprobe: coldprobe.load=nosuch: no such module or alias" "says what is not there"
lacks first-skip xxhash_generic
plan
