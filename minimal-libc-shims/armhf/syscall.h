/* SPDX-License-Identifier: MIT */
/*
 * armhf: how a program enters the kernel, and how the kernel enters a program
 *
 * arch/arm/kernel/entry-common.S, the EABI: svc 0 with the number in r7 and arguments in r0 to r5; the result, or
 * -errno, in r0; all others are kept. At the start sp points at argc, aligned to 8. All code is Thumb-2.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <asm/unistd.h>

static inline long syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r7 __asm__("r7") = number;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory");
	return r0;
}

static inline long syscall3(long number, long a, long b, long c)
{
	register long r7 __asm__("r7") = number;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;

	__asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
	return r0;
}

#include "word32.h"

/* _start: hand the stack as it is to start_c(), as if nobody had called. */
#define SYSCALL_START                                                                              \
	__asm__(".text\n"                                                                          \
		".syntax unified\n"                                                                \
		".thumb\n"                                                                         \
		".thumb_func\n"                                                                    \
		".global _start\n"                                                                 \
		"_start:\n"                                                                        \
		"	mov r11, #0\n"                                                                   \
		"	mov lr, #0\n"                                                                    \
		"	mov r0, sp\n"                                                                    \
		"	b start_c\n")

#endif
