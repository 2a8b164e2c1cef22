/* SPDX-License-Identifier: MIT */
/*
 * board: a machine as a text file
 *
 * Lines are "key: value"; `#` at the start of a line begins a comment; an empty line ends a
 * paragraph. A paragraph that begins with "path:" is a device, any other belongs to the header.
 *
 *     arch: arm64                           kernel: 6.1.0-56-arm64
 *     model: Raspberry Pi 3 Model B
 *
 *     path: /devices/platform/soc/3f300000.mmc
 *     subsystem: platform
 *     modalias: of:NmmcnrT(null)Cbrcm,bcm2835-mmc
 *     driver: mmc-bcm2835
 *
 * Header: arch, kernel (a release), model: the last of each counts; include: a file beside this one,
 * read in its place (at most 8 deep).
 * Device: path (below /sys; once, but a device of an included file may be told anew), subsystem,
 * driver (bound), parent (a path), devname (below /dev), each once; modalias and supplier (a path),
 * repeatable; uevent: KEY=VALUE, repeatable, of which MODALIAS and DRIVER count.
 *
 * Keys that are not named here are passed over: there are more in the tests' machines, and there
 * will be more. A key is lower-case letters, digits and `-`. Order is kept.
 */
#ifndef INITRAMFS_BOARD_H
#define INITRAMFS_BOARD_H

#include "util.h"

/* What a machine does not have, or a file does not say, is NULL. */
struct board_device {
	char *path; /* below /sys: "/devices/pci0000:00/0000:00:03.0" */
	char *subsystem;
	char *driver;
	char *parent;
	char *devname;
	struct strings modaliases; /* each once */
	struct strings suppliers;
};

struct board {
	char *arch;
	char *kernel;
	char *model;
	struct board_device *devices;
	size_t count;
};

/*
 * board_read: a board file. What cannot be read, or is no board file, is fatal: one line with the
 * file, the line's number and the reason.
 */
void board_read(struct board *board, const char *path);
void board_free(struct board *board);

/* board_add: a new device at the end; `path` is copied. Good until the next one. */
struct board_device *board_add(struct board *board, const char *path);

/* board_add_modalias: unless the device has it already. */
void board_add_modalias(struct board_device *device, const char *modalias);

#endif
