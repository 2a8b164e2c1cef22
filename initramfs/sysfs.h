/* SPDX-License-Identifier: MIT */
/*
 * sysfs: the machine that a sysfs shows, running or copied
 *
 * Everything below DIR/devices that has a `uevent` or a `modalias` file is a device. A modalias
 * stands in the `modalias` file (one a line: an ACPI device may have several), in the `uevent`
 * file, or in both; some buses have it only in one. The driver is where the link `driver` leads,
 * else what uevent says; a copy may have lost its links. Devices are sorted by path.
 *
 * What cannot be read (root's, or gone in the meantime) is passed over.
 */
#ifndef INITRAMFS_SYSFS_H
#define INITRAMFS_SYSFS_H

#include "board.h"

/* sysfs_read: `dir` is what /sys is on a running machine; fatal when there is no `devices` in it.
 */
void sysfs_read(struct board *board, const char *dir);

#endif
