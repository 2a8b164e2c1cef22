/* SPDX-License-Identifier: MIT */
/*
 * load: insert a module and what it needs, in order, beside each other, each once
 *
 * What serves a device is first marked as wanted. Of the wanted modules and what they need, those go in
 * that can: whose needs are settled, in the order of module numbers, which is kmod's priority, so that the
 * order does not depend on how the kernel lists its devices. Several modules that serve one device go in
 * one after the other, in kmod's order. A module that fails is logged, remembered and never tried
 * again; "already there" (EEXIST) is success. Whether a module can do without something that failed
 * before it is left to the kernel: if not, its own insertion fails for want of a symbol.
 *
 * Inserting is done by workers (processes): a driver that sleeps while it probes, or never comes back,
 * holds up nothing but what needs it. There are as many as processors, and another whenever all have been
 * busy for LOAD_PATIENCE and one of them sleeps, so that a processor has nothing to do: for the filesystem, which is
 * needed for sure, at once; for one more device when the last that began has had LOAD_HESITATION, since the root may be
 * about to appear there. Workers give way to everybody else on the processor but for what is urgent: what load_alias
 * inserts, and what that needs. Such goes in before others and beside them, as many at a time as there are processors.
 *
 * Without workers (modprobe's role, a dry run, no process to be had) insertion is direct: one after the other, before
 * load_run returns.
 */
#ifndef PROBE_LOAD_H
#define PROBE_LOAD_H

#include <stdint.h>

#include "alias.h"
#include "cmdline.h"
#include "workers.h"

#define LOAD_MAX_MODULES 8192 /* in a table; Debian's whole kernel has 4,023 */
#define LOAD_MAX_MATCHES 128  /* modules that serve one modalias */
#define LOAD_MAX_OPTIONS 1024 /* bytes of a module's parameters */
#define LOAD_PATIENCE	 4    /* milliseconds that a processor may have nothing to do */
#define LOAD_RECENT	 10000 /* microseconds since a driver began that has probably brought the disk */
#define LOAD_HESITATION                                                                            \
	40000 /* microseconds that a driver may sleep before one more device's goes in */

enum load_mode { LOAD_BY_WORKERS, LOAD_DIRECTLY, LOAD_DRY_RUN /* names to standard output */ };

/* What devices bring in. Names and requests (load_alias) bring in anything. */
enum load_class { LOAD_STORAGE = 1, LOAD_NET = 2 };

struct loader {
	struct table table;
	const struct cmdline *cmdline;
	enum load_mode mode;
	unsigned classes; /* of enum load_class */
	int is_for_root;  /* a root is looked for: what is probably behind a device is SPARE (the caller's to set) */
	int is_foreign;	  /* the modules are for another kernel than this */
	int modules;	  /* descriptor of /lib/modules/RELEASE, or -errno */
	struct workers workers;
	uint8_t state[LOAD_MAX_MODULES]; /* of each module: enum load_state in insert.h */
	int16_t why[LOAD_MAX_MODULES];	 /* of one that failed: for insert_error_text */
	/* Of those that serve the same devices the one before it: 1 + its number, or 0; a chain, descending. */
	uint16_t behind[LOAD_MAX_MODULES];
};

/*
 * load_open: resolve the table, open its module directory (not in a dry run) and take from the command line
 * what is not to be loaded (modprobe.blacklist=, module_blacklist=, coldprobe.skip=). Returns 0 or -errno,
 * logged; after that the loader knows no module, and everything else still works.
 */
int load_open(struct loader *loader, const void *blob, const struct cmdline *cmdline,
	      enum load_mode mode);

/* load_want: mark what serves a modalias. Returns how many modules serve it, or -errno (logged). */
int load_want(struct loader *loader, const char *modalias);

/* load_spare: mark what serves an alias for when nothing that is wanted can go in. */
void load_spare(struct loader *loader, const char *alias);

/* load_filesystem: load_spare for the filesystem that the table expects the root to have, if it does. */
void load_filesystem(struct loader *loader);

/* load_again: what failed may be tried once more. */
void load_again(struct loader *loader);

/* load_run: let go in what can. Returns 1 while something is going in, or has just gone in directly. */
int load_run(struct loader *loader);

/* load_pending: 1 when something that has not begun could go in now. */
int load_pending(const struct loader *loader);

/*
 * load_wait: sleep until a module is in, `fd` (unless negative) is readable, or timeout_ms (-1: for ever) are
 * over; and, when a worker more is needed, no longer than LOAD_PATIENCE. Returns 1 when fd is readable.
 */
int load_wait(struct loader *loader, int fd, int timeout_ms);

/* load_drain: let what is going in end, until `deadline`; nothing more begins. */
void load_drain(struct loader *loader, uint64_t deadline);

/* load_forget: what is wanted but has not begun to go in is wanted no more, but for `classes`. */
void load_forget(struct loader *loader, unsigned classes);

/*
 * load_alias: insert the module of that name, or else whatever serves the alias, as modprobe would, and wait
 * for it until `deadline` (sys_now()). Returns 0 when one of them is in, or all are on the blacklist (as modprobe);
 * -ENOENT when the table knows none; else an error, logged.
 */
int load_alias(struct loader *loader, const char *alias, uint64_t deadline);

/* load_report: name in the log what is still going in. */
void load_report(const struct loader *loader);

/* load_end: no worker more. What is still going in is named in the log and the trace, and left to itself. */
void load_end(struct loader *loader);

#endif
