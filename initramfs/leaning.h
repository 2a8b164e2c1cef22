/* SPDX-License-Identifier: MIT */
/*
 * leaning: which of the chosen modules go into the image lean (lean.h), and may they?
 */
#ifndef INITRAMFS_LEANING_H
#define INITRAMFS_LEANING_H

#include "kconfig.h"
#include "select.h"

/*
 * leaning_apply: sets `lean` of the choices, as the wish says; those that are stored compressed stay so.
 *
 * LEAN_ALL: when modules lose a signature, one line on standard error says so, and a kernel whose config says that it
 * takes no others is fatal. So is a module that is not what it should be; with LEAN_FREE that is a warning, and the
 * module is stored as it is.
 */
void leaning_apply(struct selection *selection, const struct wish *wish,
		   const struct kconfig *config);

#endif
