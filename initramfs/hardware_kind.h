/* SPDX-License-Identifier: MIT */
/*
 * hardware_kind: what a device tree's names say about drivers
 */
#ifndef INITRAMFS_HARDWARE_KIND_H
#define INITRAMFS_HARDWARE_KIND_H

#include <stdbool.h>

#include "util.h"

/*
 * hardware_fits: is a driver in that file (kernel/drivers/regulator/...) of the kind that a property asks for: a
 * regulator's for *-supply, a clock's for clocks. With NULL, a property that is not known: any kind that supplies. false
 * for a property of no such kind (interrupts: the chip itself answers those).
 */
bool hardware_fits(const char *property, const char *path);

/* hardware_same_kind: do two properties ask for the same kind? Both may be NULL. */
bool hardware_same_kind(const char *one, const char *other);

/*
 * hardware_is_optional: does the kernel at last try a device without that supplier, whose modaliases these are, and the
 * driver go on? So it is with iommus and iommu-map (drivers/iommu/of_iommu.c: after deferred_probe_timeout, 10 s, a device
 * does its DMA without), wakeup-parent (fw_devlink passes over it), and a USB PHY with nothing to it, usb-nop-xceiv, which
 * drivers/phy/phy-core.c hands to nobody. fw_devlink passes over dmas as well, but there the drivers wait: not optional.
 * False for a property that is not known, NULL.
 */
bool hardware_is_optional(const char *property, const struct strings *modaliases);

/*
 * hardware_host_dir: where the drivers of a device with that node name are ("/drivers/mmc/host/" for mmc@7e202000), for
 * hosts that may carry a root or a network: the generic names of the Devicetree Specification, 2.2.2. NULL: another name.
 */
const char *hardware_host_dir(const char *node);

#endif
