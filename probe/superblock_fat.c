/* SPDX-License-Identifier: MIT */
/* FAT and exFAT (fs/fat, fs/exfat, and their specifications), NTFS (fs/ntfs3/ntfs.h): all begin as a boot sector does. */
#include "superblock_parts.h"

static int is_power(uint32_t value)
{
	return value && !(value & (value - 1));
}

/* ---- FAT */

#define FAT_ENTRY      32
#define FAT_CHAIN      100 /* clusters of a root directory that are followed, as libblkid does */
#define FAT12_CLUSTERS 0xff4
#define FAT16_CLUSTERS 0xfff4
#define FAT32_CLUSTERS 0x0ffffff6

struct fat {
	uint32_t sector, cluster;  /* bytes, sectors */
	uint32_t reserved, length; /* sectors: before the first table, of one table */
	uint32_t tables,
		entries; /* how many; of the root directory, where it is not a chain of clusters */
	int is_32;
};

/* Has it a mark of the format, or only what any boot sector has? */
static int has_fat_mark(const unsigned char *boot)
{
	return device_has_one(boot + 0x52, "MSWIN\0FAT32   \0") ||
	       device_has_one(boot + 0x36, "MSDOS\0FAT16   \0FAT12   \0FAT     \0");
}

static int read_fat(struct fat *fat, const unsigned char *boot)
{
	uint32_t sectors = bytes_le16(boot + 0x13), small = bytes_le16(boot + 0x16), before,
		 clusters;

	if (!has_fat_mark(boot) && (bytes_le16(boot + 510) != 0xaa55 ||
				    device_has_one(boot + 0x36, "JFS     \0HPFS    \0")))
		return 0;
	fat->sector = bytes_le16(boot + 0x0b);
	fat->cluster = boot[0x0d];
	fat->reserved = bytes_le16(boot + 0x0e);
	fat->tables = boot[0x10];
	fat->entries = bytes_le16(boot + 0x11);
	fat->length = small ? small : bytes_le32(boot + 0x24);
	fat->is_32 = !small;
	if (!sectors)
		sectors = bytes_le32(boot + 0x20);
	if (!fat->tables || !fat->reserved || (boot[0x15] < 0xf8 && boot[0x15] != 0xf0) ||
	    !is_power(fat->cluster) || !is_power(fat->sector) || fat->sector < 512 ||
	    fat->sector > 4096 || !sectors || !fat->length || fat->length > UINT32_MAX / 256)
		return 0;
	before = fat->reserved + fat->length * fat->tables +
		 (fat->entries * FAT_ENTRY + fat->sector - 1) / fat->sector;
	clusters = (sectors - before) / fat->cluster;
	return clusters <= (fat->is_32			? FAT32_CLUSTERS
			    : clusters > FAT12_CLUSTERS ? FAT16_CLUSTERS
							: FAT12_CLUSTERS);
}

/* The volume's label is an entry of its own in the root directory. Returns 1 when there is nothing more to look for. */
static int take_entry(struct device *device, const unsigned char *entry)
{
	unsigned char name[11];

	if (!entry[0])
		return 1;
	if (entry[0] == 0xe5 || bytes_le16(entry + 20) || bytes_le16(entry + 26) ||
	    (entry[11] & 0x3f) == 0x0f || (entry[11] & 0x18) != 0x08)
		return 0;
	for (unsigned i = 0; i < sizeof(name); i++)
		name[i] = entry[i];
	if (name[0] == 0x05)
		name[0] = 0xe5;
	label_bytes(device, name, sizeof(name));
	return 1;
}

/* A part of the root directory, a sector at a time. Returns 1 when there is nothing more to look for. */
static int search_entries(struct device *device, uint64_t offset, uint32_t count)
{
	const unsigned char *sector = NULL;

	for (; count; count--, offset += FAT_ENTRY) {
		/* Directories begin with a sector, and none is smaller than this. */
		unsigned at = (unsigned)(offset % 512);

		if (!at)
			sector = device_get(device, offset, 512);
		if (!sector || take_entry(device, sector + at))
			return 1;
	}
	return 0;
}

static void search_chain(struct device *device, const struct fat *fat, uint32_t cluster)
{
	uint64_t data = fat->reserved + (uint64_t)fat->length * fat->tables;
	uint64_t clusters = (uint64_t)fat->length * fat->sector / 4;
	const unsigned char *next;

	for (unsigned turn = 1; cluster >= 2 && cluster < clusters && turn < FAT_CHAIN; turn++) {
		if (search_entries(device,
				   (data + (uint64_t)(cluster - 2) * fat->cluster) * fat->sector,
				   fat->cluster * fat->sector / FAT_ENTRY))
			return;
		next = device_get(device, (uint64_t)fat->reserved * fat->sector + cluster * 4ull,
				  4);
		cluster = next ? bytes_le32(next) & 0x0fffffff : 0;
	}
}

