/* SPDX-License-Identifier: MIT */
/*
 * fitting: what profiles choose, cut down to some boards and file systems
 */
#ifndef INITRAMFS_FITTING_H
#define INITRAMFS_FITTING_H

#include "hardware.h"
#include "picking.h"

/* fitting_filesystems: of the class filesystem only what the wish names. A type that the kernel does not have is fatal. */
void fitting_filesystems(struct picking *picking);

/*
 * fitting_find: which modules those boards need (hardware.h), the candidates of the profiles being what is wanted.
 * fitting_apply: candidates that are not needed are left out, silently; what is needed is in, and the reason is why.
 */
void fitting_find(const struct picking *picking, struct mfd *mfd, const struct board *boards,
		  size_t count, const char *const *roots, struct hardware *hardware);
void fitting_apply(struct picking *picking, const struct board *boards, size_t count,
		   const struct hardware *hardware);

/* fitting_tell: in a selection that has its choices, for each choice the boards that need it, or need what needs it. */
void fitting_tell(struct picking *picking, size_t count, struct selection *selection);

#endif
