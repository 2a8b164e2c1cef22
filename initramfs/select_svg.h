/* SPDX-License-Identifier: MIT */
/*
 * select_svg: select_svg.c's own: the two halves of its picture
 */
#ifndef INITRAMFS_SELECT_SVG_H
#define INITRAMFS_SELECT_SVG_H

#include <stdio.h>

#include "select_print.h"

#define SVG_WIDTH  1200 /* pixels, of the whole */
#define SVG_MARGIN 24

/* select_tree: the chains, a row for each need that leads to a module, from `top` on; returns where they end. `stream` may be
 * NULL: only measure. */
unsigned select_tree(FILE *stream, const struct select_report *report, unsigned top);

/* select_treemap: the sizes, each module a rectangle, in `height` pixels from `top` on. */
void select_treemap(FILE *stream, const struct select_report *report, unsigned top,
		    unsigned height);

#endif
