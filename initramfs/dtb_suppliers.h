/* SPDX-License-Identifier: MIT */
/*
 * dtb_suppliers: what the devices of a device tree wait for
 *
 * fw_devlink makes links of these properties (kernel 6.1 and 6.12, drivers/of/property.c, of_supplier_bindings), and
 * keeps a consumer from its driver until the suppliers have theirs: those listed in dtb_suppliers.c, `*-supply`,
 * `*-gpio`, `*-gpios`, `gpio` and `gpios` (of what is no hog), `pinctrl-N`, interrupts by the interrupt-parent that
 * holds for the node, interrupt-map, iommu-map, msi-map. Three differences:
 *
 * - remote-endpoint is left out: each end points to the other, and of a cycle the kernel waits for nobody. backlight
 *   and panel are: nothing that carries a root waits for them.
 * - mmc-pwrseq, i2c-parent, usb-phy, fsl,usbphy and phy-handle are in: not fw_devlink but the drivers wait for them.
 * - Behind an empty entry (phandle 0, as in cs-gpios) the kernel looks no further; the drivers do, and so do we.
 *
 * A supplier that is above its consumer is not named: it is its parent, or a parent's. One below it the kernel
 * ignores, and so do we, but for phy-handle: a MAC's PHYs are mostly on its own MDIO bus.
 */
#ifndef INITRAMFS_DTB_SUPPLIERS_H
#define INITRAMFS_DTB_SUPPLIERS_H

#include "board.h"
#include "dtb_tree.h"
#include "util.h"

/*
 * dtb_suppliers_add: to the board's devices; each node's `device` is its index there, or DTB_NONE. What cannot be
 * followed goes to notes, as "/node/path: property: reason"; of that property nothing more is read.
 */
void dtb_suppliers_add(struct board *board, const struct dtb_tree *tree, struct strings *notes);

#endif
