/* SPDX-License-Identifier: MIT */
/*
 * hardware_kind: what a device tree's names say about drivers
 */
#ifndef INITRAMFS_HARDWARE_KIND_H
#define INITRAMFS_HARDWARE_KIND_H

#include <stdbool.h>

/*
 * hardware_fits: is a driver in that file (kernel/drivers/regulator/...) of the kind that a property asks for: a
 * regulator's for *-supply, a clock's for clocks. With NULL, a property that is not known: any kind that supplies. false
 * for a property of no such kind (interrupts: the chip itself answers those).
 */
bool hardware_fits(const char *property, const char *path);

/* hardware_same_kind: do two properties ask for the same kind? Both may be NULL. */
bool hardware_same_kind(const char *one, const char *other);

/*
 * hardware_host_dir: where the drivers of a device with that node name are ("/drivers/mmc/host/" for mmc@7e202000), for
 * hosts that may carry a root or a network: the generic names of the Devicetree Specification, 2.2.2. NULL: another name.
 */
const char *hardware_host_dir(const char *node);

#endif
