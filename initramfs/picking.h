/* SPDX-License-Identifier: MIT */
/*
 * picking: what profiles and --module choose by name, path and alias, before what that needs is added (select.c)
 */
#ifndef INITRAMFS_PICKING_H
#define INITRAMFS_PICKING_H

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
	bool is_sequential;
	unsigned classes;	     /* enum profile_class */
	enum firmware_policy policy; /* a profile's word */
};

struct picking {
	const struct kernel *kernel;
	const struct wish *wish;
	struct depend_graph graph;
	struct pick *picks;
	bool chooses_nothing; /* now, the profile that is read: only what it knows counts */
};

void picking_init(struct picking *picking, const struct kernel *kernel, const struct wish *wish);
void picking_free(struct picking *picking);

/* picking_wished: all that the wish names, with the policies for firmware applied. Fatal as select_modules. */
void picking_wished(struct picking *picking);

/* picking_add: the module of that number; takes `reason` over, which counts if it is the first. */
void picking_add(struct picking *picking, unsigned number, bool for_devices, char *reason);

#endif
