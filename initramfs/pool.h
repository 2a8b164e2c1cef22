/* SPDX-License-Identifier: MIT */
/*
 * pool: byte strings one behind the other, equal ones stored once
 *
 * Every part of the table that is shared lies in one: strings, code, nodes.
 */
#ifndef INITRAMFS_POOL_H
#define INITRAMFS_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "util.h"

struct pool_slot {
	size_t offset, size;
};

struct pool {
	struct bytes bytes;
	size_t unit;		 /* each begins at a multiple of this; 0 is 1 */
	struct pool_slot *slots; /* a hash table; those of size 0 are free */
	size_t slot_count, used;
};

/* pool_add: returns the offset of these bytes, put there if they were not. size is at least 1. */
size_t pool_add(struct pool *pool, const void *data, size_t size);
size_t pool_add_string(struct pool *pool, const char *string); /* with its NUL */

/* pool_find: true when the bytes are there, at *offset. */
bool pool_find(const struct pool *pool, const void *data, size_t size, size_t *offset);

/* pool_note: from now on find these bytes, which lie inside something added. Those off the unit are not noted. */
void pool_note(struct pool *pool, size_t offset, size_t size);

void pool_free(struct pool *pool);

#endif
