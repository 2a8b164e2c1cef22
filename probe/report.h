/* SPDX-License-Identifier: MIT */
/*
 * report: why there is no root, in the kernel log
 *
 * Which block devices there are, with what is on them; and each device that no driver has
 * taken although a module for it is known here, with the reason; network devices come last. Of the other devices only the number is given.
 *
 * What is known here are the modules of the baked table, and those that the image lacks: the file REPORT_TRIMMED is
 * a table of them, which says in place of a module's parameters why it is not there (initramfs/trimmed.h). It is
 * opened for a report only.
 */
#ifndef PROBE_REPORT_H
#define PROBE_REPORT_H

#include "load.h"

#define REPORT_TRIMMED	   "/lib/coldprobe/trimmed"
#define REPORT_MAX_BLOCKS  16	 /* lines; the number of the others follows */
#define REPORT_MAX_DEVICES 16	 /* the same */
#define REPORT_MAX_MODULES 3	 /* of one device */
#define REPORT_DEFERRED	   16384 /* bytes of the kernel's list of deferred devices, with a NUL */

/*
 * report_root: when what was awaited, which the caller has named, did not appear. Mounts debugfs where it belongs, if it is not there
 * and the kernel has it: that is where it says what a driver waits for.
 */
void report_root(const struct loader *loader);

/* report_type: why a filesystem of that type, which the kernel did not know, has no module here. */
void report_type(const struct loader *loader, const char *type);

#endif