int superblock_vfat(struct device *device)
{
	const unsigned char *boot = device->head, *serial;
	struct fat fat;

	if (!read_fat(&fat, boot))
		return 0;
	serial = boot + (fat.is_32 ? 0x42 : 0x26);
	if (*serial == 0x28 || *serial == 0x29)
		uuid_serial(device, serial + 1, 4);
	if (fat.is_32)
		search_chain(device, &fat, bytes_le32(boot + 0x2c));
	else
		search_entries(device,
			       (fat.reserved + (uint64_t)fat.length * fat.tables) * fat.sector,
			       fat.entries);
	device->superblock->type = device->superblock->fs = "vfat";
	return 1;
}

/* ---- exFAT */

#define EXFAT_CHAIN 10000 /* entries of the root directory that are looked at */

int superblock_exfat(struct device *device)
{
	const unsigned char *boot = device->head, *entry;
	unsigned sector = boot[108], cluster = boot[109];
	uint64_t fat = (uint64_t)bytes_le32(boot + 80) << sector % 32, at = 0;
	uint64_t heap = (uint64_t)bytes_le32(boot + 88) << sector % 32;
	uint32_t number = bytes_le32(boot + 96);

	if (!device_has(boot + 3, "EXFAT   ", 8) || sector < 9 || sector > 12 ||
	    cluster + sector > 25)
		return 0;
	for (unsigned turn = 0; turn < EXFAT_CHAIN; turn++, at += 32) {
		if (at >> (sector + cluster)) {
			at = 0;
			entry = device_get(device, fat + number * 4ull, 4);
			number = entry ? bytes_le32(entry) : 0;
		}
		if (number < 2 || number - 2 >= bytes_le32(boot + 92))
			break;
		entry = device_get(device,
				   heap + ((uint64_t)(number - 2) << (sector + cluster)) + at, 32);
		if (!entry || !entry[0])
			break;
		if (entry[0] != 0x83)
			continue;
		label_utf16(device, entry + 2, entry[1] <= 11 ? entry[1] * 2u : 22, 0);
		break;
	}
	uuid_serial(device, boot + 100, 4);
	device->superblock->type = device->superblock->fs = "exfat";
	return 1;
}

/* ---- NTFS */

#define NTFS_VOLUME	 3	    /* number of the file record that has the label */
#define NTFS_VOLUME_NAME 0x60	    /* type of its attribute */
#define NTFS_END	 0xffffffff /* of the attributes */

/* `record` has `size` bytes. */
static void take_attributes(struct device *device, const unsigned char *record, uint32_t size)
{
	uint32_t at = bytes_le16(record + 20), length, value, count;

	for (; at <= size - 24; at += length) {
		const unsigned char *attribute = record + at;

		length = bytes_le32(attribute + 4);
		if (bytes_le32(attribute) == NTFS_END || length < 24 || length > size - at)
			return;
		if (bytes_le32(attribute) != NTFS_VOLUME_NAME)
			continue;
		count = bytes_le32(attribute + 16);
		value = bytes_le16(attribute + 20);
		if (value <= length && count <= length - value)
			label_utf16(device, attribute + value, count, 0);
		return;
	}
}

int superblock_ntfs(struct device *device)
{
	const unsigned char *boot = device->head, *record;
	uint32_t sector = bytes_le16(boot + 0x0b), cluster = boot[0x0d], size;
	signed char log = (signed char)boot[0x40];

	if (!device_has(boot + 3, "NTFS    ", 8) || !is_power(sector) || sector < 256 ||
	    sector > 4096)
		return 0;
	/* Beyond 128, a logarithm (of sectors), negative. */
	if (cluster > 128)
		cluster = cluster >= 240 ? 1u << (256 - cluster) : 0;
	if (!is_power(cluster))
		return 0;
	size = log > 0 ? (uint32_t)log * cluster * sector : log >= -31 ? 1u << -log : 0;
	if (size < 256 || size > SUPERBLOCK_BLOCK || bytes_le64(boot + 0x30) > UINT64_MAX >> 21)
		return 0;
	record = device_get(
		device, bytes_le64(boot + 0x30) * cluster * sector + NTFS_VOLUME * (uint64_t)size,
		size);
	if (record && device_has(record, "FILE", 4))
		take_attributes(device, record, size);
	uuid_serial(device, boot + 0x48, 8);
	device->superblock->type = "ntfs";
	device->superblock->fs = "ntfs3";
	return 1;
}
