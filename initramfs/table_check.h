/* SPDX-License-Identifier: MIT */
/*
 * table_check: proves a baked table whole before anybody on the host trusts it
 *
 * The probe checks of its table what one look at the header says (alias_open) and trusts the rest,
 * which the baker made. A table in a file may have been damaged since. Everything that
 * probe/table.h promises and the reader relies on is checked here: offsets, counts and strings;
 * every record; each byte of code and each node that a lookup can reach, whole, with all references
 * inside; the code without a cycle, no way through it deeper than TABLE_MAX_DEPTH, each star
 * reached in one way. A lookup in a table that passed reads no byte outside it and ends. Whether
 * the answers are right is not for this file to say: the differential tests hold them against
 * libkmod.
 *
 * Time and memory are proportional to the table (1 ms for a whole kernel's).
 */
#ifndef INITRAMFS_TABLE_CHECK_H
#define INITRAMFS_TABLE_CHECK_H

#include <stdbool.h>

#include "../probe/table.h"
#include "util.h"

/* table_check: return, or fatal in one line: "NAME: its table is damaged: PART at OFFSET: REASON". */
void table_check(const struct bytes *table, const char *name);

/* What is wrong: the part ("code"), the offset in bytes from the part's start, and the reason. */
struct table_problem {
	const char *part;
	size_t offset;
	char reason[120];
};

/*
 * table_find_problem: true when the table is damaged; then *problem is the first thing wrong.
 * `data` may lie at any address.
 */
bool table_find_problem(const struct bytes *table, struct table_problem *problem);

/* ---- between table_check's own files */

struct table_check {
	struct table_header header;
	const unsigned char *base;
	struct table_problem *problem;
};

/* table_complain: note the problem. returns: false, for the caller to return. */
bool table_complain(const struct table_check *check, const char *part, size_t offset,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Each returns false after a complaint. Those of nodes and code want the parts and the schemas
 * checked before.
 */
bool table_check_nodes(const struct table_check *check, const struct table_schema *schema);
bool table_check_code(const struct table_check *check);

#endif
