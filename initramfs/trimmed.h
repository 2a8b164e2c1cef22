/* SPDX-License-Identifier: MIT */
/*
 * trimmed: what could have carried a root but is not in the image, for the report of a boot that found none
 *
 * A table of the same format as the probe's (../probe/table.h), in a file of its own: a boot that reaches its root
 * never opens it. It holds the modules of the profiles `default`, `net` and `shared` that no device of this image
 * brings in, with their names, their aliases for devices and filesystems, and as each one's `options` why it is not there and
 * what would change that; where that ends in a blank, the module's name is to follow:
 *
 *     not in this image: coldprobe image --profile storage, or --module
 *     left out at build (profile storage: not drivers/scsi/aacraid): coldprobe image --module
 *     aboard, but not chosen for its devices: coldprobe image --module
 *     aboard, but blacklisted in modprobe.d
 *
 * What a built-in profile excludes itself is in it too.
 */
#ifndef INITRAMFS_TRIMMED_H
#define INITRAMFS_TRIMMED_H

#include "select.h"
#include "util.h"

/*
 * trimmed_make: data is NULL when nothing was trimmed, or (warned of) when it would be more than the probe reads
 * (TABLE_MAX_TRIMMED).
 */
struct bytes trimmed_make(const struct selection *selection);

#endif
