#!/bin/sh
# SPDX-License-Identifier: MIT
# The memory of the initramfs is free once root runs: what else was aboard leaves no trace there.
. "$(dirname "$0")/lib.sh"

make_disk root
make_image default
boot default virtio-blk default root "root=UUID=$uuid"
reached default
needed_modules default >"$work/needed.profile"
make_image needed --profile "$work/needed.profile"
boot needed virtio-blk needed root "root=UUID=$uuid"
reached needed

all=$(value default memavailable)
all=${all% kB}
few=$(value needed memavailable)
few=${few% kB}
difference=$((few - all))
echo "# available with the default image: $all kB, with the needed modules alone: $few kB"
echo "# in the images: $(cat "$work/default.made" "$work/needed.made" | sed 's/^[^:]*: //' | paste -s -d ';')"
[ "${difference#-}" -le $((few / 100)) ]
ok $? "available memory is the same within 1%" default
plan
