/* SPDX-License-Identifier: MIT */
/*
 * What libgcc's divisions call when the divisor is 0 (ARM IHI 0043, 5.3.2). Its own version raises SIGFPE through libc,
 * which brings two more system calls along; nothing here divides by 0, and if it did, this ends it as amd64 would.
 */
_Noreturn void __aeabi_idiv0(void);
_Noreturn void __aeabi_ldiv0(void);

__attribute__((externally_visible)) void __aeabi_idiv0(void)
{
	__builtin_trap();
}

__attribute__((externally_visible)) void __aeabi_ldiv0(void)
{
	__builtin_trap();
}
