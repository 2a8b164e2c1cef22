/* SPDX-License-Identifier: MIT */
/*
 * resolve: a word becomes modules, as modprobe would have it, and by what
 *
 * The word may be a modalias, another alias (fs-ext4) or a module's name. As in kmod the first of
 * these that knows it answers, alone: the aliases of modprobe.d (those of the system this runs on,
 * whatever kernel is asked about), the modules' names, the modules' aliases, the names of what is
 * built in, the aliases of what is built in (modules.builtin.modinfo). Left out: `symbol:` and
 * install commands.
 */
#ifndef INITRAMFS_RESOLVE_H
#define INITRAMFS_RESOLVE_H

#include <stdbool.h>

#include "builtin.h"
#include "kernel.h"

struct resolver {
	bool has_kernel;
	struct kernel kernel;		/* when has_kernel */
	struct strings config_patterns; /* modprobe.d's aliases: config_patterns[i] means */
	struct strings config_targets;	/* config_targets[i] */
	struct strings blacklist;
	struct builtin builtin;
};

enum resolve_by {
	RESOLVE_NOTHING,
	RESOLVE_CONFIG,	      /* an alias of modprobe.d */
	RESOLVE_NAME,	      /* a module's name */
	RESOLVE_ALIAS,	      /* a module's alias */
	RESOLVE_BUILTIN,      /* the name of something built in */
	RESOLVE_BUILTIN_ALIAS /* its alias */
};

struct resolved {
	char *name;
	char *pattern;		     /* the alias that matched; NULL for a name */
	const struct module *module; /* NULL: not a module of the kernel; "off", built in, absent */
	bool is_builtin;
	bool is_blacklisted; /* by modprobe.d: modprobe leaves it alone when an alias asks for it */
};

struct resolution {
	enum resolve_by by;
	struct resolved *items; /* in kmod's order, each module once */
	size_t count;
};

/*
 * resolver_open: read the kernel in `dir`; with NULL the running kernel's modules if there are any,
 * else there is a warning, and only modprobe.d to ask. A `dir` that is no kernel's is fatal.
 */
void resolver_open(struct resolver *resolver, const char *dir);
void resolver_close(struct resolver *resolver);

void resolve(const struct resolver *resolver, const char *word, struct resolution *resolution);
/* resolve_also: the same, added to what an earlier word was resolved to, each module once. */
void resolve_also(const struct resolver *resolver, const char *word, struct resolution *resolution);
void resolution_free(struct resolution *resolution);

/* resolve_title: for people, "a module's alias"; resolve_name: for programs, "alias". */
const char *resolve_title(enum resolve_by by);
const char *resolve_name(enum resolve_by by);

#endif
