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

static inline void inflate_word(unsigned char *to, const unsigned char *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	memcpy(to, &word, sizeof(word));
}

/* Words, not bytes, where up to 7 more may be read and written: what is too much is written over by what comes next. */
static inline void inflate_copy(unsigned char *to, unsigned char *end, const unsigned char *from,
				int by_words)
{
	if (!by_words) {
		while (to < end)
			*to++ = *from++;
		return;
	}
	for (; to < end; to += 8, from += 8)
		inflate_word(to, from);
}

/* inflate_literals: bytes as they are; has_slack: behind them 7 more may be read. Returns 0 or -ENOBUFS. */
static inline int inflate_literals(struct inflation *inflation, const unsigned char *from,
				   size_t count, int has_slack)
{
	size_t room = (size_t)(inflation->out_end - inflation->out);
	unsigned char *to = inflation->out;

	if (count > room)
		return -ENOBUFS;
	inflation->out += count;
	inflate_copy(to, inflation->out, from, has_slack && room - count >= 8);
	return 0;
}

/*
 * inflate_match: bytes that are there already, `distance` before. Returns 0, -EBADMSG or -ENOBUFS. What repeats itself
 * within a word is doubled until a word has it: at most 9 bytes.
 */
static inline int inflate_match(struct inflation *inflation, size_t distance, size_t count)
{
	size_t room = (size_t)(inflation->out_end - inflation->out);
	unsigned char *to = inflation->out;
	const unsigned char *from;
	int by_words = room - count >= 8;

	if (distance - 1 >= (size_t)(to - inflation->start))
		return -EBADMSG;
	if (count > room)
		return -ENOBUFS;
	from = to - distance;
	inflation->out += count;
	for (; by_words && distance < 8; distance *= 2)
		for (size_t i = 0; i < distance; i++)
			*to++ = from[i];
	inflate_copy(to, inflation->out, from, by_words);
	return 0;
}

/*
 * inflate_short: inflate_match, where INFLATE_SHORT bytes may be written, for the most of matches: up to so many bytes, from
 * 8 before or farther. Returns 0 when it is no such.
 */
#define INFLATE_SHORT 18

static inline int inflate_short(struct inflation *inflation, size_t distance, size_t count)
{
	unsigned char *to = inflation->out;
	const unsigned char *from;

	if (count > INFLATE_SHORT || distance < 8 || distance > (size_t)(to - inflation->start))
		return 0;
	from = to - distance;
	inflate_word(to, from);
	inflate_word(to + 8, from + 8);
	memcpy(to + 16, from + 16, INFLATE_SHORT - 16);
	inflation->out += count;
	return 1;
}

/* inflate_limit: behind the last place where `count` bytes may be written; when there is none, where writing goes on. */
static inline const unsigned char *inflate_limit(const struct inflation *inflation, size_t count)
{
	size_t room = (size_t)(inflation->out_end - inflation->out);

	return room < count ? inflation->out : inflation->out_end - count + 1;
}

/* One frame. Return 0 or an error of inflate_module(). */
int inflate_lz4(struct inflation *inflation);
int inflate_zstd(struct inflation *inflation);

/* What the frame, behind its magic, says of its size; an error of inflate_size(). */
int64_t inflate_lz4_size(struct inflation *inflation);
int64_t inflate_zstd_size(struct inflation *inflation);

#endif
