/* SPDX-License-Identifier: MIT */
/*
 * sysfs: the machine that a sysfs shows, running or copied
 *
 * Everything below DIR/devices that has a `uevent` or a `modalias` file is a device. A modalias stands in the `modalias`
 * file (one a line: an ACPI device may have several), in the `uevent` file, or in both; some buses have it only in one.
 * The driver is where the link `driver` leads, else what uevent says; a copy may have lost its links. The driver's module
 * is where `driver/module` leads. The node of the device tree is where `of_node` leads, else uevent's OF_FULLNAME. A
 * supplier is a link `supplier:BUS:NAME` to a device link, whose own link `supplier` leads to the device; the kernel keeps
 * no property there. What a block device sits on is in `slaves`; a multipath disk of NVMe (below nvme-subsystem) sits on
 * the controllers that lie beside it. Devices are sorted by path.
 *
 * What is gone in the meantime is passed over; so is what cannot be read, and counted.
 */
#ifndef INITRAMFS_SYSFS_H
#define INITRAMFS_SYSFS_H

#include "board.h"

/* What could not be read: how many, and of the first its name and errno. */
struct sysfs_unread {
	size_t count;
	char *first; /* NULL: nothing; for the caller to free */
	int error;
};

/* sysfs_read: `dir` is what /sys is on a running machine; fatal when there is no `devices` in it. `unread` is added to. */
void sysfs_read(struct board *board, const char *dir, struct sysfs_unread *unread);

/*
 * sysfs_text: a file's text, NULL when there is none; at most 65,535 bytes, ended by a NUL in it. A failure other than
 * its absence is counted.
 */
char *sysfs_text(const char *dir, const char *name, struct sysfs_unread *unread);

/* sysfs_name: the last component of where a link leads, or NULL. */
char *sysfs_name(const char *dir, const char *name);

/* sysfs_device: the path, below sysfs, of the directory where a link in `dir`/`name` leads; NULL: not into sysfs. */
char *sysfs_device(const char *sysfs, const char *dir, const char *name);

/* sysfs_list: the names in a directory that begin with `prefix`, in the order of bytes; none when it cannot be read. */
void sysfs_list(const char *dir, const char *prefix, struct strings *names);

#endif
