/* SPDX-License-Identifier: MIT */
/*
 * modinfo: what a module says about itself, read from its .modinfo section by libkmod
 *
 * .modinfo is a sequence of NUL-terminated "key=value" strings, written by the MODULE_* macros of
 * include/linux/module.h and by modpost. A softdep is "pre: a b post: c"; a module may have
 * several, and all of them count (modprobe looks at the first only).
 */
#ifndef INITRAMFS_MODINFO_H
#define INITRAMFS_MODINFO_H

struct kmod_ctx;
struct module;

/*
 * modinfo_read: fill in size, is_signed, machine, bits and every list of a module but `shadowed`; `path` is its
 * file. A file that is no whole module is fatal (modfile.h).
 */
void modinfo_read(struct module *module, struct kmod_ctx *kmod, const char *path);

#endif
