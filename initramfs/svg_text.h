/* SPDX-License-Identifier: MIT */
/*
 * svg_text: texts for a picture: safe for XML, cut to a length, and how wide they may come out
 *
 * Nobody knows the font that a browser has. Widths are those of DejaVu Sans at 12 pixels, rounded up: the widest of the
 * usual sans-serif fonts, so that what has room by them has room.
 */
#ifndef INITRAMFS_SVG_TEXT_H
#define INITRAMFS_SVG_TEXT_H

#include <stddef.h>
#include <stdio.h>

/*
 * svg_text: print up to `limit` characters; where more are there, an ellipsis is the last. Control characters and bytes
 * that are no UTF-8 become U+FFFD. Returns the width in tenths of a pixel. `stream` may be NULL: only measure.
 */
unsigned svg_text(FILE *stream, const char *text, size_t limit);

#endif
