/* SPDX-License-Identifier: MIT */
/* What musl lacks; README.md in the folder above says since when and how it was found. */
#include "gaps.h"

#include <sys/syscall.h>
#include <unistd.h>

/* musl has no wrapper (as of 1.2.5); libc's syscall() sets errno as wrappers do. */
int gap_finit_module(int fd, const char *parameters, int flags)
{
	return (int)syscall(SYS_finit_module, fd, parameters, flags);
}

/*
 * Not missing, but dear: musl's clock_gettime() brings its reader of the vDSO (1 KB), and fstatat()
 * its conversion of three kernel structures (0.5 KB).
 */
int gap_clock_gettime64(int clock, struct gap_timespec64 *now)
{
#ifdef SYS_clock_gettime64
	return (int)syscall(SYS_clock_gettime64, clock, now);
#else
	return (int)syscall(SYS_clock_gettime, clock, now);
#endif
}

int gap_statx(int dir, const char *path, int flags, unsigned mask, struct statx *stat)
{
	return (int)syscall(SYS_statx, dir, path, flags, mask, stat);
}

/* musl's getdents() goes by its own struct dirent; the layout is the kernel's, but that is no
 * promise. */
long gap_getdents64(int fd, void *buf, size_t size)
{
	return syscall(SYS_getdents64, fd, buf, size);
}
