/* SPDX-License-Identifier: MIT */
/*
 * own_probe: the probe that was built or installed together with the command
 *
 * There is one for each machine, by Debian's name of it: ARCH-musl/probe beside the command, as in a build tree; else,
 * for a command PREFIX/bin/coldprobe, PREFIX/lib/coldprobe/ARCH/probe; else PREFIX/lib/coldprobe/probe, if that one is
 * for the machine.
 */
#ifndef INITRAMFS_OWN_PROBE_H
#define INITRAMFS_OWN_PROBE_H

/*
 * own_probe_path: the probe for `machine` (e_machine) with 32 or 64 `bits`; for the caller to free. `what`, for a
 * message, is for that machine. None is there, or no target of coldprobe is that machine: fatal, one line that says
 * where one was looked for.
 */
char *own_probe_path(unsigned machine, unsigned bits, const char *what);

#endif
