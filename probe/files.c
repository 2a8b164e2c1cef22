/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>

#include "sys.h"
#include "text.h"

int files_list(struct listing *listing, int dir, const char *path)
{
	listing->fd = sys_open(dir, path, SYS_DIRECTORY);
	listing->filled = listing->at = 0;
	return listing->fd < 0 ? listing->fd : 0;
}

static int is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

const char *files_next(struct listing *listing)
{
	for (;;) {
		struct sys_dirent *entry;

		if (listing->at >= listing->filled) {
			listing->filled = sys_list(listing->fd, listing->records, FILES_LISTING);
			listing->at = 0;
			if (listing->filled <= 0)
				return NULL;
		}
		entry = (void *)(listing->records + listing->at);
		listing->at += entry->size;
		if (is_dots(entry->name))
			continue;
		listing->type = entry->type;
		return entry->name;
	}
}

void files_end(struct listing *listing)
{
	sys_close(listing->fd);
}

long files_read(int dir, const char *path, char *buf, size_t size)
{
	long count;
	int fd = sys_open(dir, path, SYS_READ);

	if (fd < 0)
		return fd;
	/* A file of /proc or /sys gives all it has to one read. */
	count = sys_read(fd, buf, size);
	sys_close(fd);
	if (count < 0)
		return count;
	if ((size_t)count == size)
		return -ENAMETOOLONG;
	buf[count] = '\0';
	return count;
}

long files_read_part(int dir, const char *name, const char *part, char *buf, size_t size)
{
	char path[FILES_PATH];
	int error = text_join(path, sizeof(path), name, part);

	return error ? error : files_read(dir, path, buf, size);
}

int files_vanished(long error)
{
	return error == -ENOENT || error == -ENODEV || error == -ENOTDIR;
}
