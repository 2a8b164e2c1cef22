/* SPDX-License-Identifier: MIT */
/*
 * inflate_parts: what the formats share                                                             (pure)
 *
 * A format gets the input behind its magic, and leaves it behind its frame.
 */
#ifndef PROBE_INFLATE_PARTS_H
#define PROBE_INFLATE_PARTS_H

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "inflate.h"

#define INFLATE_ZSTD 0xfd2fb528u
#define INFLATE_LZ4  0x184d2204u

struct inflation {
	const unsigned char *in, *in_end;
	unsigned char *out, *out_end;
	const unsigned char
		*start; /* of what matches may refer to: the history's, then the frame's own */
};

/* inflate_take: the next `count` bytes of input; NULL when there are fewer. */
const unsigned char *inflate_take(struct inflation *inflation, size_t count);

/* Words, not bytes, where up to 7 more may be read and written: what is too much is written over by what comes next. */
static inline void inflate_copy(unsigned char *to, const unsigned char *from, size_t count,
				int by_words)
{
	unsigned char *end = to + count;

	if (!by_words) {
		while (to < end)
			*to++ = *from++;
		return;
	}
	for (; to < end; to += 8, from += 8) {
		uint64_t word;

		memcpy(&word, from, sizeof(word));
		memcpy(to, &word, sizeof(word));
	}
}

/* inflate_literals: bytes as they are; has_slack: behind them 7 more may be read. Returns 0 or -ENOBUFS. */
static inline int inflate_literals(struct inflation *inflation, const unsigned char *from,
				   size_t count, int has_slack)
{
	size_t room = (size_t)(inflation->out_end - inflation->out);

	if (count > room)
		return -ENOBUFS;
	inflate_copy(inflation->out, from, count, has_slack && room - count >= 8);
	inflation->out += count;
	return 0;
}

/* inflate_match: bytes that are there already, `distance` before. Returns 0, -EBADMSG or -ENOBUFS. */
static inline int inflate_match(struct inflation *inflation, size_t distance, size_t count)
{
	size_t room = (size_t)(inflation->out_end - inflation->out);

	if (!distance || distance > (size_t)(inflation->out - inflation->start))
		return -EBADMSG;
	if (count > room)
		return -ENOBUFS;
	inflate_copy(inflation->out, inflation->out - distance, count,
		     distance >= 8 && room - count >= 8);
	inflation->out += count;
	return 0;
}

/* One frame. Return 0 or an error of inflate_module(). */
int inflate_lz4(struct inflation *inflation);
int inflate_zstd(struct inflation *inflation);

/* What the frame, behind its magic, says of its size; an error of inflate_size(). */
int64_t inflate_lz4_size(struct inflation *inflation);
int64_t inflate_zstd_size(struct inflation *inflation);

#endif
