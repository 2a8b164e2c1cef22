/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "sysfs.h"

#include <dirent.h>
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

struct walk {
	struct board *board;
	const char *sysfs;
	struct sysfs_unread *unread;
};

/* ---- files and links */

static void count_unread(struct sysfs_unread *unread, const char *name, int error)
{
	if (error == ENOENT || error == ENODEV)
		return;
	if (unread->count++ == 0) {
		unread->first = xstrdup(name);
		unread->error = error;
	}
}

char *sysfs_text(const char *dir, const char *name, struct sysfs_unread *unread)
{
	char *path = xasprintf("%s/%s", dir, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	size_t size = 0;
	ssize_t got = -1;

	if (fd >= 0) {
		text = xmalloc(FILE_SIZE);
		while (size < FILE_SIZE - 1 &&
		       (got = read(fd, text + size, FILE_SIZE - 1 - size)) > 0)
			size += (size_t)got;
		text[size] = '\0';
	}
	if (got < 0 && size == 0) {
		count_unread(unread, path, errno);
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return text;
}

char *sysfs_name(const char *dir, const char *name)
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

char *sysfs_device(const char *sysfs, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	char *real = realpath(path, NULL);
	char *top = realpath(sysfs, NULL);
	size_t length = top ? strlen(top) : 0;
	char *device = NULL;

	if (real && top && strncmp(real, top, length) == 0 &&
	    strncmp(real + length, "/devices/", 9) == 0)
		device = xstrdup(real + length);
	free(top);
	free(real);
	free(path);
	return device;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void sysfs_list(const char *dir, const char *prefix, struct strings *names)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	*names = (struct strings){ 0 };
	while (stream && (entry = readdir(stream)) != NULL)
		if (*entry->d_name != '.' && strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			strings_add(names, entry->d_name);
	if (stream)
		closedir(stream);
	if (names->count > 0)
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
}

/* ---- a device */

/* No board file can say a blank at an end. */
static char *trim(char *line)
{
	char *end = line + strlen(line);

	while (end > line && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return line + strspn(line, " \t");
}

static void take_modaliases(struct board_device *device, char *text)
{
	for (char *next = text, *line; text && (line = text_line(&next));)
		if (*trim(line))
			board_add_modalias(device, trim(line));
}

static void take_once(char **value, const char *text)
{
	if (!*value && *text)
		*value = xstrdup(text);
}

static void take_uevent(struct board_device *device, char *text)
{
	for (char *next = text, *line; text && (line = text_line(&next));) {
		char *value = strchr(line, '=');

		if (!value)
			continue;
		*value++ = '\0';
		value = trim(value);
		if (strcmp(line, "MODALIAS") == 0 && *value)
			board_add_modalias(device, value);
		else if (strcmp(line, "DRIVER") == 0)
			take_once(&device->driver, value);
		else if (strcmp(line, "DEVNAME") == 0)
			take_once(&device->devname, value);
		else if (strcmp(line, "OF_FULLNAME") == 0 && *value == '/')
			take_once(&device->of_node, value);
	}
}

/* Where of_node leads: .../firmware/devicetree/base/soc/mmc@7e202000. */
static char *read_node(const char *dir)
{
	static const char base[] = "/devicetree/base";
	char *path = xasprintf("%s/of_node", dir);
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *node;

	free(path);
	if (length <= 0)
		return NULL;
	target[length] = '\0';
	node = strstr(target, base);
	if (!node)
		return NULL;
	node += strlen(base);
	return *node == '/' ? xstrdup(node) : xstrdup("/");
}

static void add_slave(struct board_device *device, char *path)
{
	if (path)
		board_add_slave(device, path);
	free(path);
}

static void take_slaves(const struct walk *walk, struct board_device *device, const char *dir)
{
	char *slaves = xasprintf("%s/slaves", dir);
	char *beside = xasprintf("%s/..", dir);
	struct strings names;

	sysfs_list(slaves, "", &names);
	for (size_t i = 0; i < names.count; i++)
		add_slave(device, sysfs_device(walk->sysfs, slaves, names.items[i]));
	strings_free(&names);
	sysfs_list(beside, "nvme", &names);
	for (size_t i = 0; strstr(device->path, "/nvme-subsystem/") && i < names.count; i++) {
		char *link = xasprintf("%s/%s", beside, names.items[i]);
		struct stat st;

		if (lstat(link, &st) == 0 && S_ISLNK(st.st_mode))
			add_slave(device, sysfs_device(walk->sysfs, beside, names.items[i]));
		free(link);
	}
	strings_free(&names);
	free(beside);
	free(slaves);
}

static void take_suppliers(const struct walk *walk, struct board_device *device, const char *dir)
{
	struct strings links;

	sysfs_list(dir, "supplier:", &links);
	for (size_t i = 0; i < links.count; i++) {
		char *link = xasprintf("%s/%s", dir, links.items[i]);
		char *path = sysfs_device(walk->sysfs, link, "supplier");

		if (path)
			board_add_supplier(device, NULL, path);
		free(path);
		free(link);
	}
	strings_free(&links);
}

static void take_waiting(const struct walk *walk, struct board_device *device, const char *dir)
{
	char *text = sysfs_text(dir, "waiting_for_supplier", walk->unread);

	device->is_waiting = text && *text == '1';
	free(text);
}

static void take_directory(const struct walk *walk, const char *dir)
{
	const char *path = dir + strlen(walk->sysfs);
	char *uevent = sysfs_text(dir, "uevent", walk->unread);
	char *modalias = sysfs_text(dir, "modalias", walk->unread);
	struct board_device *device;

	if ((uevent || modalias) && !strchr(path, '\n') && path[strlen(path) - 1] != ' ') {
		device = board_add(walk->board, path);
		device->subsystem = sysfs_name(dir, "subsystem");
		device->driver = sysfs_name(dir, "driver");
		device->module = sysfs_name(dir, "driver/module");
		device->of_node = read_node(dir);
		take_modaliases(device, modalias);
		take_uevent(device, uevent);
		if (device->subsystem && strcmp(device->subsystem, "block") == 0)
			take_slaves(walk, device, dir);
		take_suppliers(walk, device, dir);
		take_waiting(walk, device, dir);
	}
	free(modalias);
	free(uevent);
}

void sysfs_read(struct board *board, const char *dir, struct sysfs_unread *unread)
{
	struct walk walk = { .board = board, .sysfs = dir, .unread = unread };
	char *devices = xasprintf("%s/devices", dir);
	char *paths[] = { devices, NULL };
	FTS *tree;
	FTSENT *entry;

	*board = (struct board){ 0 };
	if (access(devices, R_OK | X_OK) < 0)
		fatal("%s:", devices);
	tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!tree)
		fatal("%s:", devices);
	while ((entry = fts_read(tree)) != NULL) {
		if (entry->fts_info == FTS_D)
			take_directory(&walk, entry->fts_path);
		else if (entry->fts_info == FTS_DNR)
			count_unread(unread, entry->fts_path, entry->fts_errno);
	}
	fts_close(tree);
	board_sort(board);
	free(devices);
}
