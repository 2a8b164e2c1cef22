/* SPDX-License-Identifier: MIT */
#include "media.h"

#include <stdlib.h>
#include <string.h>

#include "../../initramfs/util.h"

#define SECTOR	    512
#define GPT_ENTRIES 128
#define GPT_ENTRY   128

struct media *media_new(uint64_t size)
{
	struct media *media = xcalloc(1, sizeof(*media));

	media->size = size;
	return media;
}

void media_put(struct media *media, uint64_t offset, const void *data, size_t size)
{
	if (media->count == MEDIA_EXTENTS)
		fatal("a medium of more than %d extents", MEDIA_EXTENTS);
	media->extents[media->count].offset = offset;
	media->extents[media->count].size = size;
	media->extents[media->count].data = xmalloc(size + 1);
	memcpy(media->extents[media->count++].data, data, size);
}

size_t media_read(const struct media *media, void *buf, size_t size, uint64_t offset)
{
	unsigned char *out = buf;
	unsigned i;

	if (offset >= media->size)
		return 0;
	if (size > media->size - offset)
		size = media->size - offset;
	memset(out, 0, size);
	for (i = 0; i < media->count; i++) {
		uint64_t from = media->extents[i].offset, to = from + media->extents[i].size;
		uint64_t begin = from > offset ? from : offset;
		uint64_t end = to < offset + size ? to : offset + size;

		if (begin < end)
			memcpy(out + (begin - offset), media->extents[i].data + (begin - from),
			       end - begin);
	}
	return size;
}

static void put_le(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value & 0xff;
}

/* parse_uuid: 16 bytes in the order of the text. */
static void parse_uuid(unsigned char out[16], const char *text)
{
	unsigned digits = 0;

	memset(out, 0, 16);
	for (; text && *text && digits < 32; text++) {
		char digit[2] = { *text, '\0' };

		if (*text == '-')
			continue;
		out[digits / 2] = (out[digits / 2] << 4) | strtoul(digit, NULL, 16);
		digits++;
	}
}

void media_ext(struct media *media, const char *type, const char *uuid, const char *label)
{
	unsigned char block[1024] = { 0 };

	put_le(block + 0x00, 16384, 4);		     /* s_inodes_count */
	put_le(block + 0x04, media->size / 4096, 4); /* s_blocks_count_lo */
	put_le(block + 0x18, 2, 4);		     /* s_log_block_size: 4096 */
	put_le(block + 0x38, 0xef53, 2);	     /* s_magic */
	put_le(block + 0x3a, 1, 2);		     /* s_state: clean */
	put_le(block + 0x4c, 1, 4);		     /* s_rev_level: dynamic */
	put_le(block + 0x54, 11, 4);		     /* s_first_ino */
	put_le(block + 0x58, 256, 2);		     /* s_inode_size */
	put_le(block + 0x5c, strcmp(type, "ext2") ? 0x3c : 0x38,
	       4); /* has_journal, ext_attr, resize, dir_index */
	put_le(block + 0x60, strcmp(type, "ext4") ? 0x02 : 0x2c2,
	       4); /* filetype; extents, 64bit, flex_bg */
	put_le(block + 0x64, strcmp(type, "ext4") ? 0x03 : 0x46b,
	       4); /* sparse_super, large_file; metadata_csum ... */
	parse_uuid(block + 0x68, uuid);
	if (label)
		memcpy(block + 0x78, label, strnlen(label, 16));
	media_put(media, 1024, block, sizeof(block));
}

/* fs/btrfs/ctree.h: struct btrfs_super_block, at 64 KiB */
static void put_btrfs(struct media *media, const char *uuid, const char *devices)
{
	unsigned char block[4096] = { 0 };

	parse_uuid(block + 0x20, uuid);
	put_le(block + 0x30, 65536, 8); /* where it lies */
	memcpy(block + 0x40, "_BHRfS_M", 8);
	put_le(block + 0x70, media->size, 8);
	put_le(block + 0x88, devices ? strtoul(devices, NULL, 10) : 1, 8);
	put_le(block + 0x90, 4096, 4);	 /* sectorsize */
	put_le(block + 0x94, 16384, 4);	 /* nodesize */
	media_put(media, 65536, block, sizeof(block));
}

/* fs/squashfs/squashfs_fs.h: struct squashfs_super_block, version 4.0 */
static void put_squashfs(struct media *media)
{
	unsigned char block[96] = "hsqs";

	put_le(block + 12, 131072, 4); /* block_size */
	put_le(block + 22, 17, 2);     /* block_log */
	put_le(block + 28, 4, 2);      /* major */
	put_le(block + 40, media->size, 8);
	media_put(media, 0, block, sizeof(block));
}

