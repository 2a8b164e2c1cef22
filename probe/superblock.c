/* SPDX-License-Identifier: MIT */
#include "superblock.h"

#include <errno.h>
#include <string.h>

#include "superblock_parts.h"
#include "text.h"

/* ---- shared */

const unsigned char *device_get(struct device *device, uint64_t offset, size_t size)
{
	long count;

	if (size > sizeof(device->block) || offset > (uint64_t)INT64_MAX - size)
		return NULL;
	count = device->read(device->context, device->block, size, offset);
	return count >= 0 && (size_t)count == size ? device->block : NULL;
}

int device_has(const unsigned char *at, const char *bytes, size_t count)
{
	return !memcmp(at, bytes, count);
}

int device_has_one(const unsigned char *at, const char *texts)
{
	return text_begins((const char *)at, texts);
}

static int is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void label_end(char *label, size_t length)
{
	while (length && is_space(label[length - 1]))
		length--;
	label[length] = '\0';
}

void label_bytes(struct device *device, const unsigned char *bytes, size_t count)
{
	char *label = device->superblock->label;
	size_t length = 0;

	for (; length < count && bytes[length]; length++)
		label[length] = (char)bytes[length];
	label_end(label, length);
}

static uint32_t unit_at(const unsigned char *text, int is_big)
{
	return is_big ? (uint32_t)(text[0] << 8 | text[1]) : bytes_le16(text);
}

void label_utf16(struct device *device, const unsigned char *text, size_t bytes, int is_big)
{
	char *label = device->superblock->label;
	size_t length = 0;

	for (size_t at = 0; at + 1 < bytes && length + 4 < SUPERBLOCK_LABEL; at += 2) {
		uint32_t c = unit_at(text + at, is_big), low;
		unsigned shift;

		if (c >= 0xd800 && c < 0xdc00 && at + 3 < bytes) {
			low = unit_at(text + at + 2, is_big);
			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				at += 2;
			}
		}
		if (!c)
			break;
		shift = c < 0x80 ? 0 : c < 0x800 ? 6 : c < 0x10000 ? 12 : 18;
		label[length++] = (char)(!shift ? c : (0xff00u >> (shift / 6 + 1) & 0xff) | c >> shift);
		while (shift) {
			shift -= 6;
			label[length++] = (char)(0x80 | (c >> shift & 0x3f));
		}
	}
	label_end(label, length);
}

void uuid_serial(struct device *device, const unsigned char *serial, unsigned count)
{
	char *at = device->superblock->uuid;
	unsigned all = 0;

	for (unsigned i = count; i-- > 0; all |= serial[i]) {
		if (count == 4 && i == 1)
			*at++ = '-';
		bytes_hex(serial + i, 1, at);
		for (unsigned digit = 0; digit < 2; digit++, at++)
			if (*at >= 'a')
				*at &= ~0x20;
	}
	*(all ? at : device->superblock->uuid) = '\0';
}

/* ---- formats with everything at a fixed place */

/* The place of the kernel's own marks in an ext superblock, which lies 1,024 bytes from the start (fs/ext4/ext4.h). */
#define EXT_COMPAT	     92
#define EXT_INCOMPAT	     96
#define EXT_RO_COMPAT	     100
#define EXT_COMPAT_JOURNAL   0x4u
#define EXT_INCOMPAT_JOURNAL 0x8u /* this device *is* a journal */

/* Beyond these, ext2 and ext3 do not go: whatever has more is ext4, as libblkid tells them apart. */
#define EXT3_INCOMPAT  0x16u /* filetype, recover, meta_bg */
#define EXT3_RO_COMPAT 0x7u  /* sparse_super, large_file, btree_dir */

/* Refine: 0 when it is none of its kind after all. `block` is where the format begins. */
static int refine_ext(struct device *device, const unsigned char *block)
{
	struct superblock *superblock = device->superblock;
	uint32_t incompat = bytes_le32(block + EXT_INCOMPAT);

	if (incompat & EXT_INCOMPAT_JOURNAL) {
		superblock->type = "jbd";
		superblock->fs = NULL;
	} else if (!(incompat & ~EXT3_INCOMPAT) &&
		   !(bytes_le32(block + EXT_RO_COMPAT) & ~EXT3_RO_COMPAT)) {
		superblock->type =
			bytes_le32(block + EXT_COMPAT) & EXT_COMPAT_JOURNAL ? "ext3" : "ext2";
		superblock->fs = superblock->type;
	}
	return 1;
}

/* struct f2fs_super_block (include/linux/f2fs_fs.h): version 1.0 has neither UUID nor label here */
static int refine_f2fs(struct device *device, const unsigned char *block)
{
	if (bytes_le32(block + 4) == 1)
		device->superblock->uuid[0] = '\0';
	else
		label_utf16(device, block + 124, 1024, 0);
	return 1;
}

static int refine_btrfs(struct device *device, const unsigned char *block)
{
	uint64_t devices = bytes_le64(block + 0x88);

	device->superblock->devices = devices && devices < 1024 ? (uint32_t)devices : 1;
	return 1;
}

