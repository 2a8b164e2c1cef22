/* SPDX-License-Identifier: MIT */
/*
 * bake_code: patterns that are text -> the code of probe/table.h
 *
 * A trie over the patterns' tokens, written from its leaves up, so that equal subtrees come out as equal bytes and are
 * stored once. A star has a number of its own, so nothing that holds one is shared: each is reached in one way only, and
 * first at its leftmost place, which is what the machine relies on.
 */
#ifndef INITRAMFS_BAKE_CODE_H
#define INITRAMFS_BAKE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "pool.h"

/* One pattern as tokens, and what it stands for. */
struct code_item {
	uint16_t *tokens; /* bytes, CODE_ANY, CODE_STAR */
	size_t count;
	unsigned final;	 /* TABLE_ACCEPT, TABLE_REST, TABLE_GLOB or TABLE_FIELDS */
	unsigned module; /* its number; that of the schema for TABLE_FIELDS */
	unsigned tail;	 /* TABLE_GLOB: offset in the pool of tails */
};

#define CODE_ANY  256
#define CODE_STAR 257

struct coder {
	struct code_item *items;
	size_t count;
	struct pool tails; /* globs */
	struct pool code;
	unsigned stars;
	bool is_full; /* an offset no longer fits a reference: a larger unit is needed */
};

/* coder_add: one pattern, normalised. coder_add_schema: what stands behind `name` fits a schema. */
void coder_add(struct coder *coder, const char *pattern, unsigned module);
void coder_add_schema(struct coder *coder, const char *name, unsigned schema);

/* coder_write: all of them as code, in units of `unit` bytes; returns the entry. May be called again for another unit. */
uint32_t coder_write(struct coder *coder, size_t unit);

void coder_free(struct coder *coder);

#endif
