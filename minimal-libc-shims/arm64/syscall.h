/* SPDX-License-Identifier: MIT */
/*
 * arm64: how a program enters the kernel, and how the kernel enters a program
 *
 * arch/arm64/kernel/entry.S, syscall.c: svc 0 with the number in x8 and arguments in x0 to x5; the result, or -errno,
 * in x0; all others are kept. At the start sp points at argc, aligned to 16.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <asm/unistd.h>

static inline long syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

static inline long syscall3(long number, long a, long b, long c)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
}

#include "word64.h"

/* _start: hand the stack as it is to start_c(), as if nobody had called. */
#define SYSCALL_START                                                                              \
	__asm__(".text\n"                                                                          \
		".global _start\n"                                                                 \
		"_start:\n"                                                                        \
		"	mov x29, #0\n"                                                                   \
		"	mov x30, #0\n"                                                                   \
		"	mov x0, sp\n"                                                                    \
		"	b start_c\n")

#endif
