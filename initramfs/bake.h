/* SPDX-License-Identifier: MIT */
/*
 * bake: a selection becomes the table of probe/table.h, and the table becomes part of the probe's
 * ELF file
 *
 * No compiler is involved: the probe is linked with its (empty) table in a PT_LOAD of its own at
 * the end of the file; baking cuts the file there, appends the new table and raises that segment's
 * sizes.
 */
#ifndef INITRAMFS_BAKE_H
#define INITRAMFS_BAKE_H

#include "select.h"
#include "util.h"

/* bake_table: the table for a selection, in little-endian byte order. */
struct bytes bake_table(const struct selection *selection);

/*
 * bake_probe: the contents of a probe's ELF file with `table` in place of the one that it has.
 * `name` is the probe's path, for messages. Not an ELF file, no table segment, a table of another
 * format version: fatal, one line, exit 1.
 */
struct bytes bake_probe(const struct bytes *probe, const char *name, const struct bytes *table);

/* bake_check_header: a table of another format version, or one cut short: fatal, one line. */
void bake_check_header(const struct bytes *table, const char *name);

/* bake_find_table: where the table lies in a probe's ELF file; `table->data` points into `probe`.
 * Fatal as above. */
void bake_find_table(const struct bytes *probe, const char *name, struct bytes *table);

#endif
