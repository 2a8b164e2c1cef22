/* SPDX-License-Identifier: MIT */
/*
 * amd64: how a program enters the kernel, and how the kernel enters a program
 *
 * System V ABI, AMD64 supplement, appendix A.2.1: the number in rax, arguments in rdi, rsi, rdx, r10, r8, r9; the
 * result, or -errno, in rax; rcx and r11 are lost. At the start rsp points at argc.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <asm/unistd.h>

static inline long syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long value;

	__asm__ volatile("syscall"
			 : "=a"(value)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return value;
}

static inline long syscall3(long number, long a, long b, long c)
{
	long value;

	__asm__ volatile("syscall"
			 : "=a"(value)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return value;
}

#include "word64.h"

/* _start: hand the stack as it is to start_c(), on a stack aligned as a call needs it. */
#define SYSCALL_START                                                                              \
	__asm__(".text\n"                                                                          \
		".global _start\n"                                                                 \
		"_start:\n"                                                                        \
		"	xor %ebp, %ebp\n"                                                                \
		"	mov %rsp, %rdi\n"                                                                \
		"	and $-16, %rsp\n"                                                                \
		"	call start_c\n")

#endif
