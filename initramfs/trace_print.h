/* SPDX-License-Identifier: MIT */
/*
 * trace_print: a story (story.h) as a table for people, as JSON and as a picture
 *
 * The same trace gives the same bytes. What a device or a filesystem says of itself is printed without its control
 * characters.
 */
#ifndef INITRAMFS_TRACE_PRINT_H
#define INITRAMFS_TRACE_PRINT_H

#include <stdio.h>

#include "story.h"
#include "trace.h"

/* trace_table: one row a line, times in milliseconds since the kernel's start, and a line that sums up. */
void trace_table(const struct story *story);

/*
 * trace_json: the sum in microseconds and counts (`start` and `end` are null when they are not in the trace), `modules`
 * with what became of each insertion and why, and `events`: the trace, in its order, nothing left out.
 */
void trace_json(const struct story *story, const struct trace *trace);

/*
 * trace_svg: a timeline, self-contained: one row an event, a bar as long as it took; above them the insertions packed
 * into as few lanes as went in beside each other. 1000 pixels are the whole time; the height follows the rows, the width
 * the texts.
 */
void trace_svg(FILE *stream, const struct story *story);

#endif
