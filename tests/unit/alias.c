/* SPDX-License-Identifier: MIT */
/* alias_lookup and alias_module on a table written by hand; alias_open on damaged ones. */
#include "alias.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"

/* Strings of the pool, by offset. */
#define POOL                                                                                       \
	"\0"		    /*  0 */                                                               \
	"6.1\0"		    /*  1 */                                                               \
	"kernel/a-one.ko\0" /*  5 */                                                               \
	"kernel/b/two.ko\0" /* 21 */                                                               \
	"three.ko.xz\0"	    /* 37 */                                                               \
	"pci:v\0"	    /* 49 */                                                               \
	"pci:v00001AF4d\0"  /* 55 */                                                               \
	"of:N\0"	    /* 70 */                                                               \
	"fs_x\0"	    /* 75 */                                                               \
	"*\0"		    /* 80 */                                                               \
	"*Ca_b\0"	    /* 82 */                                                               \
	"[0-9a]*sv*\0"	    /* 88 */                                                               \
	"?\0"		    /* 99 */

static const struct blob {
	struct table_header header;
	struct table_module modules[3];
	uint16_t numbers[2];
	struct table_prefix prefixes[5];
	struct table_pattern patterns[7];
	char strings[sizeof(POOL)];
} blob = {
	.header = { .magic = TABLE_MAGIC,
		    .version = TABLE_VERSION,
		    .size = sizeof(struct blob),
		    .release = 1,
		    .modules = offsetof(struct blob, modules),
		    .numbers = offsetof(struct blob, numbers),
		    .prefixes = offsetof(struct blob, prefixes),
		    .patterns = offsetof(struct blob, patterns),
		    .strings = offsetof(struct blob, strings),
		    .string_size = sizeof(POOL),
		    .module_count = 3,
		    .number_count = 2,
		    .prefix_count = 4,
		    .pattern_count = 7 },
	.modules = { { .path = 5 }, { .path = 21 }, { .path = 37 } },
	/* sorted as bytes: fs_x, of:N, pci:v, pci:v00001AF4d, and the end */
	.prefixes = { { 75, 0, TABLE_NONE, 4 },
		      { 70, 1, TABLE_NONE, 4 },
		      { 49, 3, TABLE_NONE, 5 },
		      { 55, 5, 2, 14 },
		      { 0, 7, TABLE_NONE, 0 } },
	.patterns = { { 0, 1, 0 },    /* fs_x      -> two */
		      { 82, 2, 0 },   /* of:N*Ca_b -> three */
		      { 80, 0, 0 },   /* of:N*     -> a_one */
		      { 80, 2, 0 },   /* pci:v*    -> three */
		      { 99, 0, 0 },   /* pci:v?    -> a_one */
		      { 88, 1, 0 },   /* pci:v00001AF4d[0-9a]*sv* -> two */
		      { 88, 2, 0 } }, /* the same -> three, a second time */
	.strings = POOL,
};

static void lookup(const struct table *table, const char *modalias, const char *wanted)
{
	uint16_t found[8];
	int count = alias_lookup(table, modalias, found, 8), i;
	char text[64] = "";

	if (count < 0)
		snprintf(text, sizeof(text), "%d", count);
	for (i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d", i ? " " : "",
			 found[i]);
	is_str(text, wanted, *modalias ? modalias : "an empty modalias");
}

static void test_lookup(const struct table *table)
{
	lookup(table, "fs-x", "1");
	lookup(table, "fs_x", "1");
	lookup(table, "fs-xy", "");
	lookup(table, "fs-", "");
	lookup(table, "", "");
	lookup(table, "a", "");
	lookup(table, "zzz", "");
	lookup(table, "pci:v", "2");
	lookup(table, "pci:vX", "0 2");
	lookup(table, "pci:v00001AF4d0001sv1", "1 2");
	lookup(table, "pci:v00001AF4dasv", "1 2");
	lookup(table, "pci:v00001AF4dbsv", "2");
	lookup(table, "pci:v00001AF5d0001sv1", "2");
	lookup(table, "pci:u", "");
	lookup(table, "of:NxCa-b", "0 2");
	lookup(table, "of:NxCa_b", "0 2");
	lookup(table, "of:Nx", "0");
}

