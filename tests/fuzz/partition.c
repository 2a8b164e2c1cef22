/* SPDX-License-Identifier: MIT */
/* fuzz: partition_*: the first two bytes choose block size and number, the rest is header, entry
 * and MBR. */
#include "partition.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define ZEROS8	"\0\0\0\0\0\0\0\0"
#define ZEROS56 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8 ZEROS8

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0\1"
		  "EFI PART" ZEROS56 ZEROS8 "\2\0\0\0\0\0\0\0\x80\0\0\0\x80\0\0\0"),
	FUZZ_SEED("\1\377"
		  "EFI PART" ZEROS56 ZEROS8
		  "\377\377\377\377\377\377\177\0\377\377\377\377\0\20\0\0"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static void check_text(int error, const char *uuid)
{
	if (!error && strlen(uuid) >= BYTES_UUID_TEXT)
		abort();
}

static void check(const unsigned char *bytes, size_t size, unsigned block, unsigned number)
{
	char uuid[BYTES_UUID_TEXT];
	uint64_t offset = 0;

	/* Reads happen at this offset of a device: it must be one that pread(2) takes. */
	if (!partition_gpt_entry(bytes, size, block, number, &offset) && (int64_t)offset < 0)
		abort();
	check_text(partition_gpt_uuid(bytes, size, uuid), uuid);
	check_text(partition_mbr_uuid(bytes, size, number, uuid), uuid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char whole[PARTITION_HEADER_BYTES];
	unsigned block, number;

	if (size < 2)
		return 0;
	block = data[0] & 1 ? 4096 : 512;
	number = data[1] == 255 ? ~0u : data[1];
	check(data + 2, size - 2, block, number);
	memset(whole, 0, sizeof(whole));
	memcpy(whole, data + 2, size - 2 < sizeof(whole) ? size - 2 : sizeof(whole));
	whole[510] = 0x55;
	whole[511] = 0xaa;
	check(whole, sizeof(whole), block, number);
	return 0;
}
