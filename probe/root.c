/* SPDX-License-Identifier: MIT */
#include "root.h"

#include <errno.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "partition.h"
#include "sys.h"
#include "text.h"
#include "trace.h"
#include "uevent.h"

#define BLOCK_DIR "/sys/class/block"

/* By the number of enum root_kind; in capitals with `=`, or in small letters as a directory of /dev/disk. */
static const char kinds[][10] = { "UUID", "LABEL", "PARTUUID", "PARTLABEL" };

/* What follows the name of a kind in root=, or NULL. */
static const char *kind_value(const char *root, const char *kind)
{
	const char *disk = text_after(root, "/dev/disk/by-");
	char small = disk ? 0x20 : 0;

	if (disk)
		root = disk;
	while (*kind)
		if (*root++ != (*kind++ | small))
			return NULL;
	return *root == (disk ? '/' : '=') ? root + 1 : NULL;
}

int root_parse(struct root_spec *spec, const char *root)
{
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		spec->kind = ROOT_UUID + i;
		spec->value = kind_value(root, kinds[i]);
		if (spec->value)
			break;
	}
	if (!spec->value) {
		spec->kind = ROOT_NAME;
		spec->value = text_after(root, "/dev/");
	}
	/* /dev/nfs is no device but the kernel's word for a root on NFS. */
	if (!spec->value || !*spec->value ||
	    (spec->kind == ROOT_NAME && !strcmp(spec->value, "nfs")) ||
	    (spec->kind == ROOT_PARTUUID && spec->value[text_find(spec->value, '/')]))
		return -EINVAL;
	return 0;
}

static int open_device(const char *name)
{
	char path[ROOT_NAME_SIZE + 8];
	struct text text = TEXT(path);

	text_add(&text, "/dev/");
	text_add(&text, name);
	return text.full ? -ENAMETOOLONG : sys_open(SYS_CWD, path, SYS_READ);
}

static void read_superblock(const char *name, struct superblock *superblock)
{
	unsigned char start[SUPERBLOCK_BYTES];
	long size;
	int fd = open_device(name);

	memset(superblock, 0, sizeof(*superblock));
	if (fd < 0)
		return;
	size = sys_read_at(fd, start, sizeof(start), 0);
	sys_close(fd);
	if (size > 0)
		superblock_read(superblock, start, (size_t)size);
}

static int gpt_partuuid(int disk, unsigned block, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	unsigned char bytes[PARTITION_HEADER_BYTES];
	uint64_t offset;
	long size = sys_read_at(disk, bytes, sizeof(bytes), block);
	int error = size < 0 ? (int)size
			     : partition_gpt_entry(bytes, (size_t)size, block, number, &offset);

	if (error)
		return error;
	size = sys_read_at(disk, bytes, PARTITION_ENTRY_BYTES, offset);
	return size < 0 ? (int)size : partition_gpt_uuid(bytes, (size_t)size, uuid);
}

static int mbr_partuuid(int disk, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	unsigned char bytes[PARTITION_HEADER_BYTES];
	long size = sys_read_at(disk, bytes, sizeof(bytes), 0);

	return size < 0 ? (int)size : partition_mbr_uuid(bytes, (size_t)size, number, uuid);
}

/* The disk of a partition is the directory above it: ".../block/vda/vda1". Returns its name below /dev, or NULL. */
static const char *disk_name(int blocks, const char *entry, char *path, size_t size)
{
	long length = sys_read_link(blocks, entry, path, size - 1);
	const char *name;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	name = text_base(path);
	if (name == path)
		return NULL;
	path[name - path - 1] = '\0';
	name = text_base(path);
	for (char *at = path + (name - path); *at; at++)
		if (*at == '!')
			*at = '/';
	return name;
}

/* GPT with blocks of 512 bytes, of 4,096, then MBR: the first that there is. */
static int read_partuuid(int blocks, const char *entry, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	char path[512];
	const char *name = disk_name(blocks, entry, path, sizeof(path));
	int disk = name ? open_device(name) : -ENOENT, error;

	if (disk < 0)
		return disk;
	error = gpt_partuuid(disk, 512, number, uuid);
	if (error == -ENODATA)
		error = gpt_partuuid(disk, 4096, number, uuid);
	if (error == -ENODATA)
		error = mbr_partuuid(disk, number, uuid);
	sys_close(disk);
	return error;
}

/* What /sys says of one block device; strings point into text. Returns 0 when it is gone. */
static int read_block(int blocks, const char *entry, struct uevent *block, char *text, size_t size)
{
	char path[ROOT_NAME_SIZE + 8];
	struct text file = TEXT(path);
	long length;

	text_add(&file, entry);
	text_add(&file, "/uevent");
	length = file.full ? -ENAMETOOLONG : files_read(blocks, path, text, size);
	if (length < 0)
		return 0;
	uevent_parse_file(block, text, (size_t)length);
	return block->devname && strlen(block->devname) < ROOT_NAME_SIZE;
}