static void test_refused(const struct table *table)
{
	static char text[TABLE_MAX_MODALIAS + 1];
	uint16_t found[1];
	char expected[16];

	snprintf(expected, sizeof(expected), "%d", -EINVAL);
	lookup(table, "pci:v]", expected);
	lookup(table, "pci:v[", expected);
	is_int(alias_lookup(table, "pci:vX", found, 1), -E2BIG, "no room for all");
	memset(text, 'x', TABLE_MAX_MODALIAS);
	is_int(alias_lookup(table, text, found, 1), -ENAMETOOLONG,
	       "a modalias of 4,096 characters");
	text[TABLE_MAX_MODALIAS - 1] = '\0';
	is_int(alias_lookup(table, text, found, 1), 0, "a modalias of 4,095 characters");
}

static void test_names(const struct table *table)
{
	char name[ALIAS_NAME_SIZE];

	is_str(alias_name(table, 0, name), "a_one",
	       "a dash in a path is an underscore in the name");
	is_str(alias_name(table, 2, name), "three", "a path without a directory, compressed");
	is_str(alias_path(table, 1), "kernel/b/two.ko", "a path");
	is_int(alias_module(table, "a-one"), 0, "a module by its name with a dash");
	is_int(alias_module(table, "a_one"), 0, "a module by its name");
	is_int(alias_module(table, "two"), 1, "the second module");
	is_int(alias_module(table, "tw"), -ENOENT, "part of a name");
	is_int(alias_module(table, "twoo"), -ENOENT, "more than a name");
	is_int(alias_module(table, ""), -ENOENT, "no name");
}

/* damaged: alias_open's answer to the table with one of the header's words changed. */
static int damaged(size_t offset, uint32_t value)
{
	struct blob *copy = malloc(sizeof(*copy));
	struct table table;
	int result;

	memcpy(copy, &blob, sizeof(*copy));
	memcpy((char *)copy + offset, &value, sizeof(value));
	result = alias_open(&table, copy);
	free(copy);
	return result;
}

#define DAMAGED(field, value, error, name)                                                         \
	is_int(damaged(offsetof(struct table_header, field), value), error, name)

static void test_open(void)
{
	DAMAGED(magic, 0, -ENOEXEC, "no table");
	DAMAGED(version, TABLE_VERSION + 1, -EPROTO, "a table of the next version");
	DAMAGED(version, 0, -EPROTO, "a table of version 0");
	DAMAGED(size, offsetof(struct blob, strings) + sizeof(POOL) - 1, -EBADMSG,
		"a table cut short");
	DAMAGED(size, 0, -EBADMSG, "a table of no size");
	DAMAGED(module_count, 4000, -EBADMSG, "more modules than fit");
	DAMAGED(module_count, 0xffffffff, -EBADMSG, "more modules than can be");
	DAMAGED(prefix_count, 0xffffffff, -EBADMSG, "more prefixes than can be");
	DAMAGED(pattern_count, 0x20000000, -EBADMSG, "a count that overflows 32 bits");
	DAMAGED(number_count, 0x7fffffff, -EBADMSG, "more numbers than fit");
	DAMAGED(modules, 4, -EBADMSG, "modules over the header");
	DAMAGED(strings, 0xfffffff0, -EBADMSG, "strings far away");
	DAMAGED(string_size, 0, -EBADMSG, "no strings");
	DAMAGED(string_size, 4, -EBADMSG, "strings without a NUL at the end");
	DAMAGED(string_size, 0x10000, -EBADMSG, "strings beyond the end");
}

int main(void)
{
	struct table table;

	is_int(alias_open(&table, &blob), 0, "a good table");
	test_lookup(&table);
	test_refused(&table);
	test_names(&table);
	test_open();
	return plan();
}
