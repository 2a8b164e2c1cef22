/* SPDX-License-Identifier: MIT */
/*
 * trace: what happened when, for the real system, in /run/coldprobe/trace
 *
 * Text, one event a line, five fields separated by tabs, beside the line "# coldprobe trace 1":
 *
 *     TIME DURATION EVENT SUBJECT DETAIL
 *
 * TIME is when the event began, DURATION how long it took, both in microseconds of CLOCK_MONOTONIC.
 * Lines are gathered in a buffer of TRACE_BUFFER bytes and appended to the file when it is full and
 * at trace_flush(), so no line is lost and several processes can share the file.
 *
 *     EVENT    SUBJECT                 DETAIL
 *     start    role ("init")           nothing
 *     device   sysfs path              modalias, when the table has a module for it; again at each rescan
 *     want     module name             why it is to go in, before it does: the modalias of a device, an alias that
 *                                      the kernel or rootfstype= asked for, its own name, "the root" (the only
 *                                      filesystem there is), "needed by MODULE" or "follows MODULE"
 *     insert   module name             "ok", "already there", the error, or "left to itself"
 *     block    device name ("vda1")    filesystem and ids, or "-"
 *     wait     "root"                  root= as given
 *     resume   device name             why the kernel did not resume
 *     mount    device name or tag      filesystem, "ro" or "rw"; of "overlay" what lies on top
 *     exec     path of init            arguments are not traced
 *     reached  path of init            nothing; never written here: whoever runs as that init may append it
 *
 * A reader keeps events that it does not know. Several processes write at once (pid 1, and one a request of the
 * kernel's), each when its buffer is full: so lines are in no order, and the first line need not be the first.
 */
#ifndef PROBE_TRACE_H
#define PROBE_TRACE_H

#include <stdint.h>

#define TRACE_BUFFER 4096
#define TRACE_LINE   2048 /* bytes that a line has room for; a longer one may be cut */

/* trace_open: keep the trace from now on; before that, events are dropped. 0 or -errno. */
int trace_open(void);

/* trace_event: one line. `began` is a time of sys_now(); the detail is made of strings, up to a
 * NULL. */
void trace_parts(uint64_t began, const char *event, const char *subject, ...)
	__attribute__((sentinel));
#define trace_event(began, event, ...) trace_parts(began, event, __VA_ARGS__, (char *)0)

void trace_flush(void);

#endif
