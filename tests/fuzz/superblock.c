/* SPDX-License-Identifier: MIT */
/* fuzz: superblock_read. The input is laid over the place where ext's superblock is, and also taken
 * as it is. */
#include "superblock.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define EXT_START 1024

#define ZEROS8	"\0\0\0\0\0\0\0\0"
#define ZEROS56 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(ZEROS56 "\x53\xef\1\0" ZEROS8 ZEROS8 "\1\0\0\0" ZEROS8 "\0\0\0\0"
			  "\x3c\0\0\0\xc2\2\0\0\x6b\4\0\0"
			  "0123456789abcdefroot" ZEROS8),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static void check(const unsigned char *buf, size_t size)
{
	struct superblock superblock;

	if (superblock_read(&superblock, buf, size))
		return;
	if (!superblock.type || strlen(superblock.uuid) > 36 || strlen(superblock.label) > 16)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char block[SUPERBLOCK_BYTES];
	size_t used = size < sizeof(block) - EXT_START ? size : sizeof(block) - EXT_START;

	memset(block, 0, sizeof(block));
	memcpy(block + EXT_START, data, used);
	check(block, sizeof(block));
	check(data, size);
	return 0;
}
