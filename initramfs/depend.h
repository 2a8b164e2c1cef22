/* SPDX-License-Identifier: MIT */
/*
 * depend: what a module needs, as modules of this kernel; and in which order to insert it all
 *
 * Five kinds of dependency: `depends` (symbols: without them it does not load), softdep pre and
 * post (to be inserted before and after it), follow (a profile says that it is to be inserted after
 * it), weakdep (it may ask for it later: pack it, do not insert it). A word of depends is a module's
 * name. A word of the others is a module's name, else an alias, which means every provider of it, the
 * generic one as well as the one for this CPU. Words for what is built in mean nothing.
 */
#ifndef INITRAMFS_DEPEND_H
#define INITRAMFS_DEPEND_H

#include "kernel.h"

enum depend_kind { DEPEND_HARD, DEPEND_PRE, DEPEND_POST, DEPEND_FOLLOW, DEPEND_WEAK, DEPEND_KINDS };

struct depend_edge {
	unsigned module;  /* index into kernel->modules */
	const char *word; /* that named it, as written; the kernel's */
};

struct depend_list {
	struct depend_edge *edges;
	size_t count;
};

struct depend_graph {
	const struct kernel *kernel;
	struct depend_list (*lists)[DEPEND_KINDS]; /* a module's lists; resolved on first use */
	bool *is_resolved;
};

void depend_init(struct depend_graph *graph, const struct kernel *kernel);
void depend_free(struct depend_graph *graph);

/* depend_follow: from now on `other` is inserted after `module`. */
void depend_follow(struct depend_graph *graph, unsigned module, unsigned other);

/*
 * depend_of: the modules that `module` needs in that way, in the order of the words, a word's
 * providers in kmod's order. A word of depends that is neither a module nor built in is warned of,
 * once.
 */
const struct depend_list *depend_of(struct depend_graph *graph, unsigned module,
				    enum depend_kind kind);

/*
 * Or-ed to a number: a generic implementation (crc32c_generic) among the providers of one algorithm (crypto-crc32c), or what it alone
 * needs. It goes in only when the last item before it without this mark, a faster provider of the same alias, did not: the
 * kernel takes the faster one in any case, and asks by name for the other (crypto-crc32c-generic).
 */
#define DEPEND_FALLBACK 0x80000000u

/* Module numbers in load order, each once. */
struct depend_order {
	unsigned *items;
	size_t count;
};

/*
 * depend_order: what to insert before and after a module, in load order. As in modprobe, a module's
 * depends come first, then what its softdep says is to come before it, then the module. What a
 * softdep or a profile wants after any of them comes after the whole, with what that needs. A softdep that asks
 * for a module before one that this module itself needs (a cycle) is obeyed as far as it goes: that
 * module comes after. DEPEND_FALLBACK is in `before` alone. Both lists are for the caller to free.
 */
void depend_order(struct depend_graph *graph, unsigned module, struct depend_order *before,
		  struct depend_order *after);

#endif
