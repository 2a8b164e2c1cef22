/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "boot_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/* Cuts off the last component; false when there is none. */
static bool go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

static char *real_path(const char *dir)
{
	char *real = realpath(dir, NULL);

	if (!real)
		fatal("%s:", dir);
	return real;
}

/* Takes `path` over: it, or NULL when it cannot be read. */
static char *readable(char *path)
{
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

char *boot_file_find(const char *dir, const char *release, const char *name)
{
	char *root = real_path(dir);
	char *found = readable(xasprintf("%s/%s", root, name));
	const char *last;

	if (!found && go_up(root) && go_up(root) && go_up(root)) {
		found = readable(xasprintf("%s/boot/%s-%s", root, name, release));
		last = strrchr(root, '/');
		if (!found && last && strcmp(last, "/usr") == 0 && go_up(root))
			found = readable(xasprintf("%s/boot/%s-%s", root, name, release));
	}
	free(root);
	return found;
}

char *boot_file_dtbs(const char *dir, const char *release)
{
	char *root = real_path(dir);
	char *found = NULL;

	if (go_up(root) && go_up(root))
		found = readable(xasprintf("%s/linux-image-%s", root, release));
	if (!found && go_up(root))
		found = readable(xasprintf("%s/usr/lib/linux-image-%s", root, release));
	free(root);
	return found;
}