/* version 4; the older ones are not the kernel's any more */
static int refine_squashfs(struct device *device, const unsigned char *block)
{
	(void)device;
	return bytes_le16(block + 28) == 4;
}

/* fs/jfs/jfs_superblock.h: block sizes, and their logarithms */
static int refine_jfs(struct device *device, const unsigned char *block)
{
	unsigned log = bytes_le16(block + 20), physical = bytes_le16(block + 28);

	(void)device;
	return log < 32 && physical < 32 && bytes_le32(block + 16) == 1u << log &&
	       bytes_le32(block + 24) == 1u << physical && log - physical == bytes_le16(block + 22);
}

static uint32_t crc32_add(uint32_t crc, const unsigned char *bytes, size_t count)
{
	for (; count; count--, bytes++) {
		crc ^= *bytes;
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return crc;
}

/* include/uapi/linux/nilfs2_ondisk.h: two bytes are a weak mark, so the sum counts. Its own place is taken as zeros. */
static int refine_nilfs(struct device *device, const unsigned char *block)
{
	static const unsigned char zeros[4];
	unsigned size = bytes_le16(block + 8);
	uint32_t crc;

	(void)device;
	if (size < 20 || size > 1024)
		return 0;
	crc = crc32_add(bytes_le32(block + 12), block, 16);
	crc = crc32_add(crc, zeros, 4);
	return crc32_add(crc, block + 20, size - 20) == bytes_le32(block + 16);
}

typedef int refine(struct device *device, const unsigned char *block);

static const struct format {
	const char *type;
	refine *refine;	      /* or NULL */
	unsigned short start; /* of the format, from the start of its place, which is: */
	unsigned char place;  /* 0: the device's start; 1: 32 KiB; 2: 64 KiB */
	unsigned char mark;   /* where its mark is, from there */
	unsigned char count;  /* bytes of the mark */
	unsigned char uuid;   /* 0: none */
	unsigned short label; /* 0: none here */
	unsigned short label_size;
	char bytes[8];
} formats[] = {
	{ "xfs", NULL, 0, 0, 0, 4, 32, 108, 12, "XFSB" },
	{ "ext4", refine_ext, 1024, 0, 56, 2, 104, 120, 16, "\x53\xef" },
	{ "squashfs", refine_squashfs, 0, 0, 0, 4, 0, 0, 0, "hsqs" },
	{ "erofs", NULL, 1024, 0, 0, 4, 48, 64, 16, "\xe2\xe1\xf5\xe0" },
	{ "f2fs", refine_f2fs, 1024, 0, 0, 4, 108, 0, 0, "\x10\x20\xf5\xf2" },
	{ "nilfs2", refine_nilfs, 1024, 0, 6, 2, 152, 168, 80, "\x34\x34" },
	{ "jfs", refine_jfs, 0, 1, 0, 4, 136, 152, 16, "JFS1" },
	{ "btrfs", refine_btrfs, 0, 2, 0x40, 8, 0x20, 0x12b, 256, "_BHRfS_M" },
};

static int read_format(struct device *device, const struct format *format)
{
	struct superblock *superblock = device->superblock;
	const unsigned char *block = device->head;

	if (format->place)
		block = device_get(device, format->place * 32768ull, SUPERBLOCK_BLOCK);
	if (!block)
		return 0;
	block += format->start;
	if (memcmp(block + format->mark, format->bytes, format->count))
		return 0;
	superblock->type = superblock->fs = format->type;
	if (format->uuid)
		bytes_uuid(block + format->uuid, superblock->uuid);
	if (format->label)
		label_bytes(device, block + format->label, format->label_size);
	if (!format->refine || format->refine(device, block))
		return 1;
	superblock->type = superblock->fs = NULL;
	superblock->uuid[0] = superblock->label[0] = '\0';
	return 0;
}

static int superblock_fixed(struct device *device)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (read_format(device, &formats[i]))
			return 1;
	return 0;
}

int superblock_read(struct superblock *superblock, superblock_source *read, void *context,
		    uint64_t size)
{
	/* In this order: what devices are made of, filesystems, weak marks, what is only a table. */
	static int (*const readers[])(struct device *) = {
		superblock_raid, superblock_cache, superblock_lvm,   superblock_luks, superblock_exfat,
		superblock_ntfs, superblock_vfat,  superblock_swap, superblock_fixed,
		superblock_iso,	 superblock_table,
	};
	struct device device;
	long count = read(context, device.head, sizeof(device.head), 0);

	memset(superblock, 0, sizeof(*superblock));
	superblock->devices = 1;
	if (count < 512)
		return -EBADMSG;
	memset(device.head + count, 0, sizeof(device.head) - (size_t)count);
	device.read = read;
	device.context = context;
	device.size = size;
	device.superblock = superblock;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (readers[i](&device))
			return 0;
	return -ENODATA;
}
