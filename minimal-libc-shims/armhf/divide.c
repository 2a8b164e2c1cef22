/* SPDX-License-Identifier: MIT */
/*
 * Divisions of 32 bits (ARM IHI 0043, 5.3.1) by libgcc's of 64, which is there anyway: its own, unrolled, has 632 bytes.
 * And what libgcc's division calls when the divisor is 0 (ARM IHI 0043, 5.3.2). Its own version raises SIGFPE through libc,
 * which brings two more system calls along; nothing here divides by 0, and if it did, this ends it as amd64 would.
 */
#include <stdint.h>

_Noreturn void __aeabi_idiv0(void);
_Noreturn void __aeabi_ldiv0(void);
uint64_t __aeabi_uldivmod(uint64_t dividend,
			  uint64_t divisor); /* libgcc's; the remainder is in r2 and r3 */
uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor);
uint64_t __aeabi_uidiv(uint32_t dividend, uint32_t divisor)
	__attribute__((alias("__aeabi_uidivmod")));

/* The quotient in r0, the remainder in r1. */
uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor)
{
	/* Written with a `/` it would be a call to itself. */
	uint32_t quotient = (uint32_t)__aeabi_uldivmod(dividend, divisor);

	return quotient | (uint64_t)(dividend - quotient * divisor) << 32;
}

void __aeabi_idiv0(void)
{
	__builtin_trap();
}

void __aeabi_ldiv0(void)
{
	__builtin_trap();
}