static void describe(const struct superblock *superblock, struct text *text)
{
	text_add(text, superblock->type ? superblock->type : "-");
	if (*superblock->uuid) {
		text_add(text, " UUID=");
		text_add(text, superblock->uuid);
	}
	if (*superblock->label) {
		text_add(text, " LABEL=");
		text_add(text, superblock->label);
	}
}

/* Is it the one? Its partition is asked before its contents, so that no device is read in vain. */
static int matches_partition(const struct root_spec *spec, int blocks, const char *entry,
			     const struct uevent *block)
{
	char uuid[BYTES_UUID_TEXT];
	unsigned number;

	if (!block->partn || !text_decimal(block->partn, &number))
		return 0;
	if (spec->kind == ROOT_PARTLABEL)
		return block->partname && !strcmp(block->partname, spec->value);
	return !read_partuuid(blocks, entry, number, uuid) && text_is_lower(spec->value, uuid);
}

/* Is it the one? Without a spec: any is, and it is named in the log. */
static int look_at_entry(const struct root_spec *spec, int blocks, const char *entry,
			 struct root_device *device)
{
	char uevent[1024], detail[128];
	struct text text = TEXT(detail);
	uint64_t began = sys_now();
	struct uevent block;
	int found = -1; /* it depends on what is on it */

	if (!read_block(blocks, entry, &block, uevent, sizeof(uevent)))
		return 0;
	if (!spec)
		found = 1;
	else if (spec->kind == ROOT_NAME)
		found = !strcmp(block.devname, spec->value);
	else if (spec->kind >= ROOT_PARTUUID)
		found = matches_partition(spec, blocks, entry, &block);
	if (!found)
		return 0;
	read_superblock(block.devname, &device->superblock);
	describe(&device->superblock, &text);
	if (spec)
		trace_event(began, "block", block.devname, detail);
	else
		log_line(LOG_ERROR, "  seen: ", block.devname, ": ", detail);
	if (found < 0)
		found = spec->kind == ROOT_UUID
				? text_is_lower(spec->value, device->superblock.uuid)
				: !strcmp(device->superblock.label, spec->value);
	if (found)
		memcpy(device->name, block.devname, strlen(block.devname) + 1);
	return found;
}

int root_look(const struct root_spec *spec, const char *name, struct root_device *device)
{
	char entry[ROOT_NAME_SIZE];
	struct text text = TEXT(entry);
	int blocks, found;

	text_add(&text, name);
	for (char *at = entry; *at; at++)
		if (*at == '/')
			*at = '!';
	blocks = text.full ? -ENAMETOOLONG : sys_open(SYS_CWD, BLOCK_DIR, SYS_DIRECTORY);
	if (blocks < 0)
		return 0;
	found = look_at_entry(spec, blocks, entry, device);
	sys_close(blocks);
	return found;
}

int root_scan(const struct root_spec *spec, struct root_device *device)
{
	struct listing blocks;
	const char *entry;
	int found = files_list(&blocks, SYS_CWD, BLOCK_DIR);

	if (found < 0)
		return found;
	while (!found && (entry = files_next(&blocks)))
		found = look_at_entry(spec, blocks.fd, entry, device);
	files_end(&blocks);
	return found;
}

void root_report(void)
{
	struct root_device device;
	struct listing blocks;
	const char *entry;
	int count = 0;

	if (files_list(&blocks, SYS_CWD, BLOCK_DIR))
		return;
	while ((entry = files_next(&blocks)))
		count += look_at_entry(NULL, blocks.fd, entry, &device);
	files_end(&blocks);
	if (!count)
		log_line(LOG_ERROR, "  no block device at all was seen");
}

int root_mount(const struct root_device *device, const char *type, const struct cmdline *cmdline)
{
	char source[ROOT_NAME_SIZE + 8];
	struct text text = TEXT(source);
	unsigned flags = cmdline->writable ? 0 : SYS_MOUNT_RDONLY;
	uint64_t began = sys_now();
	int error;

	text_add(&text, "/dev/");
	text_add(&text, device->name);
	error = sys_mount(source, ROOT_TARGET, type, flags, cmdline->rootflags);
	/* An initramfs that somebody else packed may lack the directory. */
	if (error == -ENOENT && !sys_make_dir(SYS_CWD, ROOT_TARGET))
		error = sys_mount(source, ROOT_TARGET, type, flags, cmdline->rootflags);
	if (!error)
		trace_event(began, "mount", device->name, type, cmdline->writable ? " rw" : " ro");
	return error;
}
