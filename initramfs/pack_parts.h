/* SPDX-License-Identifier: MIT */
/* pack_parts: what a kind of packing is, for pack_modules.c */
#ifndef INITRAMFS_PACK_PARTS_H
#define INITRAMFS_PACK_PARTS_H

#include <stdbool.h>

#include "util.h"

struct pack_kind {
	const char *name;
	int max_level;
	bool has_dictionary;
	/* NULL: none. packed->data is malloc'ed. */
	void (*pack)(const struct bytes *bytes, const struct bytes *dictionary, int level,
		     struct bytes *packed);
	const struct pack_kind *common; /* of modules that many machines insert; NULL: this one */
};

#endif
