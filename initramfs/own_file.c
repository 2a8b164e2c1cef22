/* SPDX-License-Identifier: MIT */
#include "own_file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

char *own_directory(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (length < 0)
		fatal("/proc/self/exe:");
	path[length] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		*slash = '\0';
	return xstrdup(path);
}

char *own_file_path(const char *in_tree, const char *installed)
{
	char *directory = own_directory();
	char *path = xasprintf("%s/%s", directory, in_tree);

	if (access(path, R_OK) != 0) {
		free(path);
		path = xasprintf("%s/../%s", directory, installed);
	}
	if (access(path, R_OK) != 0) {
		free(path);
		path = NULL;
	}
	free(directory);
	return path;
}
