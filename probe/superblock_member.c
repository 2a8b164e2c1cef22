/* SPDX-License-Identifier: MIT */
/* What other devices are made of, swap, and what is only a partition table: recognised and named, not opened. */
#include <string.h>

#include "superblock_parts.h"

static int is_named(struct device *device, const char *type)
{
	device->superblock->type = type;
	return 1;
}

/* ---- Linux RAID (include/uapi/linux/raid/md_p.h) */

#define MD_MAGIC 0xa92b4efcu

/* Version 1: at the start, 4 KiB from it, or 8 to 12 KiB before the end; it says where, in sectors. */
static int is_raid_1(const unsigned char *at, uint64_t offset)
{
	return at && bytes_le32(at) == MD_MAGIC && bytes_le32(at + 4) == 1 &&
	       bytes_le64(at + 144) == offset / 512;
}

/* Version 0.90, in the byte order of who made it; a level, and as many disks as there can be. */
static int is_raid_0(const unsigned char *at)
{
	return at && (bytes_le32(at) == MD_MAGIC ? !bytes_le32(at + 4) && bytes_le32(at + 8) >= 90
						 : device_has(at, "\xa9\x2b\x4e\xfc\0\0\0\0", 8));
}

int superblock_raid(struct device *device)
{
	uint64_t last = ((device->size >> 9) - 16) / 8 * 8 * 512;
	uint64_t reserved = device->size / 65536 * 65536 - 65536;

	if (is_raid_1(device->head, 0) || is_raid_1(device->head + 4096, 4096) ||
	    (device->size >= 65536 && (is_raid_1(device_get(device, last, 256), last) ||
				       is_raid_0(device_get(device, reserved, 256)))))
		return is_named(device, "linux_raid_member");
	return 0;
}

/* ---- bcache (include/uapi/linux/bcache.h, 4 KiB from the start) and DRBD 8 (struct meta_data_on_disk, in the last 4 KiB) */

int superblock_cache(struct device *device)
{
	const unsigned char *last;

	if (device_has(device->head + 4096 + 24,
		       "\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81", 16)) {
		bytes_uuid(device->head + 4096 + 40, device->superblock->uuid);
		return is_named(device, "bcache");
	}
	if (device->size < 65536)
		return 0;
	last = device_get(device, device->size / 4096 * 4096 - 4096, 64);
	return last && device_has(last + 60, "\x83\x74\x02", 3) &&
	       (last[63] == 0x6b || last[63] == 0x6c) && is_named(device, "drbd");
}

/* ---- LVM's physical volumes (lvm2, lib/format_text/layout.h): a label in one of the first sectors */

int superblock_lvm(struct device *device)
{
	for (unsigned at = 0; at < 2048; at += 512)
		if (device_has(device->head + at, "LABELONE", 8) &&
		    device_has(device->head + at + 24, "LVM2 001", 8))
			return is_named(device, "LVM2_member");
	return 0;
}

/*
 * ---- LUKS (its on-disk format specifications, 1 and 2). Version 2 has a second header, which is all that is left when
 * something was written over the first: 16 KiB further on, unless it was made with another size.
 */

#define LUKS_SECOND 16384

int superblock_luks(struct device *device)
{
	const unsigned char *head = device->head;
	unsigned version;

	if (!device_has(head, "LUKS\xba\xbe", 6)) {
		head = device_get(device, LUKS_SECOND, 512);
		if (!head || !device_has(head, "SKUL\xba\xbe\0\2", 8) ||
		    !device_has(head + 256, "\0\0\0\0\0\0\x40", 8))
			return 0;
	}
	version = head[6] << 8 | head[7];
	if (version < 1 || version > 2)
		return 0;
	memcpy(device->superblock->uuid, head + 168, SUPERBLOCK_UUID - 1);
	if (version == 2)
		label_bytes(device, head + 24, 48);
	return is_named(device, "crypto_LUKS");
}

/* ---- swap (include/linux/swap.h, kernel/power/swap.c): a mark at the end of the first page, whatever its size */

#define SWAP_MARK    10 /* bytes */
#define SWAP_VERSION 1024
#define SWAP_UUID    1036
#define SWAP_LABEL   1052

static const char *swap_type(const unsigned char *mark)
{
	if (device_has_one(mark, "SWAP-SPACE\0SWAPSPACE2\0"))
		return "swap";
	return device_has_one(mark, "S1SUSPEND\0S2SUSPEND\0ULSUSPEND\0LINHIB0001\0") ? "swsuspend"
										     : NULL;
}

int superblock_swap(struct device *device)
{
	const unsigned char *head = device->head;
	const char *type = NULL;

	for (uint32_t page = 4096; !type && page <= 65536; page *= 2) {
		const unsigned char *mark =
			page <= SUPERBLOCK_HEAD ? head + page - SWAP_MARK : NULL;

		/* Pages that large are another machine's; not to be looked for on every disk. */
		if (!mark && bytes_le32(head + SWAP_VERSION) == 1)
			mark = device_get(device, page - SWAP_MARK, SWAP_MARK);
		type = mark ? swap_type(mark) : NULL;
	}
	if (!type)
		return 0;
	/* The other byte order has the version in the other order, and the same strings. */
	if (bytes_le32(head + SWAP_VERSION) == 1 ||
	    device_has(head + SWAP_VERSION, "\0\0\0\1", 4)) {
		bytes_uuid(head + SWAP_UUID, device->superblock->uuid);
		label_bytes(device, head + SWAP_LABEL, 16);
	}
	return is_named(device, type);
}

/* ---- partition tables */

int superblock_table(struct device *device)
{
	const unsigned char *head = device->head;

	if (device_has(head + 512, "EFI PART", 8) || device_has(head + 4096, "EFI PART", 8))
		return is_named(device, "gpt");
	for (unsigned at = 446; at < 510; at += 16)
		if (head[at] & 0x7f)
			return 0;
	for (unsigned at = 446; bytes_le16(head + 510) == 0xaa55 && at < 510; at += 16)
		if (head[at + 4])
			return is_named(device, "dos");
	return 0;
}
