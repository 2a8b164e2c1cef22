/* SPDX-License-Identifier: MIT */
#include "door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "media.h"
#include "modules.h"
#include "record.h"
#include "world.h"
#include "sys.h"
#include "../../initramfs/util.h"

struct handle door_handles[DOOR_DESCRIPTORS];
static struct node *last_written;

int door_take(int kind, struct node *node)
{
	int fd;

	for (fd = 0; fd < DOOR_DESCRIPTORS; fd++) {
		if (door_handles[fd].kind != HANDLE_FREE)
			continue;
		door_handles[fd] = (struct handle){ .kind = kind, .node = node };
		return fd;
	}
	record_problem("more than %d descriptors", DOOR_DESCRIPTORS);
	return -EMFILE;
}

struct handle *door_handle(int fd)
{
	if (fd >= 0 && fd < DOOR_DESCRIPTORS && door_handles[fd].kind != HANDLE_FREE)
		return &door_handles[fd];
	if (fd > 2)
		record_problem("descriptor %d is not open", fd);
	return NULL;
}

struct node *door_from(int dir, const char *path)
{
	const struct handle *handle;

	if (*path == '/' || dir == SYS_CWD)
		return world.process.cwd;
	handle = door_handle(dir);
	return handle && handle->node && handle->node->kind == NODE_DIRECTORY ? handle->node : NULL;
}

const char *door_name(int dir, const char *path)
{
	static char names[2][4096];
	static unsigned turn;
	char *name = names[turn++ % 2];
	const struct node *from;
	const char *above;

	if (*path == '/')
		return path;
	from = door_from(dir, path);
	above = from ? tree_path(from) : "?";
	snprintf(name, 4096, "%s/%s", above[1] ? above : "", path);
	return name;
}

static int open_node(int dir, const char *path, enum sys_open how, struct node **node)
{
	struct node *from = door_from(dir, path), *directory;
	const char *name;
	int error;

	if (!from)
		return -ENOTDIR;
	error = tree_find(&world.process, from, path, 1, node);
	if (error == -ENOENT && how == SYS_APPEND) {
		error = tree_find_parent(&world.process, from, path, &directory, &name);
		if (error)
			return error;
		if (directory->in->readonly)
			return -EROFS;
		*node = tree_add(directory, name, NODE_FILE);
	}
	if (error)
		return error;
	if (how == SYS_DIRECTORY && (*node)->kind != NODE_DIRECTORY)
		return -ENOTDIR;
	if (how > SYS_DIRECTORY && (*node)->kind == NODE_DIRECTORY)
		return -EISDIR;
	return how > SYS_DIRECTORY && (*node)->in->readonly && !(*node)->media ? -EROFS : 0;
}

int sys_open(int dir, const char *path, enum sys_open how)
{
	const char *name = door_name(dir, path);
	int fd = record_fail("open", name);
	struct node *node;

	world_advance(1);
	if (!fd)
		fd = open_node(dir, path, how, &node);
	if (!fd)
		fd = door_take(HANDLE_NODE, node);
	if (fd >= 0)
		door_handles[fd].writable = how > SYS_DIRECTORY;
	return record_detail(fd, "open %s", name);
}

int sys_close(int fd)
{
	struct handle *handle = door_handle(fd);

	if (!handle) {
		record_problem("close of descriptor %d", fd);
		return -EBADF;
	}
	free(handle->list);
	handle->list = NULL;
	handle->kind = HANDLE_FREE;
	return 0;
}

static long read_node(const struct node *node, void *buf, size_t size, uint64_t offset)
{
	if (node->kind == NODE_DIRECTORY)
		return -EISDIR;
	if (node->media)
		return media_read(node->media, buf, size, offset);
	if (offset >= node->size)
		return 0;
	if (size > node->size - offset)
		size = node->size - offset;
	memcpy(buf, node->text + offset, size);
	return size;
}

