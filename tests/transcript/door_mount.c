/* SPDX-License-Identifier: MIT */
#include "door.h"

#include <errno.h>
#include <string.h>

#include "disks.h"
#include "record.h"
#include "world.h"
#include "sys.h"

static const char *flag_names(unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = { { SYS_MOUNT_RDONLY, " ro" },
		      { SYS_MOUNT_NOSUID, " nosuid" },
		      { SYS_MOUNT_NODEV, " nodev" },
		      { SYS_MOUNT_NOEXEC, " noexec" },
		      { SYS_MOUNT_MOVE, " move" } };
	static char text[80];
	size_t i;

	text[0] = '\0';
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (flags & names[i].flag)
			strcat(text, names[i].name);
	return text;
}

static int is_known(const char *type)
{
	size_t i;

	for (i = 0; i < world.filesystems.count; i++)
		if (!strcmp(world.filesystems.items[i], type))
			return 1;
	return 0;
}

/* fits: ext4's driver serves the two older formats too. */
static int fits(const char *type, const char *on_disk)
{
	return !strcmp(type, on_disk) || (!strcmp(type, "ext4") && !strncmp(on_disk, "ext", 3));
}

static int mount_device(const char *source, const char *type, unsigned flags,
			struct filesystem **filesystem)
{
	struct device *device;
	struct node *node;
	int error;

	if (!is_known(type))
		return -ENODEV;
	error = tree_find(&world.process, world.process.cwd, source, 1, &node);
	if (error)
		return error;
	device = node->media ? world_device(node->media) : NULL;
	if (!device)
		return -ENOTBLK;
	if (!device->filesystem)
		device->filesystem = disks_contents(device);
	*filesystem = device->filesystem;
	if (!fits(type, (*filesystem)->type))
		return -EINVAL;
	if ((*filesystem)->covers)
		return -EBUSY;
	(*filesystem)->readonly = flags & SYS_MOUNT_RDONLY;
	return 0;
}

/* A directory of the host, which a filesystem knows by a word. */
static int is_shared(const char *tag, const char *type)
{
	const char *line;
	size_t at = 0;

	while ((line = machine_next(&world.machine->header, "share", &at))) {
		char **words = machine_split(line, " ");

		if (!strcmp(words[0], tag) && !strcmp(words[1], type))
			return 1;
	}
	return 0;
}

static int mount_virtual(const char *source, const char *type, struct filesystem **filesystem)
{
	if (is_known(type) && (!strcmp(type, "overlay") || is_shared(source, type))) {
		*filesystem = disks_usual(type, source);
		return 0;
	}
	*filesystem = !strcmp(type, "devtmpfs") ? world.dev
		      : !strcmp(type, "proc")	? world.proc
		      : !strcmp(type, "sysfs")	? world.sys
		      : !strcmp(type, "debugfs") ? world.debug
		      : !strcmp(type, "tmpfs")	? tree_new(type, source)
						: NULL;
	return *filesystem ? 0 : -ENODEV;
}

static int mount_move(const char *source, struct filesystem **filesystem)
{
	struct node *node;
	int error = tree_find(&world.process, world.process.cwd, source, 1, &node);

	if (error)
		return error;
	if (node->parent || !node->in->covers)
		return -EINVAL;
	*filesystem = node->in;
	return 0;
}

static int do_mount(const char *source, const char *target, const char *type, unsigned flags)
{
	struct filesystem *filesystem;
	struct node *node;
	int error = tree_find(&world.process, world.process.cwd, target, 1, &node);

	if (error)
		return error;
	if (node->kind != NODE_DIRECTORY)
		return -ENOTDIR;
	if (flags & SYS_MOUNT_MOVE)
		error = mount_move(source, &filesystem);
	else if (mount_virtual(source, type, &filesystem))
		error = mount_device(source, type, flags, &filesystem);
	if (error)
		return error;
	if (filesystem->covers && !(flags & SYS_MOUNT_MOVE))
		return -EBUSY;
	tree_unmount(filesystem);
	tree_mount(filesystem, node);
	return 0;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned flags,
	      const char *data)
{
	int error = record_fail("mount", target);

	world_advance(100);
	if (!error)
		error = do_mount(source, target, type, flags);
	return record_result(error, "mount %s %s %s%s%s%s%s", source ? source : "none", target,
			     type ? type : "-", flag_names(flags), data ? " \"" : "",
			     data ? data : "", data ? "\"" : "");
}
