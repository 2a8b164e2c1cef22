/* SPDX-License-Identifier: MIT */
/*
 * From the kernel to main(), without the libc's own way there: nothing here uses what that would set up (thread-local
 * storage, errno, stdio, atexit). With musl it is 2 KB of text.
 */
#include "sys.h"
#include "syscall.h"

SYSCALL_START;

int main(int argc, char **argv, char **envp);
_Noreturn void start_c(long *stack);

/* The kernel's stack: argc, argv and NULL, the environment and NULL (fs/binfmt_elf.c, create_elf_tables). */
__attribute__((used)) void start_c(long *stack)
{
	int argc = (int)*stack;
	char **argv = (char **)(stack + 1);

	sys_exit(main(argc, argv, argv + argc + 1));
}