long sys_read_at(int fd, void *buf, size_t size, uint64_t offset)
{
	const struct handle *handle = door_handle(fd);
	long count;

	world_advance(1);
	if (!handle || handle->kind != HANDLE_NODE)
		return -EBADF;
	count = record_fail("read", tree_path(handle->node));
	if (!count)
		count = read_node(handle->node, buf, size, offset);
	record_detail(count, "read %s %zu bytes at %llu", tree_path(handle->node), size,
		      (unsigned long long)offset);
	return count;
}

long sys_read(int fd, void *buf, size_t size)
{
	struct handle *handle = door_handle(fd);
	long count = handle ? sys_read_at(fd, buf, size, handle->position) : -EBADF;

	if (count > 0)
		handle->position += count;
	return count;
}

/* record_log: "<6>text" as the kernel takes it from /dev/kmsg. */
static void record_log(const char *text, size_t size)
{
	if (size > 3 && text[0] == '<' && text[2] == '>')
		record_line("log %c %s", text[1],
			    record_escape(text + 3, size - 3 - (text[size - 1] == '\n')));
	else
		record_line("log ? %s", record_escape(text, size));
}

static void record_write(struct node *node, const char *text, size_t size)
{
	const char *path = tree_path(node);

	if (!strcmp(node->name, "kmsg") && node->in == world.dev)
		record_log(text, size);
	else if (node->in == world.dev)
		record_line("write %s %s", path, record_escape(text, size));
	else if (node->in == world.proc || node->in == world.sys)
		record_line("write %s %s", path, record_escape(text, size));
	else if (node != last_written)
		record_line("write %s", path);
	last_written = node;
	if (node->in != world.dev)
		tree_append(node, text, size);
}

long sys_write(int fd, const void *buf, size_t size)
{
	const struct handle *handle = door_handle(fd);
	int error;

	world_advance(1);
	if (!handle)
		return -EBADF;
	error = record_fail("write",
			    handle->kind == HANDLE_STANDARD ? "-" : tree_path(handle->node));
	if (error)
		return error;
	if (handle->kind == HANDLE_STANDARD)
		record_line("%s %s", fd == 2 ? "stderr" : "stdout", record_escape(buf, size));
	else if (!handle->writable)
		return -EBADF;
	else
		record_write(handle->node, buf, size);
	return size;
}

uint64_t sys_size(int fd)
{
	const struct handle *handle = door_handle(fd);

	if (!handle || handle->kind != HANDLE_NODE)
		return 0;
	return handle->node->media ? handle->node->media->size : handle->node->size;
}

/* begin_list: what a directory holds now; a listing is not disturbed by what is removed meanwhile.
 */
static void begin_list(struct handle *handle)
{
	struct node *node;
	size_t count = 0;

	for (node = handle->node->child; node; node = node->next)
		count++;
	handle->list = xcalloc(count + 1, sizeof(*handle->list));
	for (count = 0, node = handle->node->child; node; node = node->next)
		handle->list[count++] = node;
	handle->listed = 0;
}

static const struct sys_dirent *make_record(struct sys_dirent *entry, const char *name,
					    enum node_kind kind)
{
	static const unsigned char types[] = {
		[NODE_DIRECTORY] = SYS_TYPE_DIRECTORY, [NODE_FILE] = 8, [NODE_LINK] = SYS_TYPE_LINK
	};

	memset(entry, 0, sizeof(*entry));
	entry->inode = 1;
	entry->size = (offsetof(struct sys_dirent, name) + strlen(name) + 1 + 7) & ~7u;
	entry->type = types[kind];
	memcpy(entry->name, name, strlen(name) + 1);
	return entry;
}

static long fill_list(struct handle *handle, char *buf, size_t size)
{
	union {
		struct sys_dirent entry;
		char bytes[512];
	} record;
	size_t used = 0;

	for (;; handle->listed++) {
		size_t at = handle->listed;
		const struct node *node = at < 2 ? NULL : handle->list[at - 2];

		if (at >= 2 && !node)
			return used;
		if (node && node->removed)
			continue;
		make_record(&record.entry, node ? node->name : &".."[1 - at],
			    node ? node->kind : NODE_DIRECTORY);
		if (used + record.entry.size > size)
			return used ? (long)used : -EINVAL;
		memcpy(buf + used, &record, record.entry.size);
		used += record.entry.size;
	}
}

