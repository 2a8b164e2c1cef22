/* SPDX-License-Identifier: MIT */
/*
 * platform: what the running kernel, or the image, lacks; one line each, and what can still be done
 */
#ifndef PROBE_PLATFORM_H
#define PROBE_PLATFORM_H

/*
 * The last file of an image: coldprobe image puts it behind all others, so that an unpacking that ended early, as for
 * want of memory, leaves it out.
 */
#define PLATFORM_LAST_FILE "/lib/coldprobe/complete"

/* platform_mount: /dev, /proc, /sys and /run, and the log from the first of them on. */
void platform_mount(void);

/*
 * platform_is_for: is this the kernel that modules of `release` are for? If not, a line names both. 1 when it cannot be
 * known.
 */
int platform_is_for(const char *release);

/* platform_report: what may be the reason when there is no root: an image that was not unpacked as a whole. */
void platform_report(void);

/*
 * platform_cmdline: without /proc: what a variable of the environment, coldprobe_cmdline, says in place of the kernel
 * command line; "" without. The kernel hands words that it does not know to its first process, as NAME=VALUE without a
 * dot in NAME.
 */
const char *platform_cmdline(char **envp);

#endif
