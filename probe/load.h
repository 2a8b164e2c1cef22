/* SPDX-License-Identifier: MIT */
/*
 * load: insert a module and what it needs, in order, each once
 *
 * What serves a device is first marked as wanted, then inserted in the order of module numbers,
 * which is kmod's priority: the order does not depend on how the kernel lists its devices. A module
 * that fails is logged, remembered and skipped for good; "already there" (EEXIST) is success.
 * Whether a module can do without something that failed before it is left to the kernel: if not,
 * its own insertion fails for want of a symbol.
 */
#ifndef PROBE_LOAD_H
#define PROBE_LOAD_H

#include <stdint.h>

#include "alias.h"

#define LOAD_MAX_MODULES 8192 /* in a table; Debian's whole kernel has 4,023 */
#define LOAD_MAX_MATCHES 128  /* modules that serve one modalias */

struct loader {
	struct table table;
	int dry_run;			 /* write the names to standard output instead */
	int modules;			 /* descriptor of /lib/modules/RELEASE, or -errno */
	unsigned wanted;		 /* how many are marked and not yet tried */
	uint8_t state[LOAD_MAX_MODULES]; /* of each module: enum load_state in load.c */
};

/*
 * load_open: resolve the table and open its module directory (not in a dry run). Returns 0 or
 * -errno, logged; after that the loader knows no module, and everything else still works.
 */
int load_open(struct loader *loader, const void *blob, int dry_run);

/* load_want: mark what serves a modalias (or any alias). Returns how many modules serve it, or
 * -errno (logged). */
int load_want(struct loader *loader, const char *modalias);

/* load_next: insert the next module that is marked, with what it needs. Returns 0 when none is
 * left, else 1. */
int load_next(struct loader *loader);

/*
 * load_alias: insert the module of that name, or else whatever serves the alias, as modprobe would.
 * Returns 0 when one of them is in; -ENOENT when the table knows none; else an error, logged.
 */
int load_alias(struct loader *loader, const char *alias);

#endif
