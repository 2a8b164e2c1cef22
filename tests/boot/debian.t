#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Debian, with systemd, comes up to the end.
. "$(dirname "$0")/lib.sh"

run_make debian boot DISTRO=debian MACHINE=virtio-scsi
cp build/boot/virtio-scsi/console.log "$work/debian.log"
reached debian
says debian 'Startup finished in .*\(userspace\)' 'systemd says "Startup finished"'
grep -q '^Startup finished in ' "$work/debian.out"
ok $? "make boot shows it" debian
is "$(tr -d '\r' <"$work/debian.log" | sed -n 's/.*coldprobe-root: failed unit //p')" "" "no unit failed" debian
traced debian mount sda "ext4 ro"
plan
