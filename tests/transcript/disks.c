/* SPDX-License-Identifier: MIT */
#include "disks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media.h"
#include "modules.h"
#include "../../initramfs/util.h"
#include "../../probe/insert.h"

#define DISK_BYTES (64ull << 20)

static int is_below(const struct device *device, const struct device *disk)
{
	size_t length = strlen(disk->path);

	return !strncmp(device->path, disk->path, length) && device->path[length] == '/';
}

/* make_table: the partition table of a disk, for the partitions below it. */
static void make_table(struct device *disk, const char *table, struct device *devices, size_t count)
{
	unsigned used = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct paragraph *text = devices[i].text;
		const char *number = machine_get(text, "partn");

		if (!number || !is_below(&devices[i], disk))
			continue;
		if (!strncmp(table, "gpt", 3))
			media_gpt_entry(disk->media, atoi(number), machine_get(text, "partuuid"),
					machine_get(text, "partname"));
		else
			used |= 1u << atoi(number);
	}
	if (!strncmp(table, "gpt", 3))
		media_gpt(disk->media);
	else
		media_mbr(disk->media, machine_word(table, "id", 0), used);
}

static void make_bytes(struct device *device)
{
	const char *holds = machine_get(device->text, "holds");
	const char *content = machine_get(device->text, "content");
	char *type = holds ? machine_first(holds) : NULL;

	if (type && !strncmp(type, "ext", 3))
		media_ext(device->media, type, machine_word(holds, "uuid", 0),
			  machine_word(holds, "label", 0));
	else if (type)
		media_other(device->media, type, machine_word(holds, "uuid", 0),
			    machine_word(holds, "devices", 0));
	if (content) {
		char *path = xasprintf("%s/%s", world.machine->dir, content);
		struct bytes bytes = file_read(path);

		media_put(device->media, 0, bytes.data, bytes.size);
		free(path);
	}
	free(type);
}

void disks_make(struct device *devices, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const char *table = machine_get(devices[i].text, "table");

		if (strcmp(devices[i].subsystem, "block"))
			continue;
		devices[i].media = media_new(DISK_BYTES);
		make_bytes(&devices[i]);
		if (table)
			make_table(&devices[i], table, devices, count);
	}
}

/* add_file: "PATH", "PATH/", "PATH = TEXT" or "PATH -> TARGET". */
static void add_file(struct filesystem *filesystem, const char *line)
{
	const char *arrow = strstr(line, " -> "), *equals = strstr(line, " = ");
	char *path = machine_first(line);
	struct node *node;

	if (arrow)
		node = tree_make(filesystem, path, NODE_LINK, arrow + 4);
	else if (path[strlen(path) - 1] == '/')
		node = tree_make(filesystem, path, NODE_DIRECTORY, NULL);
	else
		node = tree_make(filesystem, path, NODE_FILE, equals ? equals + 3 : "");
	if (node->kind == NODE_FILE && (strstr(path, "bin/") || strstr(path, "init")))
		node->mode = 0755;
	free(path);
}

static void add_files(struct filesystem *filesystem, const struct paragraph *text, const char *key)
{
	const char *line;
	size_t at = 0;

	while ((line = machine_next(text, key, &at)))
		add_file(filesystem, line);
}

static void add_usual(struct filesystem *filesystem)
{
	static const char *const usual[] = {
		"/dev/", "/proc/", "/sys/", "/run/", "/sbin/init", NULL
	};
	const char *const *path;

	for (path = usual; *path; path++)
		add_file(filesystem, *path);
}

struct filesystem *disks_usual(const char *type, const char *source)
{
	struct filesystem *filesystem = tree_new(type, source);

	add_usual(filesystem);
	return filesystem;
}

struct filesystem *disks_contents(const struct device *device)
{
	const char *holds = machine_get(device->text, "holds");
	const char *name = machine_get(device->text, "devname");
	char *node = xasprintf("/dev/%s", name ? name : device->name);
	struct filesystem *filesystem = tree_new(holds ? machine_first(holds) : "unknown", node);

	if (machine_get(device->text, "has"))
		add_files(filesystem, device->text, "has");
	else
		add_usual(filesystem);
	free(node);
	return filesystem;
}

static void add_module_file(struct filesystem *filesystem, const char *file, const void *text,
			    size_t size)
{
	char *path = xasprintf("/lib/modules/%s/%s", world.kernel.release, file);

	tree_append(tree_make(filesystem, path, NODE_FILE, NULL), text, size);
	free(path);
}

static void add_modules(struct filesystem *filesystem)
{
	struct bytes packed = modules_packed(&world.kernel);
	size_t i;

	if (packed.size)
		add_module_file(filesystem, LOAD_PACKED, packed.data, packed.size);
	free(packed.data);
	for (i = 0; i < world.kernel.count; i++) {
		char *file = modules_file(i);

		if (file)
			add_module_file(filesystem, file, "\177ELF", 4);
		free(file);
	}
}

static void add_trimmed(void)
{
	struct bytes blob = modules_bake_trimmed(&world.kernel);

	if (blob.data)
		tree_append(tree_make(world.initramfs, "/lib/coldprobe/trimmed", NODE_FILE, NULL),
			    blob.data, blob.size);
}

