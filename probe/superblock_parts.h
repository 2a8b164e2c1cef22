/* SPDX-License-Identifier: MIT */
/*
 * superblock_parts: what the readers of the formats share                                           (pure)
 *
 * A reader gets a device of which the first SUPERBLOCK_HEAD bytes are there (what the device is too short for reads as
 * zeros). It returns 1 when the format is its own and *superblock is filled in, else 0 and has changed nothing that
 * counts: type is still NULL.
 */
#ifndef PROBE_SUPERBLOCK_PARTS_H
#define PROBE_SUPERBLOCK_PARTS_H

#include "bytes.h"
#include "superblock.h"

struct device {
	superblock_source *read;
	void *context;
	uint64_t size; /* bytes; 0: not known */
	struct superblock *superblock;
	unsigned char head[SUPERBLOCK_HEAD];
	unsigned char block[SUPERBLOCK_BLOCK]; /* what device_get read last */
};

/* device_get: `size` bytes (up to SUPERBLOCK_BLOCK) at an offset, valid until the next call; NULL: they are not there. */
const unsigned char *device_get(struct device *device, uint64_t offset, size_t size);

/* device_has: are these bytes at `at`? */
int device_has(const unsigned char *at, const char *bytes, size_t count);

/* device_has_one: is one of these texts, each with a NUL behind it, the last with two, at `at`? */
int device_has_one(const unsigned char *at, const char *texts);

/* label_bytes: up to `count` bytes or a NUL, without white space at the end. label_utf16: the same from UTF-16. */
void label_bytes(struct device *device, const unsigned char *bytes, size_t count);
void label_utf16(struct device *device, const unsigned char *text, size_t bytes, int is_big);

/* uuid_serial: four or eight bytes, the last first, as hexadecimal digits in upper case, with a dash in the middle of
 * four; nothing when all are zero. */
void uuid_serial(struct device *device, const unsigned char *serial, unsigned count);

/* superblock_fat.c: what begins as a boot sector does */
int superblock_vfat(struct device *device);
int superblock_exfat(struct device *device);
int superblock_ntfs(struct device *device);

/* superblock_iso.c */
int superblock_iso(struct device *device);

/* superblock_member.c: what other devices are made of, and swap */
int superblock_raid(struct device *device);
int superblock_cache(struct device *device);
int superblock_lvm(struct device *device);
int superblock_luks(struct device *device);
int superblock_swap(struct device *device);
int superblock_table(struct device *device);

#endif
