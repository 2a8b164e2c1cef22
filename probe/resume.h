/* SPDX-License-Identifier: MIT */
/*
 * resume: go on where hibernation stopped, before anything is mounted
 *
 * The kernel looks for its image itself when it starts (kernel/power/hibernate.c), in vain where the disk's driver is a
 * module. It looks again when a device's number is written to /sys/power/resume; if the image is there and fits, that
 * write never returns.
 */
#ifndef PROBE_RESUME_H
#define PROBE_RESUME_H

#include "search.h"

/* resume_wants: is there something to wait for: resume= on the command line, and a kernel that hibernates? */
int resume_wants(const struct cmdline *cmdline);

/*
 * resume_try: resume from the target, if it has been found and holds an image. Returns when there is none, or when the
 * kernel would not (logged): the boot then goes on. Modules that are going in have a few seconds to end first.
 */
void resume_try(const struct target *target, struct loader *loader);

#endif
