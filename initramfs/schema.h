/* SPDX-License-Identifier: MIT */
/*
 * schema: buses whose modaliases are tags and numbers of fixed width
 *
 * Source: the sprintf formats of the kernel's bus code (drivers/pci/pci-sysfs.c, drivers/usb/core/sysfs.c,
 * drivers/hid/hid-core.c, ...) and scripts/mod/file2alias.c, which writes the patterns.
 */
#ifndef INITRAMFS_SCHEMA_H
#define INITRAMFS_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "../probe/table.h"

#define SCHEMA_COUNT 12
#define SCHEMA_WILD  (-1)

struct schema {
	const char *name;   /* "pci:" */
	const char *fields; /* tags and digits in turn: "v8d8sv8sd8bc2sc2i2" */
	bool open_end;	    /* patterns end in `*` even behind a last field that they give */
};

extern const struct schema schemas[SCHEMA_COUNT];

/* One pattern as numbers; those it leaves to `*` are SCHEMA_WILD. */
struct field_pattern {
	int64_t values[TABLE_MAX_FIELDS];
	unsigned module;
};

/* schema_describe: the schema as the table has it, but for its strings and root; the template is written to `template`. */
void schema_describe(const struct schema *schema, struct table_schema *record,
		     char template[TABLE_MAX_PATTERN]);

/*
 * schema_read: the number of the schema that says all of the pattern (normalised), and the values; -1: none does, and the
 * pattern is to be kept as text.
 */
int schema_read(const char *pattern, struct field_pattern *read);

#endif
