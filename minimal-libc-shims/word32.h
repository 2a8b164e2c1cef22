/* SPDX-License-Identifier: MIT */
/*
 * The few calls that a 32-bit program makes in another way than a 64-bit one (word64.h): with 64-bit times (Linux 5.1),
 * sizes and offsets.
 */
#ifndef WORD_H
#define WORD_H

#include <stdint.h>

#include "syscall.h"

#define SYSCALL_CLOCK_GETTIME __NR_clock_gettime64
#define SYSCALL_PPOLL	      __NR_ppoll_time64
#define SYSCALL_MMAP	      __NR_mmap2
#define SYSCALL_MMAP_UNIT     4096u /* of its offset, whatever a page has */

/* A 64-bit argument takes an even register and the next one, the lower half first (AAPCS32, 6.5): r3 stays empty. */
static inline long syscall_pread(long fd, long buf, long size, uint64_t offset)
{
	return syscall6(__NR_pread64, fd, buf, size, 0, (long)offset, (long)(offset >> 32));
}

static inline int64_t syscall_lseek(long fd, long whence)
{
	int64_t position;
	long error = syscall6(__NR__llseek, fd, 0, 0, (long)&position, whence, 0);

	return error ? error : position;
}

/* The second argument is the size of the kernel's struct statfs64 (arch/arm/include/uapi/asm/statfs.h). */
static inline long syscall_statfs(long path, long buf)
{
	return syscall3(__NR_statfs64, path, 84, buf);
}

#endif
