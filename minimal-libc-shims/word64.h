/* SPDX-License-Identifier: MIT */
/*
 * The few calls that a 64-bit and a 32-bit program make in different ways (word32.h): here an offset fits into one
 * register, and there has never been a smaller time or struct statfs.
 */
#ifndef WORD_H
#define WORD_H

#include <stdint.h>

#include "syscall.h"

#define SYSCALL_CLOCK_GETTIME __NR_clock_gettime
#define SYSCALL_PPOLL	      __NR_ppoll
#define SYSCALL_MMAP	      __NR_mmap
#define SYSCALL_MMAP_UNIT     1u

static inline long syscall_pread(long fd, long buf, long size, uint64_t offset)
{
	return syscall6(__NR_pread64, fd, buf, size, (long)offset, 0, 0);
}

static inline int64_t syscall_lseek(long fd, long whence)
{
	return syscall3(__NR_lseek, fd, 0, whence);
}

static inline long syscall_statfs(long path, long buf)
{
	return syscall3(__NR_statfs, path, buf, 0);
}

#endif
