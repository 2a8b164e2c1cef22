/* SPDX-License-Identifier: MIT */
#include "block.h"

#include <errno.h>
#include <string.h>

#include "files.h"
#include "partition.h"
#include "sys.h"
#include "text.h"
#include "trace.h"
#include "uevent.h"

#define BLOCK_DIR "/sys/class/block"

/* The kernel's names of block devices may hold a slash; in /sys it is a `!` (drivers/base/core.c). */
static void swap_slashes(char *name, char from, char to)
{
	for (; *name; name++)
		if (*name == from)
			*name = to;
}

static int open_device(const char *name)
{
	char path[BLOCK_NAME_SIZE + 8];
	int error = text_join(path, sizeof(path), "/dev/", name);

	return error ? error : sys_open(SYS_CWD, path, SYS_READ);
}

/* superblock_source: the context is the descriptor. */
static long read_bytes(void *context, void *buf, size_t size, uint64_t offset)
{
	return sys_read_at(*(const int *)context, buf, size, offset);
}

void block_describe(struct block *block, struct text *text)
{
	const struct superblock *superblock = block_read(block);

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

const struct superblock *block_read(struct block *block)
{
	char detail[128];
	struct text text = TEXT(detail);
	uint64_t began = sys_now();
	int fd;

	if (block->is_read)
		return &block->superblock;
	block->is_read = 1;
	memset(&block->superblock, 0, sizeof(block->superblock));
	fd = open_device(block->name);
	if (fd >= 0) {
		superblock_read(&block->superblock, read_bytes, &fd, sys_size(fd));
		sys_close(fd);
	}
	block_describe(block, &text);
	trace_event(began, "block", block->name, detail);
	return &block->superblock;
}

/* ---- PARTUUID: GPT with blocks of 512 bytes, of 4,096, then MBR: the first that there is */

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
static const char *disk_name(const struct block *block, char *path, size_t size)
{
	long length = sys_read_link(block->sys, block->entry, path, size - 1);
	const char *name;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	name = text_base(path);
	if (name == path)
		return NULL;
	path[name - path - 1] = '\0';
	name = text_base(path);
	swap_slashes(path + (name - path), '!', '/');
	return name;
}

int block_partuuid(const struct block *block, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	char path[512];
	const char *name = disk_name(block, path, sizeof(path));
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

/* ---- what /sys says */

static unsigned number_of(const char *text)
{
	unsigned number;

	return text && text_decimal(text, &number) ? number : 0;
}

/* Returns 0 when it is gone. */
static int read_entry(struct block *block)
{
	struct uevent uevent;
	long length = files_read_part(block->sys, block->entry, "/uevent", block->text,
				      BLOCK_UEVENT_SIZE);

	if (length < 0)
		return 0;
	uevent_parse_file(&uevent, block->text, (size_t)length);
	if (!uevent.devname || strlen(uevent.devname) >= BLOCK_NAME_SIZE)
		return 0;
	memcpy(block->name, uevent.devname, strlen(uevent.devname) + 1);
	block->major = number_of(uevent.major);
	block->minor = number_of(uevent.minor);
	block->partition = number_of(uevent.partn);
	block->partname = uevent.partname;
	block->is_read = 0;
	return 1;
}

#define S_FORMAT 0170000 /* S_IFMT */
#define S_BLOCK	 0060000 /* S_IFBLK */

/* Without /sys: a node in /dev, of which no more is known than its name. Returns 0 when it is another thing. */
static int read_node(struct block *block)
{
	struct sys_stat stat;

	if (sys_stat(block->sys, block->entry, &stat) || (stat.mode & S_FORMAT) != S_BLOCK ||
	    strlen(block->entry) >= BLOCK_NAME_SIZE)
		return 0;
	memcpy(block->name, block->entry, strlen(block->entry) + 1);
	block->major = block->minor = block->partition = 0;
	block->partname = NULL;
	block->is_read = 0;
	return 1;
}

int block_look(const char *name, block_visit *visit, void *context)
{
	char entry[BLOCK_NAME_SIZE];
	struct block block;
	int result = 0;

	block.sys = text_join(entry, sizeof(entry), name, "");
	swap_slashes(entry, '/', '!');
	block.entry = entry;
	if (!block.sys)
		block.sys = sys_open(SYS_CWD, BLOCK_DIR, SYS_DIRECTORY);
	if (block.sys < 0)
		return 0;
	if (read_entry(&block))
		result = visit(context, &block);
	sys_close(block.sys);
	return result;
}

int block_scan(block_visit *visit, void *context)
{
	struct listing blocks;
	struct block block;
	int result = files_list(&blocks, SYS_CWD, BLOCK_DIR), without_sys = result == -ENOENT;

	if (without_sys)
		result = files_list(&blocks, SYS_CWD, "/dev");
	if (result < 0)
		return result;
	block.sys = blocks.fd;
	while (!result && (block.entry = files_next(&blocks)))
		if (without_sys ? read_node(&block) : read_entry(&block))
			result = visit(context, &block);
	files_end(&blocks);
	return result;
}
