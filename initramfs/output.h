/* SPDX-License-Identifier: MIT */
/*
 * output: the one file that a host command writes
 *
 * It is written under a temporary name in the directory where it will be, and renamed when it is
 * complete and on the disk: until then what was there before stays as it is, and a failure (any
 * fatal(), or SIGHUP, SIGINT, SIGTERM) leaves nothing behind. Every failure is fatal and names the
 * file as it was given.
 */
#ifndef INITRAMFS_OUTPUT_H
#define INITRAMFS_OUTPUT_H

#include <stddef.h>

/* output_begin: a symbolic link is followed; a path that exists and is no regular file is refused.
 */
void output_begin(const char *path);
void output_write(const void *data, size_t size);

/* output_size: bytes written so far. */
size_t output_size(void);

/* output_commit: the file is complete. Returns its size in bytes. */
size_t output_commit(void);

/* output_text: the whole of a file at once; with NULL to standard output. */
void output_text(const char *path, const char *text, size_t size);

/* output_discard: remove what was begun and not committed; nothing, if there is nothing. For
 * fatal(). */
void output_discard(void);

#endif
