/* SPDX-License-Identifier: MIT */
/*
 * dtb: a flattened device tree as a board
 *
 * The format is that of the Devicetree Specification v0.4, chapter 5, read with libfdt. What a device is, what it is
 * called and what it waits for are the kernel's own rules (6.1: drivers/of/device.c, platform.c, property.c):
 *
 * - A device is a node with a `compatible` whose status, and that of every node above it, is "okay", "ok" or absent.
 *   The root is none. Path and of_node are the node's path; parent is the nearest device above it.
 * - Its modalias is of:N<name up to '@'>T<device_type or (null)>C<compatible>C<compatible>..., blanks are `_`. But
 *   on some buses the kernel says something else, and then so do we:
 *     SPI     spi:NAME: the first compatible without its vendor, at most 31 bytes
 *     AMBA    (arm,primecell) amba:dXXXXXXXX from arm,primecell-periphid; else from an ARM part's number in the
 *             compatible ("arm,pl180", "arm,sp805"), with revision 0; else none: only the hardware has it
 *     MDIO    also mdio:... of 32 binary digits, which the kernel itself asks for, where ethernet-phy-idAAAA.BBBB says it
 *     SDIO    none: only the card has it
 *     cpu     (device_type) none: cpu:type:... is the processor's own
 * - A supplier is what one of its properties, or one of a node below it that is no device, points to (dtb_suppliers.c
 *   has the list): the node pointed to, or the nearest above it that has a `compatible`. It may be disabled, and then
 *   is not among the devices.
 * - arch, kernel and drivers are not known. source is the file's name, aliases are those of /aliases.
 *
 * Limits: DTB_SIZE_MAX bytes, overlays applied (the kernel takes no more); DTB_DEPTH_MAX levels (the kernel's),
 * DTB_PATH_MAX bytes of a path.
 */
#ifndef INITRAMFS_DTB_H
#define INITRAMFS_DTB_H

#include <stddef.h>

#include "board.h"
#include "util.h"

#define DTB_SIZE_MAX  (2u << 20)
#define DTB_DEPTH_MAX 64
#define DTB_PATH_MAX  4095

/*
 * dtb_read: a .dtb file, with .dtbo files applied in their order. What is no device tree, or does not apply, is fatal:
 * "FILE: /node/path: reason". What only costs a supplier is a warning: a phandle that no node has, cells that do not
 * fit.
 */
void dtb_read(struct board *board, const char *path, const struct strings *overlays);

/*
 * dtb_parse: the same from bytes, any bytes. `board` is empty before, and the caller's to free after. Returns NULL, or
 * what is wrong ("/node/path: reason", or a reason alone), for the caller to free. notes gets the warnings.
 */
char *dtb_parse(struct board *board, const void *data, size_t size, struct strings *notes);

#endif
