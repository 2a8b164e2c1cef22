/* SPDX-License-Identifier: MIT */
/*
 * fields: modaliases made of numbers, looked up in the table's nodes                               (pure)
 *
 * table.h says what schemas and nodes are.
 */
#ifndef PROBE_FIELDS_H
#define PROBE_FIELDS_H

#include "alias.h"
#include "answer.h"

/*
 * fields_look_up: every module whose pattern in the schema's nodes matches `text`, what stands behind "BUS:", of
 * `length` bytes with 8 more bytes readable behind them, all NUL.
 */
void fields_look_up(const struct table *table, const struct table_schema *schema, const char *text,
		    size_t length, struct answer *answer);

#endif
