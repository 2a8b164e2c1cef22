/* SPDX-License-Identifier: MIT */
/*
 * story: a trace in the order in which things happened, each once, with the reason of each insertion
 *
 * A device that rescans see again is one row. A `want` has no row of its own when its module's insertion is in the
 * trace: it is the reason there. Nothing is printed here and nothing read.
 */
#ifndef INITRAMFS_STORY_H
#define INITRAMFS_STORY_H

#include <stddef.h>
#include <stdint.h>

#include "trace.h"

enum story_kind {
	STORY_START,
	STORY_DEVICE,
	STORY_WANT, /* of a module that never began to go in */
	STORY_INSERT,
	STORY_BLOCK,
	STORY_WAIT,
	STORY_MOUNT,
	STORY_EXEC,
	STORY_REACHED,
	STORY_OTHER, /* an event that is not known here */
};

enum story_result {
	STORY_OK,
	STORY_THERE,  /* "already there" */
	STORY_LEFT,   /* "left to itself" */
	STORY_FAILED, /* any other */
};

struct story_row {
	const struct trace_event *event;
	enum story_kind kind;
	enum story_result result; /* of STORY_INSERT */
	/* Of STORY_INSERT and STORY_WANT, why: the words "for", "needed by", "follows", or ""; what; NULL: not traced. */
	const char *how, *cause;
	unsigned seen; /* times: 1, or more for a device */
	unsigned lane; /* of STORY_INSERT: two at one time are never in the same; from 0 */
};

struct story {
	struct story_row *rows; /* by the time of beginning, then as in the file */
	size_t count;
	uint64_t from, to;   /* the first beginning and the last end, microseconds */
	uint64_t start, end; /* pid 1's start, and `reached` or else `exec`; 0: not in the trace */
	unsigned devices;    /* rows */
	unsigned modules;    /* that went in ("ok") ... */
	uint64_t spent;	     /* ... and the sum of their durations */
	unsigned lanes;	     /* the most insertions at one time */
};

/* story_tell: points into the trace, which has to stay as long. */
void story_tell(struct story *story, const struct trace *trace);
void story_free(struct story *story);

/* story_result: what an insertion's detail means. */
enum story_result story_result(const char *detail);

/* story_device: a device's path without what all have in common; of `path` itself. */
const char *story_device(const char *path);

#endif
