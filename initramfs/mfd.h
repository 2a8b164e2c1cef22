/* SPDX-License-Identifier: MIT */
/*
 * mfd: the children that a multi-function chip's driver makes by name
 *
 * Such a driver (drivers/mfd) makes a platform device for each part of the chip, and the name ("as3722-regulator") is
 * all that leads to the part's driver: its alias is "platform:" and the name. No device tree has it. It is a string in
 * the module's file, in .rodata or .rodata.str*, or in that of a module it depends on (axp20x for axp20x-i2c).
 */
#ifndef INITRAMFS_MFD_H
#define INITRAMFS_MFD_H

#include <stdbool.h>

#include "kernel.h"

/* One a module of the kernel; filled in on first use, or by who needs no file (tests). */
struct mfd_children {
	bool is_known;
	unsigned *modules; /* ascending, each once */
	size_t count;
};

struct mfd {
	const struct kernel *kernel;
	struct mfd_children *children;
	struct mfd_stem *stems; /* of the kernel's platform aliases; mfd.c's own */
	size_t stem_count;
};

void mfd_init(struct mfd *mfd, const struct kernel *kernel);
void mfd_free(struct mfd *mfd);

/*
 * mfd_children: the modules of this kernel that serve what this module makes, of whatever kind; none for a module outside
 * drivers/mfd. Fatal when its file cannot be read.
 */
const struct mfd_children *mfd_children(struct mfd *mfd, unsigned module);

/*
 * mfd_named: of a chip whose driver's file is not there, by the chip's name ("rk808", the compatible without vendor): the
 * modules with an alias platform:STEM-PART or platform:STEM_PART. STEM is the name ("rk808" for rk808); if none of those
 * `fits` (called with `context` and the module's number), one that differs in digits behind the first (rk808 for rk817), x
 * being a digit; else one that differs in digits (axp20x for axp803). Returns how many; *modules is for the caller to free.
 */
size_t mfd_named(const struct mfd *mfd, const char *name,
		 bool (*fits)(const void *context, unsigned module), const void *context,
		 unsigned **modules);

#endif
