/* SPDX-License-Identifier: MIT */
/*
 * block: one block device: what /sys says of it, and what is on it
 *
 * What costs a read of the disk (its contents, its partition's UUID) is read when it is asked for, once.
 */
#ifndef PROBE_BLOCK_H
#define PROBE_BLOCK_H

#include "bytes.h"
#include "superblock.h"

#define BLOCK_NAME_SIZE	  64
#define BLOCK_UEVENT_SIZE 1024 /* bytes of its uevent file */

struct block {
	char name[BLOCK_NAME_SIZE]; /* below /dev */
	unsigned major, minor;
	unsigned partition;   /* its number; 0: a whole disk */
	const char *partname; /* GPT's name of the partition, or NULL */
	int sys;	      /* descriptor of /sys/class/block */
	const char *entry;    /* its name in there */
	int is_read;	      /* the superblock has been */
	struct superblock superblock;
	char text[BLOCK_UEVENT_SIZE]; /* what the strings point into */
};

/* Returns 0 to go on. The block is the visitor's until it returns. */
typedef int block_visit(void *context, struct block *block);

/* block_scan: visit every block device until one visit returns something else than 0. Returns that, or 0; -errno:
 * /sys/class/block cannot be read. Where there is none, the nodes in /dev are visited, with no number and no partition. */
int block_scan(block_visit *visit, void *context);

/* block_look: visit the one of that name below /dev, if it is there. Returns what the visit did, or 0. */
int block_look(const char *name, block_visit *visit, void *context);

/* block_read: its superblock; of a device that cannot be read, one of no type. Traced. */
const struct superblock *block_read(struct block *block);

/*
 * block_partuuid: PARTUUID of the partition of another number on the disk that this one is a partition of. 0 or -errno.
 */
int block_partuuid(const struct block *block, unsigned number, char uuid[BYTES_UUID_TEXT]);

/* block_describe: what is on it, for people, added to a text: "ext4 UUID=... LABEL=...", or "-". */
struct text;
void block_describe(struct block *block, struct text *text);

#endif
