/* SPDX-License-Identifier: MIT */
/*
 * capture: a running machine, or a copy of its /sys and /proc, as a board
 *
 * Kept is a device that has a modalias, a driver, a supplier, a node in the device tree, or that another one names as its
 * supplier or as what it sits on; and block devices, but of those below /devices/virtual only what sits on something or
 * carries something, or carries /; and the controllers of NVMe. Its parent is the nearest device above it that is kept.
 * What lies below a network interface is left out, with the interface: its name may be a MAC address, or anything.
 *
 * scripts/capture.sh does the same in shell, and its output is equal byte for byte: a change here is one there.
 */
#ifndef INITRAMFS_CAPTURE_H
#define INITRAMFS_CAPTURE_H

#include "board.h"
#include "sysfs.h"

struct capture {
	const char *sysfs;
	const char *proc; /* NULL: nothing is known from there */
	const char *log;  /* the kernel's; NULL: not asked */
	bool is_here;	  /* it is the running machine: uname and /dev say more */
	bool is_full;	  /* network interfaces too */

	/* what came of it */
	struct sysfs_unread unread;
	char *root_problem; /* NULL: the root is known */
	bool has_log;	    /* it could be read */
};

/* capture_read: fatal when `sysfs` is none. */
void capture_read(struct capture *capture, struct board *board);
void capture_free(struct capture *capture);

#endif
