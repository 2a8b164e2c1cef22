/* SPDX-License-Identifier: MIT */
/* manifest: what an image says about itself, written and read; image.h has the format */
#ifndef INITRAMFS_MANIFEST_H
#define INITRAMFS_MANIFEST_H

#include "select.h"
#include "util.h"

struct manifest_module {
	const char *name;
	unsigned long long size; /* bytes */
	bool is_signed;
	const char *reason;
};

/* Every string but the copies in the lists points into the text that was parsed. */
struct manifest {
	const char *version; /* of the coldprobe that made it */
	const char *release;
	struct strings profiles, asked; /* as given */
	struct manifest_module *modules;
	size_t count;
};

/* manifest_make: the text for a selection; the caller frees data. */
struct bytes manifest_make(const struct selection *selection, const struct wish *wish);

/* manifest_parse: `text` is cut up by it. Returns NULL, or what is wrong with it. */
const char *manifest_parse(struct manifest *manifest, char *text);
void manifest_free(struct manifest *manifest);

#endif
