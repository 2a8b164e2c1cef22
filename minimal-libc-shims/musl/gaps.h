/* SPDX-License-Identifier: MIT */
/* Calls that a libc may lack, each by a name of our own; they set errno and return -1, as libc's
 * wrappers do. */
#ifndef GAPS_H
#define GAPS_H

#include <stddef.h>
#include <stdint.h>

#include <linux/stat.h>

struct gap_timespec64 { /* the kernel's struct __kernel_timespec */
	int64_t tv_sec;
	int64_t tv_nsec;
};

int gap_finit_module(int fd, const char *parameters, int flags);
int gap_clock_gettime64(int clock, struct gap_timespec64 *now);
int gap_statx(int dir, const char *path, int flags, unsigned mask, struct statx *stat);
long gap_getdents64(int fd, void *buf, size_t size);

#endif
