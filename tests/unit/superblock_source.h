/* SPDX-License-Identifier: MIT */
/*
 * superblock_source: superblock_sources for tests: bytes in memory, and a file
 */
#ifndef TESTS_SUPERBLOCK_SOURCE_H
#define TESTS_SUPERBLOCK_SOURCE_H

#include <stdio.h>
#include <string.h>

#include "superblock.h"

struct memory {
	const unsigned char *bytes;
	size_t size;
};

__attribute__((unused)) static long memory_read(void *context, void *buf, size_t size,
						uint64_t offset)
{
	const struct memory *memory = context;

	if (offset >= memory->size)
		return 0;
	if (size > memory->size - offset)
		size = memory->size - offset;
	memcpy(buf, memory->bytes + offset, size);
	return (long)size;
}

__attribute__((unused)) static int superblock_of(struct superblock *superblock, const void *bytes,
						 size_t size)
{
	struct memory memory = { bytes, size };

	return superblock_read(superblock, memory_read, &memory, size);
}

__attribute__((unused)) static long file_read_at(void *context, void *buf, size_t size,
						 uint64_t offset)
{
	return fseek(context, (long)offset, SEEK_SET) ? 0 : (long)fread(buf, 1, size, context);
}

#endif
