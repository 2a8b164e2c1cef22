/* SPDX-License-Identifier: MIT */
/*
 * fuzz: inflate, and inflate_elf on what comes out. The first byte says how much room and how much history there is. All
 * lies at the end of its memory, so that a sanitizer sees a byte too many.
 */
#include "inflate.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define ZSTD "\x28\xb5\x2f\xfd"
#define LZ4  "\x04\x22\x4d\x18"

/* Of "virtio" and other words, by zstd -19 and lz4 -12; ends of blocks, of all kinds. */
const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\x13" ZSTD "\x60\x2c\x00\x15\x02\x00\x02\xc4\x0c\x10\xb0\x27\x0d\x10\x10\x09\x01"
		  "\x20\x93\x24\x49\x92\x24\x49\x92"),
	FUZZ_SEED("\x22" ZSTD "\x20\x05\x29\0\0hello"),
	FUZZ_SEED("\x31" ZSTD "\x24\x10\x83\0\0x\1\2\3\4"),
	FUZZ_SEED("\x2f" ZSTD "\x20\x20\x4d\0\0\x20"
		  "abcd\x01\0\x08\x06\x05"),
	FUZZ_SEED("\x47" LZ4 "\x60\x40\x82\x09\0\0\0\x04\x0a\0\x50"
		  "abcde\0\0\0\0"),
	FUZZ_SEED("\x30" LZ4
		  "\x7c\x40\5\0\0\0\0\0\0\0\x0d\x05\0\0\x80hello\1\2\3\4\0\0\0\0\1\2\3\4"),
	FUZZ_SEED("\xff\x5a\x2a\x4d\x18\x03\0\0\0abc" ZSTD "\x20\0\1\0\0"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = size ? (data[0] & 0xf0u) * (data[0] & 0xf0u) / 4 : 0,
	       history = size ? (data[0] & 15) * 8 : 0;
	unsigned char *in = malloc(size + 1), *out = malloc(room + history + 1);
	long count;

	if (size)
		memcpy(in, data + 1, size - 1);
	memset(out, 'h', history);
	count = inflate_module(in, size ? size - 1 : 0, out + history, room, history);
	if (count > (long)room)
		abort();
	if (count > 0)
		inflate_elf(out + history, (size_t)count);
	inflate_size(in, size ? size - 1 : 0);
	free(in);
	free(out);
	return 0;
}
