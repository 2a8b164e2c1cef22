/* SPDX-License-Identifier: MIT */
#include "table_image.h"

#include <stddef.h>

#include "table.h"

/*
 * The linker puts this section at an address above everything else (TABLE_ADDRESS in the Makefile),
 * which gives it a read-only PT_LOAD of its own at the end of the file.
 */
struct empty_table {
	struct table_header header;
	struct table_prefix end;
	char strings[4];
};

static const struct empty_table image __attribute__((section(".coldprobe.table"), aligned(16))) = {
	.header = {
		.magic = TABLE_MAGIC,
		.version = TABLE_VERSION,
		.size = sizeof(image),
		.release = 0,
		.modules = sizeof(struct table_header),
		.numbers = sizeof(struct table_header),
		.prefixes = offsetof(struct empty_table, end),
		.patterns = sizeof(struct table_header),
		.strings = offsetof(struct empty_table, strings),
		.string_size = sizeof(image.strings),
	},
};

const void *table_image(void)
{
	const void *address = &image;

	/* What is there at run time is not what the compiler sees here. */
	__asm__("" : "+r"(address));
	return address;
}
