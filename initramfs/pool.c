/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a, 64 bits. */
static uint64_t hash(const unsigned char *data, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325u;

	while (size-- > 0)
		sum = (sum ^ *data++) * 0x100000001b3u;
	return sum;
}

/* The slot that holds these bytes, or the free one where they belong. */
static struct pool_slot *find_slot(const struct pool *pool, const void *data, size_t size)
{
	size_t at = hash(data, size) % pool->slot_count;

	while (pool->slots[at].size > 0 &&
	       (pool->slots[at].size != size ||
		memcmp(pool->bytes.data + pool->slots[at].offset, data, size) != 0))
		at = (at + 1) % pool->slot_count;
	return &pool->slots[at];
}

static void make_room(struct pool *pool)
{
	struct pool old = *pool;

	if (pool->used * 2 < pool->slot_count)
		return;
	pool->slot_count = old.slot_count ? old.slot_count * 2 : 1024;
	pool->slots = xcalloc(pool->slot_count, sizeof(*pool->slots));
	for (size_t i = 0; i < old.slot_count; i++)
		if (old.slots[i].size > 0)
			*find_slot(pool, pool->bytes.data + old.slots[i].offset,
				   old.slots[i].size) = old.slots[i];
	free(old.slots);
}

bool pool_find(const struct pool *pool, const void *data, size_t size, size_t *offset)
{
	const struct pool_slot *slot = pool->slot_count ? find_slot(pool, data, size) : NULL;

	if (!slot || slot->size == 0)
		return false;
	*offset = slot->offset;
	return true;
}

void pool_note(struct pool *pool, size_t offset, size_t size)
{
	struct pool_slot *slot;

	if (pool->unit > 1 && offset % pool->unit != 0)
		return;
	make_room(pool);
	slot = find_slot(pool, pool->bytes.data + offset, size);
	if (slot->size > 0)
		return;
	*slot = (struct pool_slot){ offset, size };
	pool->used++;
}

size_t pool_add(struct pool *pool, const void *data, size_t size)
{
	size_t offset, unit = pool->unit ? pool->unit : 1, padding;

	if (pool_find(pool, data, size, &offset))
		return offset;
	padding = (unit - pool->bytes.size % unit) % unit;
	offset = pool->bytes.size + padding;
	pool->bytes.data = xrealloc(pool->bytes.data, offset + size);
	memset(pool->bytes.data + pool->bytes.size, 0, padding);
	memcpy(pool->bytes.data + offset, data, size);
	pool->bytes.size = offset + size;
	pool_note(pool, offset, size);
	return offset;
}

size_t pool_add_string(struct pool *pool, const char *string)
{
	return pool_add(pool, string, strlen(string) + 1);
}

void pool_free(struct pool *pool)
{
	free(pool->bytes.data);
	free(pool->slots);
	*pool = (struct pool){ 0 };
}
