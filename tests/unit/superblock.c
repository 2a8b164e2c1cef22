/* SPDX-License-Identifier: MIT */
/* superblock_read: feature flags, labels, every short length, and bytes that are no filesystem. */
#include "superblock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "superblock_source.h"
#include "../tap.h"

static unsigned char image[4096];

static void put32(size_t offset, unsigned long value)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		image[1024 + offset + i] = value >> (8 * i) & 0xff;
}

/* make: offsets and values are those of Documentation/filesystems/ext4/super.rst. */
static void make(unsigned long compat, unsigned long incompat, unsigned long ro_compat)
{
	unsigned i;

	memset(image, 0, sizeof(image));
	image[1024 + 0x38] = 0x53;
	image[1024 + 0x39] = 0xef;
	put32(0x4c, 1);
	put32(0x5c, compat);
	put32(0x60, incompat);
	put32(0x64, ro_compat);
	for (i = 0; i < 16; i++)
		image[1024 + 0x68 + i] = 0xf0 + i;
	memcpy(image + 1024 + 0x78, "root", 4);
}

static const char *type(unsigned long compat, unsigned long incompat, unsigned long ro_compat)
{
	struct superblock superblock;

	make(compat, incompat, ro_compat);
	return superblock_of(&superblock, image, sizeof(image)) ? "none" : superblock.type;
}

static const char *fs(unsigned long compat, unsigned long incompat, unsigned long ro_compat)
{
	struct superblock superblock;

	make(compat, incompat, ro_compat);
	superblock_of(&superblock, image, sizeof(image));
	return superblock.fs;
}

static void test_types(void)
{
	is_str(type(0, 0, 0), "ext2", "no features");
	is_str(type(0x38, 0x2, 0x3), "ext2", "what mke2fs -t ext2 makes");
	is_str(type(0x3c, 0x2, 0x3), "ext3", "what mke2fs -t ext3 makes");
	is_str(type(0x3c, 0x6, 0x3), "ext3", "ext3 that wants its journal replayed");
	is_str(type(0x3c, 0x2c2, 0x46b), "ext4", "what mke2fs -t ext4 makes");
	is_str(type(0x38, 0x242, 0x7b), "ext4", "ext4 without a journal");
	is_str(type(0x3c, 0x42, 0x3), "ext4", "extents alone make ext4");
	is_str(type(0x3c, 0x2, 0xb), "ext4", "huge_file alone makes ext4");
	is_str(type(0x0, 0xa, 0x0), "jbd", "an external journal");
	is_str(fs(0x0, 0xa, 0x0), NULL, "is not to be mounted");
	is_str(fs(0x3c, 0x2, 0x3), "ext3", "and the others are, as what they are");
}

static void test_names(void)
{
	struct superblock s;

	make(0x3c, 0x2c2, 0x46b);
	is_int(superblock_of(&s, image, sizeof(image)), 0, "a good one");
	is_str(s.uuid, "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff", "its uuid");
	is_str(s.label, "root", "its label");
	memset(image + 1024 + 0x68, 0, 16);
	memcpy(image + 1024 + 0x78, "sixteen letters!", 16);
	superblock_of(&s, image, sizeof(image));
	is_str(s.uuid, "", "an all-zero uuid is none");
	is_str(s.label, "sixteen letters!", "a label that fills its field");
	memset(image + 1024 + 0x78, 0, 16);
	superblock_of(&s, image, sizeof(image));
	is_str(s.label, "", "no label");
}

static void test_lengths(void)
{
	unsigned bad = 0, none = 0, short_ones = 0, whole = 0;
	size_t size;

	make(0x3c, 0x2c2, 0x46b);
	for (size = 0; size <= sizeof(image); size++) {
		struct superblock s;
		int result = superblock_of(&s, image, size);

		short_ones += result == -EBADMSG;
		none += result == -ENODATA;
		whole += result == 0;
		bad += size < 512    ? result != -EBADMSG
		       : size < 1082 ? result != -ENODATA
		       : size > 1160 ? result || strcmp(s.type, "ext4") || strcmp(s.label, "root")
				     : 0;
	}
	ok(!bad, "every length from 0 to 4,096: %u too short, %u without the mark, %u enough",
	   short_ones, none, whole);
}

static void test_others(void)
{
	struct superblock s;

	memset(image, 0, sizeof(image));
	is_int(superblock_of(&s, image, sizeof(image)), -ENODATA, "zeros");
	ok(!s.type && !*s.uuid && !*s.label, "leave nothing behind");
	memset(image, 0xff, sizeof(image));
	is_int(superblock_of(&s, image, sizeof(image)), -ENODATA, "ones");
}

/* What a device is made of goes before the ext4 that its first bytes show. */
static const char *type_beneath(size_t offset, const char *bytes, size_t count, size_t size)
{
	static unsigned char device[1 << 17];
	struct superblock s;

	make(0x3c, 0x2c2, 0x46b);
	memset(device, 0, sizeof(device));
	memcpy(device, image, sizeof(image));
	memcpy(device + offset, bytes, count);
	return superblock_of(&s, device, size) ? "none" : s.type;
}

#define ZEROS8	 "\0\0\0\0\0\0\0\0"
#define ZEROS248 ZEROS31 ZEROS31 ZEROS31 ZEROS31 ZEROS31 ZEROS31 ZEROS31 ZEROS31
#define ZEROS31	 ZEROS8 ZEROS8 ZEROS8 "\0\0\0\0\0\0\0"
#define LUKS	 "SKUL\xba\xbe\0\2" ZEROS248
#define BCACHE	 "\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81"

static void test_beneath(void)
{
	is_str(type_beneath(16384, LUKS "\0\0\0\0\0\0\x40\0", 264, 1 << 17), "crypto_LUKS",
	       "LUKS2's second header");
	is_str(type_beneath(16384, LUKS "\0\0\0\0\0\0\x80\0", 264, 1 << 17), "ext4",
	       "LUKS2's second header that says it lies elsewhere");
	is_str(type_beneath(4096 + 24, BCACHE, 16, 1 << 17), "bcache", "bcache");
	is_str(type_beneath((1 << 17) - 4096 + 60, "\x83\x74\x02\x6b", 4, 1 << 17), "drbd",
	       "DRBD 8.3");
	is_str(type_beneath((1 << 17) - 4096 + 60, "\x83\x74\x02\x6c", 4, 1 << 17), "drbd",
	       "DRBD 8.4");
	is_str(type_beneath((1 << 17) - 4096 + 60, "\x83\x74\x02\x6b", 4, (1 << 17) - 4096), "ext4",
	       "DRBD where the device does not end");
}

int main(void)
{
	test_beneath();
	test_types();
	test_names();
	test_lengths();
	test_others();
	return plan();
}
