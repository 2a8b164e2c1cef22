/* SPDX-License-Identifier: MIT */
/*
 * insert: one module: its state, its insertion, and what that means for others
 *
 * load.c says which and when; this is how.
 */
#ifndef PROBE_INSERT_H
#define PROBE_INSERT_H

#include "load.h"

#define LOAD_PACKED "packed" /* a file in the module directory (table.h); IMAGE_PACKED in initramfs/image.h */

enum load_state {
	NEW,
	SPARE,
	WANTED,
	RUNNING,
	INSERTED, /* from here on settled */
	FAILED,
	SKIPPED, /* never to be inserted */
};

/* Or-ed to the state. */
#define NO_ALIAS 0x80 /* for its own name and for what needs it, but for no alias */
#define URGENT                                                                                     \
	0x40 /* it, and what it needs, go in before others, beside what is going in, and have the processor first */

static inline unsigned state_of(const struct loader *loader, unsigned module)
{
	return loader->state[module] & (URGENT - 1);
}

static inline void set_state(struct loader *loader, unsigned module, enum load_state state)
{
	loader->state[module] = (uint8_t)((loader->state[module] & (NO_ALIAS | URGENT)) | state);
}

static inline int is_urgent(const struct loader *loader, unsigned module)
{
	return loader->state[module] & URGENT ||
	       (loader->table.modules[module].flags & TABLE_MODULE_URGENT);
}

static inline int is_settled(const struct loader *loader, unsigned module)
{
	return state_of(loader, module) >= INSERTED;
}

/* classes_of: of enum load_class: what a module is for. */
static inline unsigned classes_of(const struct loader *loader, unsigned module)
{
	unsigned flags = loader->table.modules[module].flags;

	return flags & TABLE_MODULE_NET	     ? LOAD_NET
	       : flags & TABLE_MODULE_SHARED ? LOAD_NET | LOAD_STORAGE
					     : LOAD_STORAGE;
}

/* insert_error_text: why an insertion failed, in words; valid until the next call. */
const char *insert_error_text(int error);

/* insert_job: sys_job: the insertion itself, in a worker or here; `context` is the loader. */
int insert_job(void *context, unsigned module);

/* insert_done: of struct workers: a module's insertion is over, with what insert_job returned. */
void insert_done(void *context, unsigned module, uint64_t began, int error);

/* insert_want: set a module's state; the trace has why: `how` ("", "follows ", "needed by ") and `cause`. */
void insert_want(struct loader *loader, unsigned module, enum load_state state, const char *how,
		 const char *cause);

/*
 * insert_start: let a module go in for the sake of `needer`, which may be itself, unless `limit` workers are busy.
 * Returns 0 when it has to wait for one.
 */
int insert_start(struct loader *loader, unsigned module, unsigned limit, unsigned needer);

#endif
