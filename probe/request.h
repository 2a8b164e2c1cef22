/* SPDX-License-Identifier: MIT */
/*
 * request: the role of /sbin/modprobe: what the kernel itself asks for
 *
 * The kernel runs "/sbin/modprobe -q -- ALIAS" (kernel/module/kmod.c) when it wants a filesystem, a
 * crypto algorithm, a character set, a PHY driver, and waits for its end.
 */
#ifndef PROBE_REQUEST_H
#define PROBE_REQUEST_H

#include "load.h"

/*
 * request_is_unknown: 1 when the table, which is whole, has neither a module nor an alias of that name: for a quiet request
 * all there is to say, without a look at the command line, the modules or the log.
 */
int request_is_unknown(const void *blob, const char *alias);

/* request_main: returns the exit code: 0 loaded or already there, 1 not. Quiet: an unknown alias is
 * no message. */
int request_main(struct loader *loader, const char *alias, int quiet);

#endif
