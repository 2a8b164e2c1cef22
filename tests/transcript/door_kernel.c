/* SPDX-License-Identifier: MIT */
#include "door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "record.h"
#include "world.h"
#include "sys.h"
#include "table_image.h"
#include "../../initramfs/util.h"

#define LONGEST_RUN 600000000 /* microseconds of the machine's time */

jmp_buf door_end;
static struct bytes table;

const void *table_image(void)
{
	return table.data;
}

/* ---- the process */

static int find_directory(const char *path, struct node **node)
{
	int error = tree_find(&world.process, world.process.cwd, path, 1, node);

	return error ? error : (*node)->kind == NODE_DIRECTORY ? 0 : -ENOTDIR;
}

int sys_btrfs_scan(int control, const char *path)
{
	const struct handle *handle = door_handle(control);
	int error = record_fail("btrfs_scan", path);

	if (!error && (!handle || !handle->node || strcmp(handle->node->name, "btrfs-control")))
		error = -ENOTTY;
	return record_result(error, "btrfs_scan %s", path);
}

int sys_chdir(const char *path)
{
	struct node *node;
	int error = record_fail("chdir", path);

	if (!error)
		error = find_directory(path, &node);
	if (!error)
		world.process.cwd = node;
	return record_result(error, "chdir %s", path);
}

int sys_fchdir(int fd)
{
	const struct handle *handle = door_handle(fd);

	if (!handle || !handle->node || handle->node->kind != NODE_DIRECTORY)
		return record_result(handle ? -ENOTDIR : -EBADF, "fchdir %d", fd);
	world.process.cwd = handle->node;
	record_line("fchdir %s", tree_path(handle->node));
	return 0;
}

int sys_chroot(const char *path)
{
	struct node *node;
	int error = record_fail("chroot", path);

	if (!error)
		error = find_directory(path, &node);
	if (!error)
		world.process.root = node;
	return record_result(error, "chroot %s", path);
}

static const char *list_arguments(char *const argv[])
{
	static char text[4096];
	size_t used = 0;

	text[0] = '\0';
	while (*argv && used < sizeof(text) - 1024)
		used += snprintf(text + used, sizeof(text) - used, " [%.1000s]", *argv++);
	return text;
}

/* record_state: what the program that now takes over finds. */
static void record_state(void)
{
	static const char *const mounts[] = { "/dev", "/proc", "/sys", "/run", NULL };
	const struct filesystem *root = world.process.root->in;
	char text[200] = "";
	const char *const *path;
	struct node *node;

	for (path = mounts; *path; path++)
		if (!tree_find(&world.process, world.process.root, *path, 1, &node) &&
		    !node->parent) {
			strcat(text, " ");
			strcat(text, *path);
		}
	record_line("now: / is %s (%s, %s), cwd %s, mounted:%s, left in the initramfs: %u",
		    root->source, root->type, root->readonly ? "ro" : "rw",
		    world.process.cwd == world.process.root ? "/" : "elsewhere", text,
		    tree_count(world.initramfs->root));
}

static int can_exec(const char *path)
{
	struct node *node;
	int error = tree_find(&world.process, world.process.cwd, path, 1, &node);

	return error ? error : node->kind != NODE_FILE || !(node->mode & 0111) ? -EACCES : 0;
}

int sys_try_exec(const char *path, char *const argv[], char *const envp[])
{
	int error = record_fail("try_exec", path);

	(void)argv;
	(void)envp;
	if (!error)
		error = can_exec(path);
	return record_detail(error, "try_exec %s", path);
}

int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	int error = record_fail("exec", path);

	(void)envp;
	if (!error)
		error = can_exec(path);
	if (!error)
		record_state();
	record_result(error, "exec %s%s", path, list_arguments(argv));
	if (!error)
		longjmp(door_end, 1);
	return error;
}

_Noreturn void sys_exit(int status)
{
	record_line("exit %d", status);
	longjmp(door_end, 1);
}

int sys_pid(void)
{
	return !strncmp(machine_get(&world.machine->header, "run"), "init", 4) ? 1 : 4711;
}

