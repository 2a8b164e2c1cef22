/* SPDX-License-Identifier: MIT */
/*
 * picking: what profiles and --module choose by name, path and alias, before what that needs is added (select.c); picks.c is
 * what happens to a single module
 */
#ifndef INITRAMFS_PICKING_H
#define INITRAMFS_PICKING_H

#include "builtin.h"
#include "depend.h"
#include "firmware.h"
#include "kernel.h"
#include "select.h"

/* One a module of the kernel. */
struct pick {
	char *reason;	  /* NULL: not chosen */
	char *left;	  /* why it is left to the real system; counts only when it is not chosen */
	bool is_silent;	  /* so says a `not`, of which the manifest says nothing */
	bool for_devices; /* as in struct choice */
	bool is_asked;	  /* --module, or a trace has it */
	bool is_used;	  /* a trace has it, and it was not --module */
	bool is_sequential;
	bool is_urgent;
	bool is_likely;
	bool is_common;	   /* a profile says so, or a trace has it */
	bool is_candidate; /* for devices: with a board only those that its devices need stay */
	bool is_kept;	   /* whatever the board is */
	unsigned classes;  /* enum profile_class */
	enum firmware_policy policy; /* a profile's word */
};

/* A line `behind`. */
struct picking_behind {
	char *glob;
	unsigned module;
	bool is_for_used; /* NAME?: only when a trace has the module */
};

struct picking {
	const struct kernel *kernel;
	const struct wish *wish;
	struct depend_graph graph;
	struct pick *picks;
	const struct builtin *builtin; /* NULL: what is built in does not matter */
	unsigned *builtin_classes;     /* one of builtin->paths each: enum profile_class */
	struct picking_behind *behind;
	size_t behind_count;
	bool has_signatures;  /* modules with a signature go into the image as they are */
	bool chooses_nothing; /* now, the profile that is read: only what it knows counts */
	bool is_keeping;      /* now, the profile that is read: --keep */
};

/* picking_init: `builtin` may be NULL. */
void picking_init(struct picking *picking, const struct kernel *kernel, const struct wish *wish,
		  const struct builtin *builtin);
void picking_free(struct picking *picking);
void picks_free(struct pick *picks, size_t count);

/* picking_wished: all that the wish names, with the policies for firmware applied. Fatal as select_modules. */
void picking_wished(struct picking *picking);

/* picking_add: the module of that number; takes `reason` over, which counts if it is the first. */
void picking_add(struct picking *picking, unsigned number, bool for_devices, char *reason);

/* picking_leave: it is left out, for that reason, which is taken over; in the manifest unless it `is_silent`. */
void picking_leave(struct picking *picking, unsigned number, bool is_silent, char *reason);

/* picking_apply_policy: what becomes of a chosen module because of its firmware, by a profile's word, or because no file
 * of it is there. */
void picking_apply_policy(struct picking *picking, unsigned number);

#endif
