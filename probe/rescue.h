/* SPDX-License-Identifier: MIT */
/*
 * rescue: a shell on the console when there is no root, if the command line asks for it and the image has one
 *
 * It is RESCUE_SHELL, which `coldprobe image --rescue FILE` packs. It leads a session of its own with the console as
 * its terminal, so that ^C reaches what runs in it. Watchdogs are kept alive meanwhile.
 */
#ifndef PROBE_RESCUE_H
#define PROBE_RESCUE_H

#include "cmdline.h"

#define RESCUE_SHELL "/bin/sh"

/* rescue_shell: returns 1 when it ran and has ended: try again. 0, with a line if it was asked for: there is none. */
int rescue_shell(const struct cmdline *cmdline);

#endif
