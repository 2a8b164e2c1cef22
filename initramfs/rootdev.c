/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "rootdev.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define MAX_DEPTH 8 /* of overlays on overlays */

/* ---- what is mounted */

/* One line of mountinfo, cut into pieces: proc_pid_mountinfo(5). Names are as the kernel escapes them. */
struct mount {
	const char *number; /* "254:0" */
	const char *point;
	const char *type, *source, *options; /* of the filesystem */
};

static char *word(char **next)
{
	char *start = *next + strspn(*next, " ");
	char *end = start + strcspn(start, " ");

	*next = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

static void mount_take(struct mount *mount, char *line)
{
	char *next = line;

	word(&next); /* its number, its parent's */
	word(&next);
	mount->number = word(&next);
	word(&next); /* what of the filesystem is its root */
	mount->point = word(&next);
	while (*next && strcmp(word(&next), "-") != 0)
		;
	mount->type = word(&next);
	mount->source = word(&next);
	mount->options = word(&next);
}

static bool holds(const char *point, const char *path)
{
	size_t length = strlen(point);

	if (strcmp(point, "/") == 0)
		return true;
	return strncmp(path, point, length) == 0 && (path[length] == '/' || !path[length]);
}

/* The mount that a path is on: the longest mount point, and of equal ones the last. `text` is cut up. */
static bool mount_find(struct mount *found, char *text, const char *path)
{
	size_t longest = 0;

	for (char *next = text, *line; (line = text_line(&next));) {
		struct mount mount;

		mount_take(&mount, line);
		if (*mount.point != '/' || !holds(mount.point, path) ||
		    strlen(mount.point) < longest)
			continue;
		*found = mount;
		longest = strlen(mount.point);
	}
	return longest > 0;
}

static char *mounts_read(const char *proc)
{
	char *path = xasprintf("%s/self/mountinfo", proc);
	char *text = file_read_text(path);

	free(path);
	return text;
}

/* The last lowerdir, for the caller to free: "lowerdir=/a:/b", or "lowerdir+=/a,lowerdir+=/b". */
static char *lowest_of(const char *options)
{
	char *copy = xstrdup(options), *last = NULL;

	for (char *option = strtok(copy, ","); option; option = strtok(NULL, ","))
		if (strncmp(option, "lowerdir=", 9) == 0 || strncmp(option, "lowerdir+=", 10) == 0)
			last = strchr(option, '=') + 1;
	if (last && strrchr(last, ':'))
		last = strrchr(last, ':') + 1;
	last = last ? xstrdup(last) : NULL;
	free(copy);
	return last;
}

/* ---- which device that is */

static char *device_by_number(const char *sysfs, const char *number)
{
	char *dir = xasprintf("%s/dev/block", sysfs);
	char *path = *number && !strchr(number, '/') ? sysfs_device(sysfs, dir, number) : NULL;

	free(dir);
	return path;
}

/* In sysfs a '/' of a name is a '!'. */
static char *device_by_name(const char *sysfs, const char *name)
{
	char *dir = xasprintf("%s/class/block", sysfs);
	char *copy = xstrdup(name);
	char *path;

	for (char *slash = copy; (slash = strchr(slash, '/'));)
		*slash = '!';
	path = *copy && *copy != '.' ? sysfs_device(sysfs, dir, copy) : NULL;
	free(copy);
	free(dir);
	return path;
}

static char *device_by_mapping(const char *sysfs, const char *name)
{
	char *dir = xasprintf("%s/class/block", sysfs), *path = NULL;
	struct sysfs_unread unread = { 0 };
	struct strings disks;

	sysfs_list(dir, "dm-", &disks);
	for (size_t i = 0; i < disks.count && !path; i++) {
		char *file = xasprintf("%s/dm/name", disks.items[i]);
		char *text = sysfs_text(dir, file, &unread);

		if (text) {
			*strchrnul(text, '\n') = '\0';
			if (strcmp(text, name) == 0)
				path = sysfs_device(sysfs, dir, disks.items[i]);
		}
		free(text);
		free(file);
	}
	strings_free(&disks);
	free(unread.first);
	free(dir);
	return path;
}

static char *device_by_source(const char *sysfs, const char *source, int has_dev)
{
	char *real, *path;

	if (strncmp(source, "/dev/", 5) != 0)
		return NULL;
	path = device_by_name(sysfs, source + 5);
	if (!path && strncmp(source, "/dev/mapper/", 12) == 0)
		path = device_by_mapping(sysfs, source + 12);
	if (path || !has_dev)
		return path;
	real = realpath(source, NULL);
	if (real && strncmp(real, "/dev/", 5) == 0)
		path = device_by_name(sysfs, real + 5);
	free(real);
	return path;
}

static char *device_of(const char *sysfs, const struct mount *mount, int has_dev)
{
	char *path = device_by_number(sysfs, mount->number);

	return path ? path : device_by_source(sysfs, mount->source, has_dev);
}

/* A btrfs has a directory, with a link for each of its devices. */
static void add_members(struct rootdev *root, const char *sysfs)
{
	const char *name = strrchr(root->path, '/') + 1;
	char *top = xasprintf("%s/fs/btrfs", sysfs);
	struct strings all, disks;

	sysfs_list(top, "", &all);
	for (size_t i = 0; i < all.count; i++) {
		char *dir = xasprintf("%s/%s/devices", top, all.items[i]);
		char *own = xasprintf("%s/%s", dir, name);

		sysfs_list(dir, "", &disks);
		for (size_t k = 0; access(own, F_OK) == 0 && k < disks.count; k++) {
			char *path = sysfs_device(sysfs, dir, disks.items[k]);

			if (path && strcmp(path, root->path) != 0)
				strings_add(&root->members, path);
			free(path);
		}
		strings_free(&disks);
		free(own);
		free(dir);
	}
	strings_free(&all);
	free(top);
}

/* ---- the whole */

void rootdev_find(struct rootdev *root, const char *sysfs, const char *proc, int has_dev)
{
	char *path = xstrdup("/");

	*root = (struct rootdev){ .problem = "nothing is mounted on /" };
	for (unsigned depth = 0; path && depth < MAX_DEPTH; depth++) {
		char *text = mounts_read(proc), *lower = NULL;
		struct mount mount;

		if (text && mount_find(&mount, text, path)) {
			free(root->type);
			root->type = xstrdup(mount.type);
			root->path = device_of(sysfs, &mount, has_dev);
			root->problem = root->path ? NULL : "it is on no block device";
			if (!root->path)
				lower = lowest_of(mount.options);
		}
		free(text);
		free(path);
		path = lower;
	}
	if (path)
		root->problem = "what its overlays are on cannot be seen";
	free(path);
	if (root->path && strcmp(root->type, "btrfs") == 0)
		add_members(root, sysfs);
}

void rootdev_free(struct rootdev *root)
{
	free(root->path);
	free(root->type);
	strings_free(&root->members);
	*root = (struct rootdev){ 0 };
}

char *rootdev_of_loop(const char *sysfs, const char *proc, const char *path)
{
	struct sysfs_unread unread = { 0 };
	char *dir = xasprintf("%s%s/loop", sysfs, path);
	char *file = sysfs_text(dir, "backing_file", &unread);
	char *text = file ? mounts_read(proc) : NULL;
	char *found = NULL;
	struct mount mount;

	if (text) {
		*strchrnul(file, '\n') = '\0';
		if (*file == '/' && mount_find(&mount, text, file))
			found = device_by_number(sysfs, mount.number);
	}
	if (found && strcmp(found, path) == 0) {
		free(found);
		found = NULL;
	}
	free(text);
	free(file);
	free(unread.first);
	free(dir);
	return found;
}
