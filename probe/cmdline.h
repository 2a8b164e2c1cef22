/* SPDX-License-Identifier: MIT */
/*
 * cmdline: the kernel command line                                                                  (pure)
 *
 * Words are separated by white space; a double quote anywhere in a word protects white space up to
 * the next one; quotes around a whole word or a whole value are dropped (lib/cmdline.c, next_arg).
 * Words after "--" belong to init and are not looked at. `-` and `_` in names are the same.
 */
#ifndef PROBE_CMDLINE_H
#define PROBE_CMDLINE_H

#include "text.h"

#define CMDLINE_SIZE	     4096 /* the longest of the kernel's COMMAND_LINE_SIZE here, with NUL */
#define CMDLINE_WAIT_FOREVER (-1)
#define CMDLINE_WAIT_DEFAULT 30	     /* seconds */
#define CMDLINE_WAIT_MAX     1000000 /* seconds; more is malformed */

/* Strings point into parsed; NULL: not given. The last of equal words wins. */
struct cmdline {
	const char *root;
	const char *rootfstype; /* a comma-separated list, tried in order */
	const char *rootflags;
	const char *init;
	const char *resume;	   /* the block device that hibernation has written to */
	const char *resume_offset; /* pages into it, where the swap is a file */
	const char *overlay;	   /* coldprobe.overlay=: what is to lie on a root that is only read */
	const char *ip;
	const char *net; /* coldprobe.net=; other words than `always` and `never` change nothing */
	int network; /* a network is asked for: ip=, nfsroot=, a root on a network, coldprobe.net=always */
	int shell;	  /* coldprobe.shell: one on the console when there is no root */
	int watchdog;	  /* coldprobe.watchdog: all of them run */
	int writable;	  /* `rw` was given, after any `ro` */
	int no_resume;	  /* `noresume` or `nohibernate` was given */
	int wait_seconds; /* how long for root: rootwait, rootwait=N, rootdelay=N, else the default */
	const char *
		bad; /* the first word that is malformed (an open quote, no number where one must be) */
	char text[CMDLINE_SIZE];   /* as given; the caller fills it in */
	char parsed[CMDLINE_SIZE]; /* cut into words */
};

/* cmdline_parse: from cmdline->text; everything else is to be zero. */
void cmdline_parse(struct cmdline *cmdline);

/*
 * cmdline_parameters: what the command line says for a module, MODULE.NAME=VALUE and the bare MODULE.NAME, added
 * to `parameters` as the kernel takes them: NAME=VALUE, a blank between. The module's name is in kmod's form.
 */
void cmdline_parameters(const struct cmdline *cmdline, const char *module, struct text *parameters);

/* Called for each member of a comma-separated list. */
typedef void cmdline_member(void *context, const char *member);

/* cmdline_list: every member of every NAME=A,B,... in the order given. */
void cmdline_list(const struct cmdline *cmdline, const char *name, cmdline_member *visit,
		  void *context);

#endif
