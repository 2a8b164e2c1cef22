/* SPDX-License-Identifier: MIT */
/*
 * dtb_overlay: a device tree overlay (.dtbo) put into a device tree, as libfdt's fdt_overlay_apply and boot loaders do
 */
#ifndef INITRAMFS_DTB_OVERLAY_H
#define INITRAMFS_DTB_OVERLAY_H

#include "util.h"

/*
 * dtb_overlay_apply: base->data is replaced by a tree with the overlay in it. The base has been read with
 * dtb_tree_read; the overlay may be any bytes. Returns NULL, or what is wrong with the overlay ("/node/path: reason",
 * or a reason alone), for the caller to free; the base is then as it was.
 */
char *dtb_overlay_apply(struct bytes *base, const struct bytes *overlay);

#endif