/* include/linux/swap.h: union swap_header, of pages of 4 KiB; kernel/power/swap.c puts its own mark in the place */
static void put_swap(struct media *media, const char *mark, const char *uuid)
{
	unsigned char page[4096] = { 0 };

	put_le(page + 1024, 1, 4); /* version */
	put_le(page + 1028, media->size / 4096 - 1, 4);
	parse_uuid(page + 1036, uuid);
	memcpy(page + 4086, mark, strlen(mark));
	media_put(media, 0, page, sizeof(page));
}

/* LUKS' on-disk format 1: of its header, what makes it known; the UUID is text. */
static void put_luks(struct media *media, const char *uuid)
{
	unsigned char header[592] = "LUKS\xba\xbe\0\1";

	if (uuid)
		memcpy(header + 168, uuid, strnlen(uuid, 39));
	media_put(media, 0, header, sizeof(header));
}

void media_other(struct media *media, const char *type, const char *uuid, const char *devices)
{
	if (!strcmp(type, "btrfs"))
		put_btrfs(media, uuid, devices);
	else if (!strcmp(type, "squashfs"))
		put_squashfs(media);
	else if (!strcmp(type, "swap"))
		put_swap(media, "SWAPSPACE2", uuid);
	else if (!strcmp(type, "swsuspend"))
		put_swap(media, "S1SUSPEND", uuid);
	else if (!strcmp(type, "crypto_LUKS"))
		put_luks(media, uuid);
}

static uint32_t crc32_of(const unsigned char *data, size_t size)
{
	uint32_t crc = 0xffffffff;
	int bit;

	while (size--)
		for (crc ^= *data++, bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
	return ~crc;
}

/* put_guid: the first three fields of a GUID are little-endian numbers. */
static void put_guid(unsigned char *at, const char *text)
{
	static const unsigned char order[16] = { 3, 2, 1,  0,  5,  4,  7,  6,
						 8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned char bytes[16];
	unsigned i;

	parse_uuid(bytes, text);
	for (i = 0; i < 16; i++)
		at[i] = bytes[order[i]];
}

void media_gpt_entry(struct media *media, unsigned number, const char *partuuid, const char *name)
{
	unsigned char entry[GPT_ENTRY] = { 0 };
	unsigned i;

	put_guid(entry, "0fc63daf-8483-4772-8e79-3d69d8477de4"); /* Linux data */
	put_guid(entry + 16, partuuid);
	put_le(entry + 32, 2048 * number, 8);
	put_le(entry + 40, 2048 * number + 2047, 8);
	for (i = 0; name && name[i] && i < 36; i++)
		entry[56 + 2 * i] = name[i];
	media_put(media, 2 * SECTOR + (number - 1) * GPT_ENTRY, entry, sizeof(entry));
}

void media_gpt(struct media *media)
{
	unsigned char header[SECTOR] = { 0 }, *entries = xmalloc(GPT_ENTRIES * GPT_ENTRY);

	media_read(media, entries, GPT_ENTRIES * GPT_ENTRY, 2 * SECTOR);
	memcpy(header, "EFI PART", 8);
	put_le(header + 8, 0x00010000, 4); /* revision */
	put_le(header + 12, 92, 4);	   /* header size */
	put_le(header + 24, 1, 8);	   /* my LBA */
	put_le(header + 32, media->size / SECTOR - 1, 8);
	put_le(header + 40, 34, 8);
	put_le(header + 48, media->size / SECTOR - 34, 8);
	put_guid(header + 56, "11111111-2222-3333-4444-555555555555");
	put_le(header + 72, 2, 8); /* entries' LBA */
	put_le(header + 80, GPT_ENTRIES, 4);
	put_le(header + 84, GPT_ENTRY, 4);
	put_le(header + 88, crc32_of(entries, GPT_ENTRIES * GPT_ENTRY), 4);
	put_le(header + 16, crc32_of(header, 92), 4);
	media_put(media, SECTOR, header, sizeof(header));
	media_mbr(media, NULL, 0);
	free(entries);
}

void media_mbr(struct media *media, const char *id, unsigned used)
{
	unsigned char mbr[SECTOR] = { 0 };
	unsigned i;

	put_le(mbr + 440, id ? strtoul(id, NULL, 16) : 0, 4);
	for (i = 0; i < 4; i++) {
		if (!(used & (1u << (i + 1))))
			continue;
		mbr[446 + 16 * i + 4] = 0x83;
		put_le(mbr + 446 + 16 * i + 8, 2048 * (i + 1), 4);
		put_le(mbr + 446 + 16 * i + 12, 2048, 4);
	}
	if (!id) { /* protective, in front of a GPT */
		mbr[446 + 4] = 0xee;
		put_le(mbr + 446 + 8, 1, 4);
		put_le(mbr + 446 + 12, media->size / SECTOR - 1, 4);
	}
	mbr[510] = 0x55;
	mbr[511] = 0xaa;
	media_put(media, 0, mbr, sizeof(mbr));
}
