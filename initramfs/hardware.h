/* SPDX-License-Identifier: MIT */
/*
 * hardware: which devices of a machine are wanted, who those need, and what serves each
 *
 * Pure: prints nothing, opens nothing (but the files of MFD modules, through mfd.h). It starts at the wanted devices:
 * those that a wanted driver serves (a module, or a built-in driver), or with a root that device alone. From there,
 * breadth first, so that the first chain to reach a device is the shortest:
 *
 *     supplier   every device that the board names as a supplier of it: clocks, regulators, PHYs, ...
 *     parent     the device that it sits on, up to the top; what a block device sits on (slave:) too
 *     child      what a multi-function chip makes by name ("platform:as3722-regulator"): of an MFD module's strings
 *                (mfd.h) the ones that are platform aliases of a driver of the kind for which the chip was reached:
 *                a regulator's for a *-supply. With the chip's driver built in there is no file to read: then by the
 *                chip's name (rk808 has rk808-regulator). In a captured machine it is a device, too
 *     behind     what only an event announces: mmc_block behind an SD host (struct hardware_behind)
 *
 * Suppliers that the kernel goes on without, at last (iommus), and what only those need are optional.
 *
 * A device is served by every module that has a matching alias, as kmod would load them, unless a built-in driver has
 * one: then by that. A captured device that no alias serves has the driver that was bound to it.
 */
#ifndef INITRAMFS_HARDWARE_H
#define INITRAMFS_HARDWARE_H

#include <stdbool.h>
#include <stddef.h>

#include "board.h"
#include "builtin.h"
#include "kernel.h"
#include "mfd.h"

/* A device whose driver's path matches `glob` (as in a profile) has children that `module` serves. */
struct hardware_behind {
	const char *glob;
	unsigned module; /* index into kernel->modules */
};

struct hardware_input {
	const struct kernel *kernel;
	const struct builtin *builtin;
	struct mfd *mfd;
	const bool *is_wanted; /* a module of the kernel each: a device that it serves is wanted */
	const bool *is_wanted_builtin; /* one of builtin->paths each */
	const struct hardware_behind *behind;
	size_t behind_count;
	const struct board *boards;
	size_t board_count;
	const char *const *
		roots; /* one a board: a device's path; only it is wanted. NULL, as all of it: no root */
};

enum need_kind { NEED_DEVICE, NEED_SUPPLIER, NEED_PARENT, NEED_CHILD, NEED_BEHIND };

/* Who asked for it: another need, and by what. */
struct need_asker {
	size_t consumer; /* index into needs */
	enum need_kind kind;
	const char *by; /* the board's own, or literal */
};

/* One device of one board; or of a device its children of one kind, or what is behind it. */
struct need {
	unsigned board, device; /* index into boards, and into its devices */
	enum need_kind kind;	/* as the first asker has it */
	size_t consumer; /* the first asker, smaller than its own number; itself for NEED_DEVICE */
	const char *
		by; /* the property: "vqmmc-supply"; of a child the same, for which the chip was reached;
				   NULL: not known, or of this kind there is none */
	struct need_asker *askers; /* all of them, the first is consumer's; none for NEED_DEVICE */
	size_t asker_count;
	unsigned *modules; /* that serve it, ascending, each once */
	size_t module_count;
	const char *builtin; /* the built-in driver that serves it; NULL: none is known */
	bool is_optional; /* the kernel goes on without it: no asker that is not optional needs it
				   (hardware_is_optional) */
	bool is_guess; /* NEED_CHILD: by the chip's name. NEED_DEVICE: by the node's name, a built-in driver */
};

/* A supplier that a needed device names and that is no device of the board: disabled, or not there. */
struct hardware_absent {
	size_t consumer; /* index into needs */
	const char *by;	 /* may be NULL */
	const char *path;
};

struct hardware {
	struct need *needs; /* consumers before what they ask for */
	size_t count;
	struct hardware_absent *absent;
	size_t absent_count;
};

/* hardware_find: everything that points to text points into the input. */
void hardware_find(struct hardware *hardware, const struct hardware_input *input);
void hardware_free(struct hardware *hardware);

/* hardware_has_driver: false: none is known; it may be built in without an alias, need none (a simple bus), or not be
 * built. */
bool hardware_has_driver(const struct need *need);

#endif
