/* SPDX-License-Identifier: MIT */
/*
 * alias: modalias -> modules, from the baked table (pure)
 *
 * Answers as kmod does: every module that serves the modalias, each once, in kmod's order. `-` and
 * `_` are the same outside brackets. Reads only the table; no allocation, no recursion; 7
 * KiB of stack. The work of a pattern is at most its length times the modalias' length:
 * there is no exponential pattern.
 */
#ifndef PROBE_ALIAS_H
#define PROBE_ALIAS_H

#include <stddef.h>
#include <stdint.h>

#include "table.h"

/* The table, its offsets resolved once. */
struct table {
	const struct table_header *header;
	const struct table_module *modules;
	const uint16_t *numbers;
	const struct table_schema *schemas;
	const unsigned char *code;
	const unsigned char *nodes;
	const char *strings;
};

/*
 * alias_open: resolve a blob. What the header's counts say is checked against its size; beyond that
 * the contents are trusted: the baker made them. returns: 0; -ENOEXEC not a table; -EPROTO a table
 * of another version; -EBADMSG the parts do not fit its size.
 */
int alias_open(struct table *table, const void *blob);

/*
 * alias_lookup: the numbers of all modules that serve `modalias`, ascending (kmod's order), into
 * `found`. returns: how many; -E2BIG more than `max` (found holds some of them); -ENAMETOOLONG
 * longer than TABLE_MAX_MODALIAS; -EINVAL a bracket without its partner, which kmod refuses too.
 */
int alias_lookup(const struct table *table, const char *modalias, uint16_t *found, int max);

/* alias_module: the number of the module of that name (`-` and `_` are the same). returns: it, or
 * -ENOENT. */
int alias_module(const struct table *table, const char *name);

/* alias_name: a module's name into `name`, as kmod writes it. `size` of 64 is enough:
 * MODULE_NAME_LEN. */
#define ALIAS_NAME_SIZE 64
const char *alias_name(const struct table *table, unsigned module, char name[ALIAS_NAME_SIZE]);

/* alias_path: a module's path below /lib/modules/RELEASE. */
#define ALIAS_PATH_SIZE 256
const char *alias_path(const struct table *table, unsigned module, char path[ALIAS_PATH_SIZE]);

#endif
