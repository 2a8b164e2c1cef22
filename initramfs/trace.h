/* SPDX-License-Identifier: MIT */
/*
 * trace: what the probe left in /run/coldprobe/trace, read
 *
 * probe/trace.h has the format. Events and results that are not known are kept: a newer probe may know more. Lines that
 * begin with a `#` and are not the first line's kind say nothing; a carriage return at a line's end is none of it, so
 * that a trace can come from a serial console.
 */
#ifndef INITRAMFS_TRACE_H
#define INITRAMFS_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define TRACE_FORMAT   1
#define TRACE_TIME_MAX 1000000000000000 /* microseconds, 31 years: for a time and for a duration */

struct trace_event {
	uint64_t began, duration; /* microseconds of CLOCK_MONOTONIC, of the machine that booted */
	/* inside the text; the first two are never empty */
	const char *event, *subject, *detail;
};

struct trace {
	struct trace_event *events; /* as they stand in the file: in no order */
	size_t count;
	char *text; /* trace_read's, freed by trace_free; else NULL */
};

struct trace_fault {
	unsigned line; /* from 1; 0: the trace as a whole */
	const char *reason;
};

/*
 * trace_parse: `text` has `size` bytes, and a NUL behind them; it is cut up, and the trace points into it.
 * Returns 0, or -1 with *fault set; trace_free is right after either.
 */
int trace_parse(struct trace *trace, char *text, size_t size, struct trace_fault *fault);

/* trace_read: a whole file. Any fault is fatal: "FILE:LINE: REASON". */
void trace_read(struct trace *trace, const char *path);
void trace_free(struct trace *trace);

#endif