/* make_debug: debugfs, when the machine has one. "NAME\tREASON" (deferred_devs_show in drivers/base/dd.c). */
static void make_debug(const struct paragraph *header)
{
	const char *line;
	struct node *file;
	size_t at = 0;

	if (!machine_get(header, "deferred"))
		return;
	world.debug = tree_new("debugfs", "debugfs");
	file = tree_make(world.debug, "/devices_deferred", NODE_FILE, "");
	while ((line = machine_next(header, "deferred", &at))) {
		char *text = xasprintf("%s\n", line);

		if (!*line)
			continue;
		text[strcspn(text, " \n")] = '\t';
		if (!strchr(line, ' '))
			text = xasprintf("%s\t\n", line);
		tree_append(file, text, strlen(text));
	}
}

void disks_system(void)
{
	static const char *const dirs[] = { "dev", "proc", "root", "run", "sbin", "sys", NULL };
	const struct paragraph *header = &world.machine->header;
	const char *const *dir;
	const char *cmdline = machine_get(header, "cmdline"),
		   *is_initramfs = machine_get(header, "initramfs"),
		   *running = machine_get(header, "running");
	char *line = xasprintf("%s\n", cmdline ? cmdline : "");

	world.initramfs =
		tree_new(is_initramfs && !strcmp(is_initramfs, "no") ? "ext4" : "ramfs", "rootfs");
	world.dev = tree_new("devtmpfs", "devtmpfs");
	world.proc = tree_new("proc", "proc");
	world.sys = tree_new("sysfs", "sysfs");
	world.process.root = world.process.cwd = world.initramfs->root;

	for (dir = dirs; *dir; dir++)
		tree_make(world.initramfs, *dir, NODE_DIRECTORY, NULL);
	tree_make(world.initramfs, "/init", NODE_FILE, "\177ELF")->mode = 0755;
	tree_make(world.initramfs, "/sbin/modprobe", NODE_LINK, "../init");
	tree_make(world.initramfs, "/lib/coldprobe/complete", NODE_FILE, "");
	add_modules(world.initramfs);
	add_files(world.initramfs, header, "file");
	add_files(world.initramfs, header, "link");
	add_files(world.sys, header, "sys");
	add_files(world.dev, header, "dev");
	tree_make(world.dev, "/kmsg", NODE_FILE, "");
	tree_make(world.dev, "/console", NODE_FILE, "");
	tree_make(world.dev, "/null", NODE_FILE, "");
	tree_make(world.proc, "/cmdline", NODE_FILE, line);
	tree_make(world.proc, "/sys/kernel/printk_devkmsg", NODE_FILE, "ratelimit\n");
	tree_make(world.proc, "/sys/kernel/osrelease", NODE_FILE,
		  running ? running : world.kernel.release);
	tree_make(world.sys, "/bus", NODE_DIRECTORY, NULL);
	tree_make(world.sys, "/kernel/debug", NODE_DIRECTORY, NULL);
	make_debug(header);
	add_trimmed();
	tree_make(world.sys, "/class/block", NODE_DIRECTORY, NULL);
	free(line);
}

static void mount_at(const char *type, const char *path)
{
	struct node *target = tree_make(world.initramfs, path, NODE_DIRECTORY, NULL);
	struct filesystem *filesystem = !strcmp(type, "devtmpfs") ? world.dev
					: !strcmp(type, "proc")	  ? world.proc
					: !strcmp(type, "sysfs")  ? world.sys
								  : tree_new(type, type);

	tree_mount(filesystem, target);
}

static void mount_before(void)
{
	const struct paragraph *header = &world.machine->header;
	const char *line, *run = machine_get(header, "run");
	size_t at = 0;

	while ((line = machine_next(header, "mounted", &at))) {
		char **words = machine_split(line, " ");

		mount_at(words[0], words[1]);
	}
	if (!strncmp(run, "init", 4) || machine_get(header, "mounted"))
		return;
	mount_at("devtmpfs", "/dev");
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("tmpfs", "/run");
}

/* remove_path: from whichever filesystem has it: the initramfs, or what is mounted in /dev, /proc
 * or /sys. */
static void remove_path(const char *path)
{
	static const char *const places[] = { "/dev/", "/proc/", "/sys/", "/" };
	struct filesystem *const trees[] = { world.dev, world.proc, world.sys, world.initramfs };
	size_t i;

	for (i = 0; i < 4; i++) {
		struct place place = { trees[i]->root, trees[i]->root };
		size_t length = strlen(places[i]);
		struct node *node;

		if (strncmp(path, places[i], length))
			continue;
		if (!tree_find(&place, place.root, path + length, 0, &node)) {
			tree_remove(node);
			return;
		}
	}
	fatal("without: %s: there is no such file anyway", path);
}

void disks_finish(void)
{
	const char *line;
	size_t at = 0;

	while ((line = machine_next(&world.machine->header, "without", &at))) {
		char **words = machine_split(line, " ");

		for (; *words; words++)
			remove_path(*words);
	}
	mount_before();
}
