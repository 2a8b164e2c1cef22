/* SPDX-License-Identifier: MIT */
/*
 * files: directories and small files, as /proc and /sys have them
 */
#ifndef PROBE_FILES_H
#define PROBE_FILES_H

#include <stddef.h>

#define FILES_PATH    512  /* bytes of a path made of parts, with the NUL */
#define FILES_LISTING 2048 /* bytes of directory entries taken from the kernel at a time */

/* One directory's entries, one after the other. */
struct listing {
	int fd;
	long filled, at;    /* in records; filled is -errno after an error */
	unsigned char type; /* SYS_TYPE_* of the last name */
	char records[FILES_LISTING] __attribute__((aligned(8)));
};

/* files_list: begin. Returns 0 or -errno. files_next: a name that is not `.` or `..`, or NULL at
 * the end. */
int files_list(struct listing *listing, int dir, const char *path);
const char *files_next(struct listing *listing);
void files_end(struct listing *listing);

/*
 * files_read: what one read of a file gives, into buf with a NUL behind. Returns the length without
 * it, at most size - 1: a longer file is -ENAMETOOLONG; other -errno from opening or reading.
 */
long files_read(int dir, const char *path, char *buf, size_t size);

/* files_read_part: the same of the file NAME PART, written together: of `0000:00:02.0` and `/uevent`. */
long files_read_part(int dir, const char *name, const char *part, char *buf, size_t size);

/* files_vanished: true for an error that says that what was there a moment ago has gone. */
int files_vanished(long error);

#endif
