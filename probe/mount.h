/* SPDX-License-Identifier: MIT */
/*
 * mount: what was found -> a directory that holds the real root
 *
 * The filesystem's type is each that rootfstype= names, in turn, or the one that the superblock shows; its driver is
 * loaded first. A filesystem that spans several devices (btrfs) is told of all of them that are there. What cannot be
 * written to is mounted read-only, whatever was asked for, with a message.
 *
 * With coldprobe.overlay= the root is only read: it lies on MOUNT_LOWER, what is written on MOUNT_UPPER (a tmpfs, or
 * the filesystem of a block device, in its directories upper and work), and an overlay of both is the real root. The
 * two stay visible there, since /run moves along.
 */
#ifndef PROBE_MOUNT_H
#define PROBE_MOUNT_H

#include "search.h"

#define MOUNT_TARGET "/root" /* where the real root is mounted before the switch */
#define MOUNT_LOWER  "/run/coldprobe/lower"
#define MOUNT_UPPER  "/run/coldprobe/upper"

#define MOUNT_MODULE_SECONDS 30 /* how long a single module may take that is needed now */

struct mount {
	const struct cmdline *cmdline;
	struct loader *loader;
	const struct search *search;
	char type[32];	 /* filesystem that root was mounted as */
	int is_readonly; /* it was */
	int error;	 /* of the last attempt */
	int again;	 /* after the rescue shell: what is mounted already is taken as it is */
};

/* mount_root: everything, up to MOUNT_TARGET. Returns 0 or -errno, logged. */
int mount_root(struct mount *mount);

/*
 * mount_tag: a try to mount a root that is no block device: root= is the filesystem's word for what it mounts, as the
 * tag of a directory that a virtual machine's host shares (virtiofs, 9p). `attempt` of struct search, for which the
 * context is a struct mount. Quiet: it may be too early.
 */
int mount_tag(void *mount);

/* mount_describe: what the real root is, for people: "/dev/vda1 (ext4, ro)". */
struct text;
void mount_describe(const struct mount *mount, struct text *text);

#endif
