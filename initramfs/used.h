/* SPDX-License-Identifier: MIT */
/*
 * used: which modules boots used, from their traces (coldprobe image --only)
 *
 * Used is a module that a boot inserted, found already there, or left to itself; but not if it went in only for the sake
 * of another that then did not. One whose insertion failed is not:
 * ENODEV is how a driver says that its hardware is absent; any other failure is a warning that names the trace.
 */
#ifndef INITRAMFS_USED_H
#define INITRAMFS_USED_H

#include <stdbool.h>

#include "util.h"

struct used_module {
	char *name;
	const char *trace; /* the file, as given, that has it first */
	bool for_devices; /* something but another module asked for it, in any boot; or the trace does not say */
};

struct used {
	struct used_module *modules; /* in the order of the traces, each once */
	size_t count;
};

/* used_read: all of these traces, whose names have to stay as long. A fault in one is fatal, as for trace_read. */
void used_read(struct used *used, const struct strings *traces);
void used_free(struct used *used);

#endif
