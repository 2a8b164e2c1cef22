/* SPDX-License-Identifier: MIT */
/*
 * command: what main() and the subcommands agree on
 *
 * `coldprobe NAME ...` calls NAME_main with its own arguments, argv[0] being NAME. It returns the
 * exit code: 0 done, 1 it failed or the answer is no, 2 wrong usage.
 */
#ifndef INITRAMFS_COMMAND_H
#define INITRAMFS_COMMAND_H

int image_main(int argc, char **argv);	 /* image_main.c */
int inspect_main(int argc, char **argv); /* inspect.c */
int lookup_main(int argc, char **argv);	 /* lookup.c */
int check_main(int argc, char **argv); /* check_main.c */
int boot_check_main(int argc, char **argv); /* boot_check.c */
int explain_main(int argc, char **argv); /* explain.c */
int list_main(int argc, char **argv);	 /* list.c */
int trace_main(int argc, char **argv);	 /* trace_main.c */
int select_main(int argc, char **argv);	 /* select_main.c */
int capture_main(int argc, char **argv); /* capture_main.c */
int board_main(int argc, char **argv);	 /* board_main.c */

/* command_misuse: one line about wrong usage of a subcommand, and where to read on. Returns 2. */
int command_misuse(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * command_bad_option: the same for what getopt_long (with opterr 0 and a ':' first in its short
 * options) answered with '?' or ':'.
 */
int command_bad_option(int answer, char **argv);

#endif
