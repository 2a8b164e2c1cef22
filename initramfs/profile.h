/* SPDX-License-Identifier: MIT */
/*
 * profile: a named class of modules, as text
 *
 * A profile is a text file of one directive a line; `#` starts a comment, empty lines are nothing.
 *
 *     path GLOB     every module at, or below, a path that matches
 *     alias GLOB    every module with an alias that matches: fs-*, pci:*bc01sc06i*
 *     module NAME   this module; an error when the kernel neither has it nor has it built in
 *     module NAME?  this module, if the kernel has it
 *     pack NAME     this module, but not as a driver of devices: it is there for the modules and the
 *     pack NAME?    kernel requests (crypto-*) that ask for it; its hardware aliases are not baked
 *     signed NAME   like module, for what makes the check of signatures quicker: only if the kernel's modules
 *     signed NAME?  have signatures and go into the image with them. Otherwise the module is not taken, even
 *                   when a trace has it: --module, and the need of another module, are stronger
 *     not GLOB      no module at, or below, a path that matches: takes back what path and alias
 *                   lines would choose, here and in what this profile includes; module lines and
 *                   dependencies stay
 *     include NAME  another profile
 *     class NAME    what the modules are for that the path, alias and module lines of this profile
 *                   choose: storage, net, filesystem or supplier. A profile that it includes keeps its own. A
 *                   module that several profiles choose is of all their classes. One of class net
 *                   alone is loaded for its device only when a network is asked for
 *     follow MODULE OTHER
 *                   OTHER, if the kernel has it, is inserted after MODULE, as if a softdep post of
 *                   MODULE said so: for what no device and no event announces
 *     sequential NAME
 *     sequential NAME?
 *                   while this module goes in, no other does; chooses nothing
 *     urgent NAME
 *     urgent NAME?  this module goes in before others that could, and beside those that are going in: its device waits long
 *                   for what it will bring; chooses nothing
 *     likely NAME
 *     likely NAME?  this module is the filesystem that a root has more often than others: while root is waited for, and
 *                   nothing says which filesystem it has, this one goes in when nothing else can; chooses nothing
 *     leave NAME    not taken by the path and alias lines here and in what this profile includes, like
 *                   not, but by name, and the manifest says so: it is left to the real system
 *     common PATTERN...
 *                   modules of such names are those of many machines: what is common is compressed so that
 *                   it is inflated quickest (pack.h). A PATTERN is fnmatch's, of a name in which `-` and `_`
 *                   are the same; chooses nothing, and one that matches nothing is no error
 *     firmware load NAME
 *     firmware pack NAME
 *     firmware leave NAME
 *                   what becomes of a module that names firmware (firmware.h), whatever chose it but
 *                   --module and the need of another module; of several lines for one module that of
 *                   the including profile counts
 *
 *     behind GLOB NAME
 *                   what sits on a device whose driver's path matches, and that only an event announces, has the driver
 *                   NAME: a selection for a board takes it with that device, if the kernel has it. Of a file system
 *                   at such a path it is what --filesystem keeps with it. Chooses nothing by itself. When it is
 *                   the only such line for a driver, and no file system's, a boot may insert NAME while that
 *                   driver looks for its devices, if there is nothing else to do
 *     behind GLOB NAME?
 *                   the same, but only when a trace has NAME, and with it what was behind such a device; for no board
 *
 * The order of the lines does not matter. A path is the module's file below kernel/ (or updates/ or
 * extra/: the first component is not looked at), without a compression suffix: drivers/ata,
 * drivers/nvme/host/nvme.ko. Globs are fnmatch's, and in a path `*` stops at a `/`. A path that
 * matches nothing is no error: one profile serves every architecture and kernel. A file in updates/
 * that takes the place of one in kernel/ is chosen by the paths of both.
 *
 * With a board a profile that has no class is cut down to it as well, in what its path and alias lines choose for devices.
 *
 * A profile whose name holds a '/' is a file; any other is one of those built into coldprobe
 * (profiles/).
 */
#ifndef INITRAMFS_PROFILE_H
#define INITRAMFS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "firmware.h"

enum profile_directive {
	PROFILE_PATH,
	PROFILE_ALIAS,
	PROFILE_MODULE,
	PROFILE_PACK,
	PROFILE_SIGNED,
	PROFILE_NOT,
	PROFILE_INCLUDE,
	PROFILE_CLASS, /* makes no rule */
	PROFILE_FOLLOW,
	PROFILE_SEQUENTIAL,
	PROFILE_LEAVE,
	PROFILE_FIRMWARE,
	PROFILE_BEHIND,
	PROFILE_URGENT,
	PROFILE_LIKELY,
	PROFILE_COMMON,
};

/* Bits. */
enum profile_class {
	PROFILE_STORAGE = 1,
	PROFILE_NET = 2,
	PROFILE_FILESYSTEM = 4,
	PROFILE_SUPPLIER = 8, /* what the hosts of a board wait for */
};

struct profile_rule {
	enum profile_directive directive;
	char *word;		     /* of firmware: the module */
	char *other;		     /* of follow and behind; else NULL */
	enum firmware_policy policy; /* of firmware */
	bool is_optional;	     /* NAME?; of behind: of other */
	unsigned line;		     /* in the profile, from 1 */
};

struct profile {
	char *name;
	unsigned classes; /* enum profile_class */
	struct profile_rule *rules;
	size_t count;
};

/* profile_read: fatal, one line, when there is no such profile, or when a line of it is none of the
 * above. */
void profile_read(struct profile *profile, const char *name);
void profile_free(struct profile *profile);

/* profile_names: "all, default, filesystem, ...": the names that are built in. */
const char *profile_names(void);

/* profile_classes: "storage", "net,filesystem": the names for these bits, for the caller to free; "" for 0. */
char *profile_classes(unsigned classes);

/* profile_path_matches: a module file's path below the module directory, by a `path` line's glob. */
bool profile_path_matches(const char *glob, const char *path);

#endif
