/* SPDX-License-Identifier: MIT */
/*
 * hwnames: names of vendors, devices and classes, from the database that the system ships
 *
 * The database is udev's hwdb.bin, asked through libudev: it is kept up to date by distributions
 * (its PCI and USB parts are made from pci.ids and usb.ids), is on every system that has udev or
 * eudev, and its format is read by those who define it. So there is no reader of pci.ids here.
 * Where there is no hwdb.bin (a minimal container) there are no names: that is no error.
 *
 * What is asked is the field with those that it depends on, "pci:v00008086d000024DB": see the
 * table in hwnames.c.
 */
#ifndef INITRAMFS_HWNAMES_H
#define INITRAMFS_HWNAMES_H

#include "modalias.h"

struct hwnames {
	struct udev *udev;
	struct udev_hwdb *hwdb; /* NULL: no names */
	char answer[256];	/* the latest */
};

void hwnames_open(struct hwnames *names);
void hwnames_close(struct hwnames *names);

/*
 * hwnames_field: the name of the field's value, or NULL: the database has none, or the value is no
 * number (a wildcard). Good until the next call.
 */
const char *hwnames_field(struct hwnames *names, const struct modalias *modalias,
			  const struct modalias_field *field);

#endif
