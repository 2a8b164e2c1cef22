/* SPDX-License-Identifier: MIT */
/*
 * fuzz: superblock_read. The first byte says where in a device of 160 KiB the others lie (and, in its upper half, a
 * mark that is put there so that what follows it is looked at), all else being zeros; and the whole is taken as a device
 * as it is.
 */
#include "superblock.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/superblock_source.h"
#include "fuzz.h"

#define DEVICE (160 * 1024)

static const uint32_t places[] = { 0, 512, 1024, 4086, 4096, 0x8000, 0x10000, DEVICE - 0x10000 };

static const struct {
	unsigned char at, count;
	const char *bytes;
} marks[] = {
	{ 0, 0, "" },
	{ 0, 4, "XFSB" },
	{ 56, 2, "\x53\xef" },
	{ 0, 4, "hsqs" },
	{ 0, 4, "\xe2\xe1\xf5\xe0" },
	{ 0, 4, "\x10\x20\xf5\xf2" },
	{ 6, 2, "\x34\x34" },
	{ 0, 4, "JFS1" },
	{ 0x40, 8, "_BHRfS_M" },
	{ 3, 8, "EXFAT   " },
	{ 3, 8, "NTFS    " },
	{ 0x52, 8, "FAT32   " },
	{ 0x36, 8, "FAT16   " },
	{ 1, 5, "CD001" },
	{ 0, 6, "LUKS\xba\xbe" },
	{ 0, 4, "\xfc\x4e\x2b\xa9" },
};

#define Z8  "\0\0\0\0\0\0\0\0"
#define Z32 Z8 Z8 Z8 Z8
/* The parameter block of a FAT: sectors of 512 bytes, one a cluster, 32 reserved, two tables. */
#define BPB "\0\0\0mkfs.fat\0\2\1\x20\0\2"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\x22" Z32 Z8 Z8 Z8 "\x53\xef\1\0" Z32 "\x3c\0\0\0\xc2\2\0\0\x6b\4\0\0"
		  "0123456789abcdefroot"),
	FUZZ_SEED("\xb0" BPB
		  "\0\0\0\0\xf8\0\0\0\0\0\0\0\0\0\0\0\0\2\0\1\0\0\0\0\0\0\0\2\0\0\0\1\0\6\0" Z8
		  "\0\0\0\0\x80\0\x29"
		  "1234NO NAME    "),
	FUZZ_SEED("\xc0" BPB "\0\2\0\x80\xf8\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\x80\0\x29"
		  "1234NO NAME    "),
	FUZZ_SEED("\x90\0\0\0" Z32 Z32 "\0\0\0\0\0"
		  "\0\1\0\0\0\0\0\0"
		  "\x18\0\0\0\1\0\0\0\x30\0\0\0\x40\0\0\0\2\0\0\0"
		  "1234\0\1\0\0\x9\0\1\x80"),
	FUZZ_SEED("\xa0\0\0\0" Z8 "\0\2\1" Z32 "\0\0"
		  "\2\0\0\0\0\0\0\0" Z8 "\xf6\0\0\0\1\0\0\0"
		  "12345678"),
	FUZZ_SEED("\xd5\1\0\0\0\0\0\1" Z32 "LABEL OF THE VOLUME"),
	FUZZ_SEED("\x86" Z32 Z32 "\0\0"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static unsigned reads;

/* Reading must come to an end. */
static long count_reads(void *context, void *buf, size_t size, uint64_t offset)
{
	if (++reads > 100000)
		abort();
	return memory_read(context, buf, size, offset);
}

static void check(const unsigned char *bytes, size_t size)
{
	struct memory memory = { bytes, size };
	struct superblock superblock;
	int result;

	reads = 0;
	result = superblock_read(&superblock, count_reads, &memory, size);

	if (!memchr(superblock.uuid, 0, sizeof(superblock.uuid)) ||
	    !memchr(superblock.label, 0, sizeof(superblock.label)))
		abort();
	if (!result != !!superblock.type || (superblock.fs && !superblock.type) ||
	    !superblock.devices)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char device[DEVICE];
	unsigned where = size ? data[0] : 0, place = places[where & 7];
	size_t used = size > 1 ? size - 1 : 0;

	if (used > DEVICE - place)
		used = DEVICE - place;
	memset(device, 0, sizeof(device));
	if (used)
		memcpy(device + place, data + 1, used);
	memcpy(device + place + marks[where >> 4].at, marks[where >> 4].bytes,
	       marks[where >> 4].count);
	check(device, sizeof(device));
	check(data, size);
	return 0;
}
