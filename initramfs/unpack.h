/* SPDX-License-Identifier: MIT */
/*
 * unpack: an image read back
 *
 * Any compression that image.h writes, recognised by its first bytes; the whole stream is read, so
 * that damage anywhere in it is found where the form has a checksum (zstd, gzip, xz). One archive:
 * what is concatenated behind it (early microcode comes that way, in front) is not looked at.
 */
#ifndef INITRAMFS_UNPACK_H
#define INITRAMFS_UNPACK_H

#include "util.h"

struct unpack_file {
	char *path;
	unsigned mode; /* as in st_mode */
	size_t size;   /* bytes */
	char *target;  /* of a symbolic link; else NULL */
	struct bytes contents; /* with unpack_read_all; else data is NULL */
};

struct unpacked {
	const char *compression;   /* as --compress calls it */
	size_t packed;		   /* bytes of the file */
	size_t size;		   /* bytes of the archive */
	struct unpack_file *files; /* in the archive's order */
	size_t count;
	struct bytes init;     /* contents of /init; data is NULL when there is none */
	struct bytes manifest; /* the same of the manifest (image.h); a NUL follows it */
	struct bytes trimmed;  /* the same of what was trimmed */
};

/* unpack_read: fatal, one line, when the file cannot be read, is damaged, or is no archive. */
void unpack_read(struct unpacked *image, const char *path);
/* unpack_read_all: the same, with the contents of every file. */
void unpack_read_all(struct unpacked *image, const char *path);
void unpack_free(struct unpacked *image);

#endif
