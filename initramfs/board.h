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
 * Header, each once: arch (Debian's name), kernel (a release), model, source (sysfs, or a device tree's file name),
 * root (the path of the block device that carries /), root-type (its filesystem); repeatable: loaded (a module of
 * the running kernel), firmware (a file that it loaded, below the firmware directory), alias (a name and a path:
 * "alias: mmc0 /soc/mmc@7e202000", of a device tree's /aliases; a name once), include: a file beside this
 * one, read in its place (at most 8 deep; of what is said twice the including file's word counts).
 * Device: path (below /sys; of a device tree the node's path; once, but a device of an included file may be told
 * anew), subsystem, driver (bound), module (the driver's; none when it is built in, or does not say), parent (a path),
 * of-node (the node's path in the device tree), devname (below /dev), each once; modalias, slave (a path: what a block
 * device sits on, as dm and md do) and supplier, repeatable; waiting-for-supplier: 1 (it has no driver, because the
 * kernel waits for a supplier that is no device yet); uevent: KEY=VALUE, repeatable, of which MODALIAS, DRIVER, DEVNAME
 * and OF_FULLNAME count.
 * A supplier is a path, and before it, when it is known, the property that names it:
 *
 *     supplier: vqmmc-supply /i2c@7000d000/pmic@40
 *
 * Keys that are not named here are passed over: there are more in the tests' machines, and there
 * will be more. A key is lower-case letters, digits and `-`. Order is kept.
 */
#ifndef INITRAMFS_BOARD_H
#define INITRAMFS_BOARD_H

#include <stdbool.h>
#include <stdio.h>

#include "util.h"

struct board_supplier {
	char *by;   /* the property: "vqmmc-supply"; NULL: not known */
	char *path; /* of the supplier; it need not be among the devices */
};

/* What a machine does not have, or a file does not say, is NULL. */
struct board_device {
	char *path; /* "/devices/pci0000:00/0000:00:03.0"; "/soc/mmc@7e202000" */
	char *subsystem;
	char *driver;
	char *module;
	char *parent;
	char *of_node;
	char *devname;
	struct strings modaliases; /* each once */
	struct strings slaves;	   /* paths */
	struct board_supplier *suppliers;
	size_t supplier_count;
	bool is_waiting; /* for a supplier */
};

struct board_alias {
	char *name; /* "mmc0" */
	char *path; /* a node's; it need not be among the devices */
};

struct board {
	char *file; /* it was read from; for messages */
	char *arch;
	char *kernel;
	char *model;
	char *source;
	char *root, *root_type;
	struct strings loaded, firmware;
	struct board_alias *aliases; /* names differ */
	size_t alias_count;
	struct board_device *devices;
	size_t count;
};

/*
 * board_read: a board file. What cannot be read, or is no board file, is fatal: one line with the
 * file, the line's number and the reason.
 */
void board_read(struct board *board, const char *path);

/*
 * board_parse: the same of a text with a NUL at its end, which is cut into pieces. It reads no other file: `include` is a
 * fault. Returns 0, or -1 with the fault; its `what` may lie in the text. board_free in both cases.
 */
struct board_fault {
	unsigned line;	     /* 0: of the whole text */
	const char *what;    /* a key or a value; NULL: none */
	const char *problem; /* the reason */
};

int board_parse(struct board *board, char *text, size_t size, struct board_fault *fault);

/*
 * board_write: as a board file, in the order in which it is in memory; read and written again it is the same, byte for
 * byte. Fatal when a value has a line break in it, or a blank at its end: no file can say that.
 */
void board_write(const struct board *board, FILE *stream);

void board_free(struct board *board);

/* board_add: a new device at the end; `path` is copied. Good until the next one. */
struct board_device *board_add(struct board *board, const char *path);

/* board_clear_device: what it holds is freed, its path too; it is still among the devices. */
void board_clear_device(struct board_device *device);

/* board_find: the device of that path; NULL: there is none. */
struct board_device *board_find(const struct board *board, const char *path);

/* board_add_alias: false: the name has one already, which stays. */
bool board_add_alias(struct board *board, const char *name, const char *path);

/* board_alias: the path of that name; NULL: there is none. */
const char *board_alias(const struct board *board, const char *name);

/* board_sort: devices by path, in the order of bytes: what carries a device comes before it. */
void board_sort(struct board *board);

/* board_add_modalias, board_add_slave, board_add_supplier: unless the device has it already. `by` may be NULL. */
void board_add_modalias(struct board_device *device, const char *modalias);
void board_add_slave(struct board_device *device, const char *path);
void board_add_supplier(struct board_device *device, const char *by, const char *path);

#endif
