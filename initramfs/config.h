/* SPDX-License-Identifier: MIT */
/*
 * config: what modprobe.d(5) says, for the image
 *
 * The directories are read by libkmod's own parser. Nothing is read unless a directory is given, and what libkmod
 * adds from the command line of the kernel that runs here is taken out again: an image does not depend on the
 * machine that makes it.
 *
 *     options M ...     M's parameters, several lines joined by a blank
 *     blacklist M       M's aliases are not baked: it comes in by its name, and for modules that need it
 *     alias PATTERN M   one more alias of M. As in modprobe, where this line is asked before the modules'
 *                       own aliases, the same pattern of another module no longer counts: so
 *                       `alias net-pf-10 off` turns a request off. Other patterns that match the same
 *                       device as well do still count, which they do not in modprobe.
 *     softdep M ...     what it names joins what the module itself says (modprobe takes the first line alone)
 *     install, remove   a command instead of a module: there is no shell to run it. Refused, if the module is in
 *                       the image.
 *
 * A module that is not in the kernel is no error: one modprobe.d serves every kernel.
 */
#ifndef INITRAMFS_CONFIG_H
#define INITRAMFS_CONFIG_H

#include "kernel.h"
#include "select.h"
#include "util.h"

enum config_kind {
	CONFIG_OPTIONS,
	CONFIG_BLACKLIST,
	CONFIG_ALIAS,
	CONFIG_SOFTDEP,
	CONFIG_INSTALL,
	CONFIG_REMOVE,
	CONFIG_KINDS
};

/* In the order of the files' names, then of the lines. */
struct config_line {
	char *word;  /* the module, a glob for softdep, install, remove; for alias the pattern */
	char *value; /* what follows; for alias the module; "" when there is nothing */
};

struct config {
	struct config_lines {
		struct config_line *items;
		size_t count;
	} lines[CONFIG_KINDS];
};

/*
 * config_read: all `*.conf` files of these directories, one of several files with one name being read: that of
 * the directory given first. Fatal, one line: a directory or file that cannot be read, a line that libkmod does
 * not understand.
 */
void config_read(struct config *config, const struct strings *dirs);
void config_free(struct config *config);

/* config_apply: what it says about the kernel's modules. An alias for a module that is neither there nor built
 * in is warned of, unless that is called `off`. */
void config_apply(const struct config *config, struct kernel *kernel);

/* config_check: fatal when there is an install or a remove line for a module of the selection. */
void config_check(const struct config *config, const struct selection *selection);

#endif
