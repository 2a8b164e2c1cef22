/* SPDX-License-Identifier: MIT */
/*
 * kernel: one kernel's modules, read from a module directory
 *
 * The directory is what a distribution installs as /lib/modules/RELEASE. Only the module files,
 * modules.order and modules.builtin are needed: every fact about a module (aliases, depends,
 * softdep, weakdep, firmware) stands in its own .modinfo section, which libkmod reads, compressed
 * or not. Nothing of the running kernel is looked at, and depmod's files are neither needed nor
 * made.
 *
 * A module's place in kernel->modules is its priority: the order in which kmod would return it for
 * an alias. depmod defines it: the line in modules.order, then whatever that file does not name,
 * here by path.
 */
#ifndef INITRAMFS_KERNEL_H
#define INITRAMFS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "aliases.h"
#include "util.h"

struct module {
	char *name; /* kmod's form: `-` became `_`, no suffix: "crc32c_intel" */
	/* below the module directory, as on disk: "kernel/arch/x86/crypto/crc32c-intel.ko" */
	char *path;
	size_t size;		 /* bytes, decompressed, with its signature */
	bool is_signed;		 /* a signature is appended */
	unsigned machine, bits;	 /* what it is for: e_machine of its ELF file, 32 or 64 */
	struct strings shadowed; /* paths of the files of this name that it takes the place of */
	struct strings aliases;	 /* as in .modinfo: its order, its spelling, not normalised */
	struct strings depends;	 /* module names, normalised */
	struct strings softpre;	 /* softdep "pre:" words: module names or aliases, as written */
	struct strings softpost; /* softdep "post:" words */
	struct strings weak;	 /* weakdep words */
	struct strings firmware; /* file names, or globs, below the firmware directory */
	/* what modprobe.d adds (config_apply): */
	char *options;	     /* parameters, "a=1 b=2"; NULL: none */
	bool is_blacklisted; /* none of its aliases brings it in */
};

struct kernel {
	char *dir;     /* as given */
	char *release; /* last component of the real path of dir: "6.1.0-56-amd64" */
	struct module *modules;
	size_t count;
	struct strings builtin;	 /* names of what is built in, normalised, sorted */
	unsigned *by_name;	 /* indexes into modules, sorted by name: kernel_find's own */
	struct aliases patterns; /* kernel_match's own */
};

/*
 * kernel_read: read the whole directory. A directory that is absent, or is no kernel's (neither
 * kernel/ nor modules.order in it), or holds no module, and a module file that is not a whole ELF
 * file are fatal: one line that names the file and the reason, exit 1. Of two files with one name
 * the one depmod's default search order prefers is kept: updates/ first; among others (where depmod
 * takes what the directory lists first) the first by path.
 */
void kernel_read(struct kernel *kernel, const char *dir);
void kernel_free(struct kernel *kernel);

/* kernel_index: what kernel_read does last, for who fills in the modules otherwise (tests), or has
 * changed their aliases. */
void kernel_index(struct kernel *kernel);

/* kernel_find: the module of that name (`-` and `_` are the same); NULL: there is none. */
const struct module *kernel_find(const struct kernel *kernel, const char *name);

/* kernel_is_builtin: true when modules.builtin names it. */
bool kernel_is_builtin(const struct kernel *kernel, const char *name);

/*
 * kernel_match: every module that serves an alias, in kmod's order, each once.
 * Returns how many; *found is malloc'ed, for the caller to free. Patterns and the alias are
 * compared as kmod does: `-` becomes `_` except inside brackets, then fnmatch. An alias that kmod
 * refuses matches nothing.
 */
size_t kernel_match(const struct kernel *kernel, const char *alias, const struct module ***found);

#endif
