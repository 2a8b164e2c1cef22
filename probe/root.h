/* SPDX-License-Identifier: MIT */
/*
 * root: root= -> a device that exists, and its mount
 *
 * root= is /dev/NAME, UUID=, LABEL=, PARTUUID=, PARTLABEL=, or
 * /dev/disk/by-{uuid,label,partuuid,partlabel}/ in their place. UUIDs are compared without regard
 * to case, labels byte for byte.
 */
#ifndef PROBE_ROOT_H
#define PROBE_ROOT_H

#include "cmdline.h"
#include "superblock.h"

#define ROOT_NAME_SIZE 64
#define ROOT_TARGET    "/root" /* where the real root is mounted before the switch */

enum root_kind { ROOT_NAME, ROOT_UUID, ROOT_LABEL, ROOT_PARTUUID, ROOT_PARTLABEL };

struct root_spec {
	enum root_kind kind;
	const char *value; /* points into root= */
};

struct root_device {
	char name[ROOT_NAME_SIZE];    /* below /dev */
	struct superblock superblock; /* type is NULL when nothing known is on it */
};

/* root_parse: (pure) returns 0; -EINVAL when the form is unknown. */
int root_parse(struct root_spec *spec, const char *root);

/* root_look: is the block device of that name (below /dev) the one? 1: yes, *device says what it
 * is. 0: no. Traced. */
int root_look(const struct root_spec *spec, const char *name, struct root_device *device);

/* root_scan: root_look at every block device of the machine until one is it. 1 or 0; -errno: /sys
 * cannot be read. */
int root_scan(const struct root_spec *spec, struct root_device *device);

/* root_report: name every block device, and what is on it, in the log: for when root never came. */
void root_report(void);

/* root_mount: mount it on ROOT_TARGET as one filesystem type. Returns 0 or -errno. */
int root_mount(const struct root_device *device, const char *type, const struct cmdline *cmdline);

#endif
