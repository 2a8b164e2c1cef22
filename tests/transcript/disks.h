/* SPDX-License-Identifier: MIT */
/*
 * disks: what is on the machine's block devices, and the files that are there before anything is
 * plugged in
 */
#ifndef TESTS_DISKS_H
#define TESTS_DISKS_H

#include "world.h"

/* disks_make: the bytes of every block device: superblocks, and the partition tables of whole
 * disks. */
void disks_make(struct device *devices, size_t count);

/* disks_contents: a filesystem with the files of the device's "has:" lines. */
struct filesystem *disks_contents(const struct device *device);

/* disks_usual: a filesystem of no device (an overlay, a host's directory) with what a root usually has. */
struct filesystem *disks_usual(const char *type, const char *source);

/* disks_system: the initramfs with its module files, and what /dev, /proc and /sys hold from the
 * start. */
void disks_system(void);

/* disks_finish: remove what the machine is to be without, and mount what is to be mounted. */
void disks_finish(void);

#endif
