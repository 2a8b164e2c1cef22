/* SPDX-License-Identifier: MIT */
/*
 * cmdline: the kernel command line, parsed once into one struct (pure)
 *
 * Words are separated by white space; a double quote anywhere in a word protects white space up to
 * the next one; quotes around a whole word or a whole value are dropped (lib/cmdline.c, next_arg).
 * Words after "--" belong to init and are not looked at. `-` and `_` in names are the same. The
 * last of equal words wins.
 */
#ifndef PROBE_CMDLINE_H
#define PROBE_CMDLINE_H

#define CMDLINE_SIZE	     4096 /* the longest of the kernel's COMMAND_LINE_SIZE here, with NUL */
#define CMDLINE_WAIT_FOREVER (-1)
#define CMDLINE_WAIT_DEFAULT 30	     /* seconds */
#define CMDLINE_WAIT_MAX     1000000 /* seconds; more is malformed */

/* Strings point into the parsed text; NULL: not given. */
struct cmdline {
	const char *root;
	const char *rootfstype; /* a comma-separated list, tried in order */
	const char *rootflags;
	const char *init;
	int writable;	  /* `rw` was given, after any `ro` */
	int wait_seconds; /* how long for root: rootwait, rootwait=N, rootdelay=N, else the default
			   */
	const char *bad;  /* the first word that is malformed (an open quote, no number where one
			     must be) */
};

/* cmdline_parse: cuts `text` into words in place and keeps pointers into it. */
void cmdline_parse(struct cmdline *cmdline, char *text);

#endif
