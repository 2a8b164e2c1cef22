/* SPDX-License-Identifier: MIT */
/*
 * media: the bytes of a block device, of which only what matters is kept; the rest reads as zeros
 *
 * Formats: ext4's superblock (Documentation/filesystems/ext4/super.rst), GPT (UEFI
 * specification 2.10, chapter 5), MBR. Sectors of 512 bytes.
 */
#ifndef TESTS_MEDIA_H
#define TESTS_MEDIA_H

#include <stddef.h>
#include <stdint.h>

#define MEDIA_EXTENTS 16

struct media {
	uint64_t size; /* bytes */
	unsigned count;
	struct {
		uint64_t offset;
		unsigned char *data;
		size_t size;
	} extents[MEDIA_EXTENTS];
};

struct media *media_new(uint64_t size);

/* media_put: keeps a copy. */
void media_put(struct media *media, uint64_t offset, const void *data, size_t size);

/* media_read: returns how many bytes there were; 0 beyond the end. */
size_t media_read(const struct media *media, void *buf, size_t size, uint64_t offset);

/* media_ext: the superblock of a fresh ext2, ext3 or ext4. uuid and label may be NULL. */
void media_ext(struct media *media, const char *type, const char *uuid, const char *label);

/* media_other: what makes a btrfs (on so many devices; NULL: one), squashfs, swap, swsuspend or crypto_LUKS known; else nothing. */
void media_other(struct media *media, const char *type, const char *uuid, const char *devices);

/* media_gpt, media_gpt_entry: a table of 128 entries; `number` from 1. media_gpt comes last: it
 * sums over the entries. */
void media_gpt_entry(struct media *media, unsigned number, const char *partuuid, const char *name);
void media_gpt(struct media *media);

/* media_mbr: `id` in hex; partition entries are marked as used for the numbers below 5 that are set
 * in `used`. */
void media_mbr(struct media *media, const char *id, unsigned used);

#endif
