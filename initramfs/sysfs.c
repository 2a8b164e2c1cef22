/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sysfs file has at most a page; what a copy has beyond that is no modalias. */
#define FILE_SIZE 65536

/* Returns NULL when there is no such file, or none that can be read. A NUL ends the text. */
static char *read_text(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char *text = NULL;
	size_t size = 0;
	ssize_t got = -1;

	free(path);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		text = xmalloc(FILE_SIZE);
		while (size < FILE_SIZE - 1 &&
		       (got = read(fd, text + size, FILE_SIZE - 1 - size)) > 0)
			size += (size_t)got;
		text[size] = '\0';
	}
	close(fd);
	if (got >= 0 || size > 0)
		return text;
	free(text);
	return NULL;
}

/* The last component of where a link leads, or NULL. */
static char *read_link(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	free(path);
	if (length <= 0)
		return NULL;
	target[length] = '\0';
	slash = strrchr(target, '/');
	return xstrdup(slash ? slash + 1 : target);
}

static void take_modaliases(struct board_device *device, char *text)
{
	for (char *next = text, *line; text && (line = text_line(&next));)
		if (*line)
			board_add_modalias(device, line);
}

static void take_uevent(struct board_device *device, char *text)
{
	for (char *next = text, *line; text && (line = text_line(&next));) {
		if (strncmp(line, "MODALIAS=", 9) == 0 && line[9])
			board_add_modalias(device, line + 9);
		else if (strncmp(line, "DRIVER=", 7) == 0 && line[7] && !device->driver)
			device->driver = xstrdup(line + 7);
		else if (strncmp(line, "DEVNAME=", 8) == 0 && line[8] && !device->devname)
			device->devname = xstrdup(line + 8);
	}
}

static void take_directory(struct board *board, const char *dir, size_t prefix)
{
	char *uevent = read_text(dir, "uevent");
	char *modalias = read_text(dir, "modalias");
	struct board_device *device;

	if (uevent || modalias) {
		device = board_add(board, dir + prefix);
		device->subsystem = read_link(dir, "subsystem");
		device->driver = read_link(dir, "driver");
		take_modaliases(device, modalias);
		take_uevent(device, uevent);
	}
	free(modalias);
	free(uevent);
}

static int compare_paths(const void *a, const void *b)
{
	const struct board_device *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void sysfs_read(struct board *board, const char *dir)
{
	char *devices = xasprintf("%s/devices", dir);
	char *paths[] = { devices, NULL };
	FTS *walk;
	FTSENT *entry;

	*board = (struct board){ 0 };
	if (access(devices, R_OK | X_OK) < 0)
		fatal("%s:", devices);
	walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!walk)
		fatal("%s:", devices);
	while ((entry = fts_read(walk)) != NULL)
		if (entry->fts_info == FTS_D)
			take_directory(board, entry->fts_path, strlen(dir));
	fts_close(walk);
	if (board->count > 0)
		qsort(board->devices, board->count, sizeof(*board->devices), compare_paths);
	free(devices);
}
