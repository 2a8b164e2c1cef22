/* SPDX-License-Identifier: MIT */
#include "inflate_parts.h"

#define SKIPPED	     0x184d2a50u /* of 16 magics: a frame of which only the size counts */
#define SKIPPED_MASK 0xfffffff0u

const unsigned char *inflate_take(struct inflation *inflation, size_t count)
{
	const unsigned char *at = inflation->in;

	if (count > (size_t)(inflation->in_end - at))
		return NULL;
	inflation->in += count;
	return at;
}

static int inflate_frame(struct inflation *inflation)
{
	const unsigned char *at = inflate_take(inflation, 4);
	uint32_t magic = at ? bytes_le32(at) : 0;

	if (!at)
		return -EBADMSG;
	if (magic == INFLATE_ZSTD)
		return inflate_zstd(inflation);
	if (magic == INFLATE_LZ4)
		return inflate_lz4(inflation);
	if ((magic & SKIPPED_MASK) != SKIPPED)
		return -EPROTO;
	at = inflate_take(inflation, 4);
	return at && inflate_take(inflation, bytes_le32(at)) ? 0 : -EBADMSG;
}

int64_t inflate_size(const unsigned char *in, size_t size)
{
	struct inflation inflation = { .in = in, .in_end = in + size };
	const unsigned char *at = inflate_take(&inflation, 4);
	uint32_t magic = at ? bytes_le32(at) : 0;

	return !at		       ? -EBADMSG
	       : magic == INFLATE_ZSTD ? inflate_zstd_size(&inflation)
	       : magic == INFLATE_LZ4  ? inflate_lz4_size(&inflation)
				       : -EPROTO;
}

long inflate_module(const unsigned char *in, size_t size, unsigned char *out, size_t room,
		    size_t history)
{
	struct inflation inflation = { in, in + size, out, out + room, out - history };
	int error;

	do {
		error = inflate_frame(&inflation);
	} while (!error && inflation.in < inflation.in_end);
	return error ? error : inflation.out - out;
}
