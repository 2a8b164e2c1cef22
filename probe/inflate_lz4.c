/* SPDX-License-Identifier: MIT */
#include "inflate_parts.h"

/* The frame's flags. */
#define VERSION_MASK	0xc0
#define VERSION		0x40
#define BLOCK_CHECKSUM	0x10
#define HAS_SIZE	0x08
#define CHECKSUM	0x04
#define RESERVED	0x02
#define HAS_DICTIONARY	0x01
#define BLOCK_AS_IT_IS	0x80000000u
#define BLOCK_MAX(code) ((size_t)1 << (2 * (code) + 8)) /* 4: 64 KiB, 7: 4 MiB */

#define MATCH_MIN 4

/* A length of 15 goes on in bytes, as long as they are 255. */
static int more_length(const unsigned char **at, const unsigned char *end, size_t *length)
{
	unsigned byte;

	if (*length != 15)
		return 0;
	do {
		if (*at == end)
			return -EBADMSG;
		byte = *(*at)++;
		*length += byte;
	} while (byte == 255);
	return 0;
}

/*
 * Most sequences are short: up to 14 literals, and up to 18 bytes from 8 bytes before or farther. They are copied as words,
 * as many as the longest has, where so much may be read and written: what is too much is written over by what comes next.
 */
#define SHORT_IN  (1 + 16) /* a token, and the words of its literals; a distance is there, too */
#define SHORT_OUT (14 + INFLATE_SHORT)

static int inflate_block(struct inflation *inflation, const unsigned char *at, size_t size)
{
	const unsigned char *end = at + size,
			    *short_end = size < SHORT_IN ? at : end - SHORT_IN + 1;
	struct inflation to = *inflation;
	const unsigned char *short_out = inflate_limit(&to, SHORT_OUT);
	int error = 0;

	while (!error) {
		int is_short = at < short_end && to.out < short_out;
		size_t literals, match, distance;
		unsigned token;

		if (!is_short && at == end)
			return -EBADMSG;
		token = *at++;
		literals = token >> 4;
		match = token & 15;
		if (is_short && literals != 15) {
			inflate_word(to.out, at);
			inflate_word(to.out + 8, at + 8);
			to.out += literals;
			at += literals;
		} else {
			error = more_length(&at, end, &literals);
			if (error || literals > (size_t)(end - at))
				return -EBADMSG;
			error = inflate_literals(&to, at, literals,
						 (size_t)(end - at) - literals >= 8);
			at += literals;
			if (error || at == end)
				break;
			if (end - at < 2)
				return -EBADMSG;
			is_short = 0;
		}
		distance = bytes_le16(at);
		at += 2;
		if (is_short && inflate_short(&to, distance, match + MATCH_MIN))
			continue;
		error = more_length(&at, end, &match);
		if (!error)
			error = inflate_match(&to, distance, match + MATCH_MIN);
	}
	*inflation = to;
	return error;
}

/* Returns the flags, or an error. *max is of a block, *size of the whole, -EPROTO when it is not said. */
static int read_header(struct inflation *inflation, size_t *max, int64_t *size)
{
	const unsigned char *at = inflate_take(inflation, 2);
	unsigned flags, code;

	if (!at)
		return -EBADMSG;
	flags = at[0];
	code = at[1] >> 4;
	if ((flags & (VERSION_MASK | RESERVED | HAS_DICTIONARY)) != VERSION)
		return -EPROTO;
	if (at[1] & 0x8f || code < 4)
		return -EBADMSG;
	*max = BLOCK_MAX(code);
	*size = -EPROTO;
	if (flags & HAS_SIZE) {
		at = inflate_take(inflation, 8);
		*size = at ? (int64_t)(bytes_le64(at) & INT64_MAX) : -EBADMSG;
	}
	/* and a byte that checks the header */
	return inflate_take(inflation, 1) ? (int)flags : -EBADMSG;
}

int inflate_lz4(struct inflation *inflation)
{
	size_t max;
	int64_t said;
	int flags = read_header(inflation, &max, &said), error = 0;

	if (flags < 0)
		return flags;
	while (!error) {
		const unsigned char *at = inflate_take(inflation, 4);
		uint32_t word = at ? bytes_le32(at) : 0;
		size_t size = word & ~BLOCK_AS_IT_IS;

		if (at && !word)
			return inflate_take(inflation, flags & CHECKSUM ? 4 : 0) ? 0 : -EBADMSG;
		at = at && size <= max ? inflate_take(inflation, size) : NULL;
		if (!at || !inflate_take(inflation, flags & BLOCK_CHECKSUM ? 4 : 0))
			return -EBADMSG;
		error = word & BLOCK_AS_IT_IS ? inflate_literals(inflation, at, size, 0)
					      : inflate_block(inflation, at, size);
	}
	return error;
}

int64_t inflate_lz4_size(struct inflation *inflation)
{
	size_t max;
	int64_t size;
	int flags = read_header(inflation, &max, &size);

	return flags < 0 ? flags : size;
}
