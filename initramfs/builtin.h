/* SPDX-License-Identifier: MIT */
/*
 * builtin: the drivers that are built into a kernel, and the aliases that they have
 *
 * modules.builtin names the file that each would be (kernel/drivers/mmc/core/mmc_core.ko), so that the path globs of
 * profiles apply to it; a driver that cannot be a module is not in it. modules.builtin.modinfo (from Linux 5.2 on) is a
 * sequence of NUL-terminated "NAME.key=value"; before Linux 6.17 it has few of the aliases that devices have, for the
 * device tables of what is built in are not in it.
 */
#ifndef INITRAMFS_BUILTIN_H
#define INITRAMFS_BUILTIN_H

#include "aliases.h"
#include "util.h"

struct builtin {
	struct strings paths;	 /* as modules.builtin has them */
	struct strings names;	 /* paths' number i, as a module's name */
	struct strings owners;	 /* who has patterns' number i: a module's name */
	struct strings texts;	 /* and how it is written */
	struct aliases patterns; /* numbers are indexes into owners and texts */
};

/* builtin_read: of a kernel's module directory. A file that is absent is as an empty one. */
void builtin_read(struct builtin *builtin, const char *dir);
void builtin_free(struct builtin *builtin);

/* builtin_add: one path, for who fills it in otherwise (tests); builtin_add_alias: likewise; builtin_sort: after those. */
void builtin_add(struct builtin *builtin, const char *path);
void builtin_add_alias(struct builtin *builtin, const char *owner, const char *pattern);
void builtin_sort(struct builtin *builtin);

/* builtin_path: of that name; NULL: modules.builtin does not have it. */
const char *builtin_path(const struct builtin *builtin, const char *name);

#endif