int sys_is_ramfs(const char *path)
{
	struct node *node;
	int error = record_fail("is_ramfs", path);

	if (!error)
		error = tree_find(&world.process, world.process.cwd, path, 1, &node);
	if (error)
		return error;
	return !strcmp(node->in->type, "ramfs") || !strcmp(node->in->type, "tmpfs");
}

/* ---- events and time */

int sys_uevent_open(int buffer)
{
	int error = record_fail("uevent_open", "-");

	(void)buffer;
	if (!error)
		error = door_take(HANDLE_EVENTS, NULL);
	if (error >= 0)
		world_listen();
	return record_result(error, "uevent_open");
}

long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender)
{
	const struct handle *handle = door_handle(fd);
	struct event *event = world.events;
	int error = record_fail("uevent_receive", "-");

	world_advance(1);
	if (!handle || handle->kind != HANDLE_EVENTS)
		return -EBADF;
	if (error)
		return record_result(error, "uevent_receive");
	if (world.overflown) {
		world.overflown = 0;
		return record_result(-ENOBUFS, "uevent_receive");
	}
	if (!event)
		return -EAGAIN;
	world.events = event->next;
	*sender = event->sender;
	if (size > event->size)
		size = event->size;
	memcpy(buf, event->bytes, size);
	record_detail(0, "uevent_receive %s", event->bytes);
	free(event);
	return size;
}

uint64_t sys_now(void)
{
	world_advance(1);
	return world.now;
}

/* ---- beginning and end */

void door_start(const struct machine *machine)
{
	struct place initramfs;
	struct node *console;
	int fd, has_console;

	record_start(machine);
	world_start(machine);
	door_modules_start();
	table = modules_bake(&world.kernel);
	initramfs = (struct place){ world.dev->root, world.dev->root };
	has_console = !tree_find(&initramfs, world.dev->root, "console", 1, &console);
	for (fd = 0; fd < 3 && has_console; fd++)
		door_take(HANDLE_STANDARD, NULL);
}

static void show_trace(void)
{
	struct node *node;
	char *next, *line;

	if (tree_find(&world.process, world.process.root, "/run/coldprobe/trace", 1, &node) ||
	    !node->text)
		return;
	for (next = node->text; (line = text_line(&next));) {
		const char *event =
			strchr(line, '\t') ? strchr(strchr(line, '\t') + 1, '\t') : NULL;

		record_line("trace: %s", record_escape(event ? event + 1 : line,
						       strlen(event ? event + 1 : line)));
	}
}

/* ---- memory: files are read into it */

unsigned door_mapped;

int sys_map(int fd, uint32_t offset, size_t size, void **memory)
{
	const struct handle *handle = fd < 0 ? NULL : door_handle(fd);
	const struct node *node = handle ? handle->node : NULL;
	const char *name = node ? tree_path(node) : "memory";
	int error = record_fail("map", name);

	if (!size || offset % SYS_MAP_UNIT || (fd >= 0 && (!node || offset + size > node->size)))
		error = -EINVAL;
	record_detail(error, "map %s %zu bytes at %u", name, size, offset);
	if (error)
		return error;
	*memory = xcalloc(1, size);
	if (node)
		memcpy(*memory, node->text + offset, size);
	door_mapped++;
	return 0;
}

void sys_unmap(void *memory, size_t size)
{
	(void)size;
	free(memory);
	door_mapped--;
}

/* ---- the end */

void door_finish(void)
{
	const char *limit = machine_get(&world.machine->header, "descriptors");
	int fd, open = 0;

	for (fd = 3; fd < DOOR_DESCRIPTORS; fd++)
		open += door_handles[fd].kind != HANDLE_FREE;
	if (open > (limit ? atoi(limit) : 8))
		record_problem("%d descriptors are open at the end", open);
	if (door_mapped > 1)
		record_problem("%u pieces of memory are mapped at the end", door_mapped);
	if (record_shows("trace"))
		show_trace();
}
