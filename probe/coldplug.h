/* SPDX-License-Identifier: MIT */
/*
 * coldplug: visit every device under /sys that has a modalias
 *
 * Looks at /sys/bus/BUS/devices/DEVICE/uevent for every bus, and at the two classes whose devices
 * have a modalias though they sit on no bus (dmi, input). uevent rather than modalias: some devices
 * (amba, mmc:block, PHYs) have their modalias only there. Measured on q35: 57 modaliases from
 * uevent files, 51 from modalias files.
 *
 * A bus whose devices have modaliases of such kinds alone that no pattern of the table can match is passed over, and so is
 * one whose devices never have any. One that is not known here is looked at.
 *
 * A device that vanishes while it is looked at is no error.
 */
#ifndef PROBE_COLDPLUG_H
#define PROBE_COLDPLUG_H

#define COLDPLUG_UEVENT_SIZE 4097 /* a sysfs file is at most a page, and the NUL */
#define COLDPLUG_PATH_SIZE   512

/* Called for each device: its directory's descriptor and name in there, and its modalias. */
typedef void coldplug_visit(void *context, int dir, const char *name, const char *modalias);

#define COLDPLUG_ALL 0xffffu

/*
 * coldplug_scan: `root` is "" or the directory that is taken for /; `kinds` are those of the modaliases that matter
 * (TABLE_KIND_*), or COLDPLUG_ALL. Returns how many devices were visited, or -errno when /sys/bus cannot be read. A device
 * whose uevent file cannot be read is a warning in the log.
 */
int coldplug_scan(const char *root, unsigned kinds, coldplug_visit *visit, void *context);

/*
 * coldplug_lacks_network: 1 while there is a USB hub, whose devices come when the hub has found them and not when its
 * driver is in, and no network interface that belongs to a device.
 */
int coldplug_lacks_network(void);

/* coldplug_device_path: the device's path below /sys ("/devices/pci0000:00/..."), for people; its
 * name on failure. */
const char *coldplug_device_path(int dir, const char *name, char path[COLDPLUG_PATH_SIZE]);

#endif
