/* SPDX-License-Identifier: MIT */
/*
 * rootdev: which block device carries /
 *
 * The last line of PROC/self/mountinfo that is mounted on / says it by its device number. A filesystem that has none of
 * its own is followed: overlayfs to its lowest lowerdir, and what that is on (at most 8 deep); btrfs, and whatever else
 * names a device, by that name. A loop device sits on what its file is on.
 */
#ifndef INITRAMFS_ROOTDEV_H
#define INITRAMFS_ROOTDEV_H

#include "util.h"

struct rootdev {
	char *path; /* below sysfs; NULL: not known, and why */
	char *type; /* of the filesystem that is on it, or that has none below it; NULL: not known */
	const char *problem;	/* NULL, when there is a path */
	struct strings members; /* the other devices of its btrfs: paths */
};

/* rootdev_find: `has_dev`: names in /dev are those of this machine, and may be followed. */
void rootdev_find(struct rootdev *root, const char *sysfs, const char *proc, int has_dev);
void rootdev_free(struct rootdev *root);

/* rootdev_of_loop: what the loop device of that path (below sysfs) sits on, for the caller to free; or NULL. */
char *rootdev_of_loop(const char *sysfs, const char *proc, const char *path);

#endif