long sys_list(int fd, void *buf, size_t size)
{
	struct handle *handle = door_handle(fd);
	long used;

	world_advance(1);
	if (!handle || handle->kind != HANDLE_NODE)
		return -EBADF;
	used = record_fail("list", tree_path(handle->node));
	if (used)
		return used;
	if ((uintptr_t)buf % 8)
		record_problem("sys_list: the buffer is not aligned");
	if (handle->node->kind != NODE_DIRECTORY)
		return -ENOTDIR;
	if (!handle->list)
		begin_list(handle);
	used = fill_list(handle, buf, size);
	record_detail(used, "list %s", tree_path(handle->node));
	return used;
}

long sys_read_link(int dir, const char *path, char *buf, size_t size)
{
	struct node *from = door_from(dir, path), *node;
	int error = record_fail("read_link", door_name(dir, path));

	if (!error)
		error = from ? tree_find(&world.process, from, path, 0, &node) : -ENOTDIR;
	if (!error && node->kind != NODE_LINK)
		error = -EINVAL;
	record_detail(error, "read_link %s", door_name(dir, path));
	if (error)
		return error;
	if (size > node->size)
		size = node->size;
	memcpy(buf, node->text, size);
	return size;
}

int sys_stat(int dir, const char *path, struct sys_stat *stat)
{
	struct node *from = door_from(dir, path), *node;
	int error = record_fail("stat", door_name(dir, path));

	if (!error)
		error = from ? tree_find(&world.process, from, path, 1, &node) : -ENOTDIR;
	record_detail(error, "stat %s", door_name(dir, path));
	if (error)
		return error;
	memset(stat, 0, sizeof(*stat));
	stat->device = node->in->device;
	stat->mode = node->mode | (node->kind == NODE_DIRECTORY ? S_IFDIR
				   : node->media		? S_IFBLK
								: S_IFREG);
	return 0;
}

int sys_make_dir(int dir, const char *path)
{
	struct node *from = door_from(dir, path), *directory, *node;
	const char *name;
	int error = record_fail("make_dir", door_name(dir, path));

	if (!error)
		error = from ? tree_find_parent(&world.process, from, path, &directory, &name)
			     : -ENOTDIR;
	if (!error && tree_child(directory, name))
		error = -EEXIST;
	if (!error && directory->in->readonly)
		error = -EROFS;
	if (!error) {
		node = tree_add(directory, name, NODE_DIRECTORY);
		node->mode = 0755;
	}
	return record_result(error, "make_dir %s", door_name(dir, path));
}

static int remove_node(int dir, const char *path, int is_directory)
{
	struct node *from = door_from(dir, path), *node;
	int error = from ? tree_find(&world.process, from, path, 0, &node) : -ENOTDIR;

	if (error)
		return error;
	if (!node->parent || node->mounted)
		return -EBUSY;
	if (node->in->readonly)
		return -EROFS;
	if (is_directory != (node->kind == NODE_DIRECTORY))
		return is_directory ? -ENOTDIR : -EISDIR;
	if (node->child)
		return -ENOTEMPTY;
	if (node->in != world.initramfs)
		record_problem("removal of a file of %s (%s)", node->in->source, node->in->type);
	tree_remove(node);
	return 0;
}

int sys_remove(int dir, const char *path)
{
	const char *name = door_name(dir, path);
	int error = record_fail("remove", name);

	return record_removal(error ? error : remove_node(dir, path, 0), "remove", name);
}

int sys_remove_dir(int dir, const char *path)
{
	const char *name = door_name(dir, path);
	int error = record_fail("remove_dir", name);

	return record_removal(error ? error : remove_node(dir, path, 1), "remove_dir", name);
}
