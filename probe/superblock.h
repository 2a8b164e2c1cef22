/* SPDX-License-Identifier: MIT */
/*
 * superblock: what is on a device, from its first bytes (pure)
 *
 * Trusts nothing: every access is checked against the length. Prints what blkid prints.
 */
#ifndef PROBE_SUPERBLOCK_H
#define PROBE_SUPERBLOCK_H

#include <stddef.h>

#include "bytes.h"

#define SUPERBLOCK_BYTES 4096 /* how much of the device's start is enough */

struct superblock {
	const char *type; /* the filesystem's name, as mount(2) and "fs-" aliases know it: "ext4" */
	char uuid[BYTES_UUID_TEXT]; /* lower case, "" when it has none */
	char label[17];		    /* bytes as they are on the disk, "" when it has none */
};

/*
 * superblock_read: identify the first `size` bytes of a device.
 * returns: 0; -ENODATA nothing that is known; -EBADMSG too few bytes to say.
 * ext2, ext3, ext4: by their feature flags, as libblkid tells them apart
 * (Documentation/filesystems/ext4/super.rst). An external journal of ext4 ("jbd") is not mountable
 * and not reported.
 */
int superblock_read(struct superblock *superblock, const unsigned char *buf, size_t size);

#endif
