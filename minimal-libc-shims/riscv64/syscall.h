/* SPDX-License-Identifier: MIT */
/*
 * riscv64: how a program enters the kernel, and how the kernel enters a program
 *
 * arch/riscv/kernel/entry.S: ecall with the number in a7 and arguments in a0 to a5; the result, or -errno, in a0; all
 * others are kept. At the start sp points at argc, aligned to 16.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <asm/unistd.h>

static inline long syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return a0;
}

static inline long syscall3(long number, long a, long b, long c)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;

	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
	return a0;
}

#include "word64.h"

/*
 * _start: hand the stack as it is to start_c(), as if nobody had called. The linker makes accesses relative to gp, so
 * that it is set first, and not by such an access.
 */
#define SYSCALL_START                                                                              \
	__asm__(".text\n"                                                                          \
		".global _start\n"                                                                 \
		"_start:\n"                                                                        \
		"	.option push\n"                                                                  \
		"	.option norelax\n"                                                               \
		"	lla gp, __global_pointer$\n"                                                     \
		"	.option pop\n"                                                                   \
		"	li ra, 0\n"                                                                      \
		"	mv a0, sp\n"                                                                     \
		"	tail start_c\n")

#endif
