/* SPDX-License-Identifier: MIT */
/*
 * kconfig: what a kernel was built with: its config file, lines `CONFIG_NAME=y`
 */
#ifndef INITRAMFS_KCONFIG_H
#define INITRAMFS_KCONFIG_H

#include <stdbool.h>

#include "kernel.h"

struct kconfig {
	char *path; /* NULL: none was found, and nothing is known */
	char *text;
};

/*
 * kconfig_read: `path`; when it is NULL, the file `config` of the kernel, if there is one (boot_file.h). A file given
 * that is absent, and one that does not say CONFIG_MODULES=y, are fatal: one line.
 */
void kconfig_read(struct kconfig *config, const struct kernel *kernel, const char *path);
void kconfig_free(struct kconfig *config);

/* kconfig_enforces: the word that says that the kernel takes signed modules only ("CONFIG_MODULE_SIG_FORCE"); NULL: none
 * does, or nothing is known. What the command line and Secure Boot add is not known before it boots. */
const char *kconfig_enforces(const struct kconfig *config);

/* kconfig_has: true when there is a line `NAME=y`; false too when nothing is known. */
bool kconfig_has(const struct kconfig *config, const char *name);

#endif
