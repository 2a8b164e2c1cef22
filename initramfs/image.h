/* SPDX-License-Identifier: MIT */
/*
 * image: the archive that the kernel unpacks: cpio in its "newc" form, which the kernel describes
 * in Documentation/driver-api/early-userspace/buffer-format.rst
 *
 *     init                    the baked probe, 0755
 *     sbin/modprobe           -> ../init, and sbin/coldprobe-load too
 *     bin/sh                  the rescue shell, if asked for; bin/NAME, its file's own name, is a link to it
 *     dev proc sys run        mount points; root is where the real root is mounted
 *     dev/console             5:1, 0600: there from the first moment, devtmpfs or not
 *     lib/modules/RELEASE/    the chosen modules, bit for bit but for those that are lean (lean.h), if they are not packed;
 *                             NAME.ko.xz and so on with --keep-compressed
 *     lib/modules/RELEASE/packed
 *                             all that are packed, for the probe to inflate (pack.h)
 *     lib/firmware/           what they ask for (firmware.h)
 *     lib/coldprobe/manifest  what is inside, and why (manifest.h)
 *     lib/coldprobe/trimmed   what is not (trimmed.h)
 *     lib/coldprobe/complete  empty, the last of all: not there when the kernel has not unpacked the whole
 *
 * Equal input gives an equal image to the byte: entries but the last are sorted by path and numbered in that
 * order, belong to root, have fixed modes and one time.
 */
#ifndef INITRAMFS_IMAGE_H
#define INITRAMFS_IMAGE_H

#include "compress.h"
#include "pack.h"
#include "select.h"
#include "util.h"

#define IMAGE_MANIFEST "lib/coldprobe/manifest"
#define IMAGE_TRIMMED  "lib/coldprobe/trimmed"
#define IMAGE_PACKED   "packed"			/* LOAD_PACKED in probe/insert.h */
#define IMAGE_SHELL    "bin/sh"			/* RESCUE_SHELL in probe/rescue.h */
#define IMAGE_LAST     "lib/coldprobe/complete" /* PLATFORM_LAST_FILE in probe/platform.h */

struct image_parts {
	const struct selection *selection;
	const struct wish *wish;     /* for the manifest */
	const struct bytes *packed;  /* the file of packed modules; size is 0: none */
	const struct bytes *probe;   /* baked */
	const struct bytes *trimmed; /* data is NULL: none */
	const struct bytes *rescue;  /* a static program, or NULL */
	const char *rescue_name;     /* of its file */
	const struct compress_kind *compression;
	size_t max_size; /* bytes of the image; 0: any */
	long long time; /* of every entry, seconds since 1970, 0 .. 2^32-1 */
};

struct image_sizes {
	size_t unpacked; /* bytes of the archive before compression */
	size_t packed;	 /* bytes of the image */
};

/* image_write: the whole image to a file (output.h). Every failure, one larger than max_size too, is fatal and leaves no
 * file. */
void image_write(const struct image_parts *parts, const char *path, struct image_sizes *sizes);

#endif
