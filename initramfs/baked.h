/* SPDX-License-Identifier: MIT */
/*
 * baked: an image's own table, to be asked with the probe's own code
 */
#ifndef INITRAMFS_BAKED_H
#define INITRAMFS_BAKED_H

#include <stdbool.h>

#include "../probe/alias.h"
#include "manifest.h"
#include "unpack.h"
#include "util.h"

struct baked {
	const char *path; /* the image's, as given */
	struct unpacked image;
	bool has_manifest;
	struct manifest manifest;
	struct bytes blob; /* what the table points into */
	struct table table;
};

/* baked_read: fatal, one line, when the image is damaged (unpack.h), has no init, or one without a whole table. */
void baked_read(struct baked *baked, const char *path);
/* baked_read_all: the same, with the contents of every file. */
void baked_read_all(struct baked *baked, const char *path);
void baked_free(struct baked *baked);

/* baked_table: a copy, aligned, of the table in a probe's ELF file, for the caller to free; baked_copy: of a table.
 * Damaged: fatal, one line. */
struct bytes baked_table(const struct bytes *probe, const char *name);
struct bytes baked_copy(const struct bytes *table, const char *name);

/*
 * baked_ask: as the probe's modprobe role does: the module of that name, else all that serve the modalias, in kmod's
 * order, into `found`. Returns how many.
 */
#define BAKED_MAX_MODULES 0x10000 /* their numbers have 16 bits */
int baked_ask(const struct table *table, const char *modalias, uint16_t found[BAKED_MAX_MODULES]);

#endif
