/* SPDX-License-Identifier: MIT */
/* Names of what is read are those of RFC 8878. */
#include "inflate_entropy.h"
#include "inflate_parts.h"

#define BLOCK_MAX (128u << 10)

/* ---- lengths and distances: a code is a base, and so many bits more */

enum { LITERALS, DISTANCE, MATCH, KINDS };

/* The first codes of lengths have no bits; of distances all have as many as their number says. */
static const struct kind {
	uint8_t symbols, max_log, plain, base, default_log, default_symbols;
	uint8_t extra[21];
	int8_t defaults[53];
} kinds[KINDS] = {
	[LITERALS] = {
		36, 9, 16, 0, 6, 36,
		{ 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
		{ 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
		  -1, -1, -1, -1 },
	},
	[DISTANCE] = {
		32, 8, 0, 0, 5, 29,
		{ 0 },
		{ 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1 },
	},
	[MATCH] = {
		53, 9, 32, 3, 6, 53,
		{ 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
		{ 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1 },
	},
};

static struct {
	struct huffman huffman;
	struct fse codes[KINDS];
	uint8_t has_codes[KINDS];
	uint32_t distances[3]; /* the last ones */
	unsigned char literals[BLOCK_MAX + 8];
	size_t literal_count;
} zstd;

/* In place of a state's symbol: what it stands for. */
static void expand(struct fse *fse, unsigned number)
{
	const struct kind *kind = &kinds[number];
	uint32_t bases[FSE_MAX_SYMBOLS], base = kind->base;
	uint8_t extra[FSE_MAX_SYMBOLS];

	for (unsigned code = 0; code < kind->symbols; code++) {
		extra[code] = (uint8_t)(number == DISTANCE   ? code
					: code < kind->plain ? 0
							     : kind->extra[code - kind->plain]);
		bases[code] = number == DISTANCE ? 1u << code : base;
		base += 1u << extra[code];
	}
	for (unsigned i = 0; i < 1u << fse->log; i++) {
		struct fse_state *state = &fse->states[i];

		state->extra = extra[state->base];
		state->base = bases[state->base];
	}
}

enum { PREDEFINED, RLE, COMPRESSED, REPEAT };

static int read_codes(const unsigned char **at, const unsigned char *end, unsigned number,
		      unsigned mode)
{
	const struct kind *kind = &kinds[number];
	struct fse *fse = &zstd.codes[number];
	int16_t defaults[FSE_MAX_SYMBOLS];
	int size = 0;

	if (mode == REPEAT)
		return zstd.has_codes[number] ? 0 : -EBADMSG;
	zstd.has_codes[number] = 0;
	if (mode == PREDEFINED) {
		for (unsigned i = 0; i < kind->default_symbols; i++)
			defaults[i] = kind->defaults[i];
		fse_build(fse, defaults, kind->default_symbols, kind->default_log);
	} else if (mode == RLE) {
		if (*at == end || **at >= kind->symbols)
			return -EBADMSG;
		fse->log = 0;
		fse->states[0] = (struct fse_state){ .base = **at };
		size = 1;
	} else {
		size = fse_read(fse, *at, (size_t)(end - *at), kind->symbols, kind->max_log);
		if (size < 0)
			return size;
	}
	*at += size;
	expand(fse, number);
	zstd.has_codes[number] = 1;
	return 0;
}

/* ---- literals */

/* Returns where they end, or NULL. */
static const unsigned char *read_huffman(const unsigned char *at, const unsigned char *end,
					 size_t size, int is_repeat, unsigned streams)
{
	size_t count = zstd.literal_count, each = streams == 1 ? count : (count + 3) / 4;
	const unsigned char *jump, *part;
	unsigned char *out = zstd.literals;

	if (size > (size_t)(end - at))
		return NULL;
	end = at + size;
	if (!is_repeat) {
		int header = huffman_read(&zstd.huffman, at, size);

		if (header < 0)
			return NULL;
		at += header;
	}
	if (!zstd.huffman.log)
		return NULL;
	jump = at;
	part = streams == 1 ? at : at + 6;
	if (part > end || 3 * each > count + (streams == 1 ? 2 * count : 0))
		return NULL;
	for (unsigned i = 1; i <= streams; i++, jump += 2) {
		size_t bytes = i < streams ? bytes_le16(jump) : (size_t)(end - part);
		size_t symbols = i < streams ? each : (size_t)(zstd.literals + count - out);

		if (bytes > (size_t)(end - part) ||
		    huffman_decode(&zstd.huffman, part, bytes, out, symbols))
			return NULL;
		part += bytes;
		out += symbols;
	}
	return end;
}

/* Returns where the section ends, or NULL. */
static const unsigned char *read_literals(const unsigned char *at, const unsigned char *end)
{
	unsigned type = at[0] & 3, format = at[0] >> 2 & 3, width, bytes;
	uint64_t header;

	if (type < COMPRESSED) {
		bytes = format == 1 ? 2 : format == 3 ? 3 : 1;
		width = bytes == 1 ? 3 : 4;
	} else {
		bytes = format < 2 ? 3 : format + 2;
		width = format < 2 ? 10 : format == 2 ? 14 : 18;
	}
	if (bytes > (size_t)(end - at))
		return NULL;
	header = 0;
	for (unsigned i = 0; i < bytes; i++)
		header |= (uint64_t)at[i] << 8 * i;
	at += bytes;
	if (type >= COMPRESSED) {
		size_t mask = ((size_t)1 << width) - 1;

		zstd.literal_count = header >> 4 & mask;
		if (zstd.literal_count > BLOCK_MAX)
			return NULL;
		return read_huffman(at, end, header >> (4 + width) & mask, type == REPEAT,
				    format ? 4 : 1);
	}
	zstd.literal_count = (size_t)(header >> width);
	if (zstd.literal_count > BLOCK_MAX)
		return NULL;
	if (type == RLE) {
		if (at == end)
			return NULL;
		memset(zstd.literals, *at, zstd.literal_count);
		return at + 1;
	}
	if (zstd.literal_count > (size_t)(end - at))
		return NULL;
	memcpy(zstd.literals, at, zstd.literal_count);
	return at + zstd.literal_count;
}

/* ---- sequences: some literals, then a match */

/* Values of 1 to 3 mean one of the last distances; without literals before it the first of them would be no news. */
static uint32_t resolve(uint32_t value, uint32_t literals)
{
	uint32_t *last = zstd.distances, distance;
	unsigned which = value - 1 + !literals;

	if (value > 3) {
		distance = value - 3;
		which = 2;
	} else if (!which) {
		return last[0];
	} else {
		distance = which == 3 ? last[0] - 1 : last[which];
	}
	if (which != 1)
		last[2] = last[1];
	last[1] = last[0];
	last[0] = distance;
	return distance;
}

static inline const struct fse_state *next_state(const struct fse *fse,
						 const struct fse_state *state, struct bits *bits)
{
	return &fse->states[state->next + bits_read(bits, state->bits)];
}

#define SHORT_OUT (8 + INFLATE_SHORT) /* of the most of sequences, as words */

static inline int copy_literals(struct inflation *to, const unsigned char *from,
				const unsigned char *end, size_t count, int is_short)
{
	if (count > (size_t)(end - from))
		return -EBADMSG;
	if (!is_short)
		return inflate_literals(to, from, count, 1);
	inflate_word(to->out, from);
	to->out += count;
	return 0;
}

/* What is changed again and again is in variables whose address nobody else has. */
static int run_sequences(struct inflation *inflation, const unsigned char *at,
			 const unsigned char *end, unsigned count)
{
	const struct fse *codes = zstd.codes;
	const struct fse_state *literals, *distance, *match;
	const unsigned char *literal = zstd.literals, *literals_end = literal + zstd.literal_count;
	struct inflation to = *inflation;
	const unsigned char *short_out = inflate_limit(&to, SHORT_OUT);
	struct bits opened, bits;
	int error = bits_open(&opened, at, (size_t)(end - at));

	if (error)
		return error;
	bits = opened;
	literals = &codes[LITERALS].states[bits_read(&bits, codes[LITERALS].log)];
	distance = &codes[DISTANCE].states[bits_read(&bits, codes[DISTANCE].log)];
	match = &codes[MATCH].states[bits_read(&bits, codes[MATCH].log)];
	for (;;) {
		uint32_t back, length, before;
		int is_short;

		bits_refill(&bits);
		back = distance->base + bits_read(&bits, distance->extra);
		length = match->base + bits_read_some(&bits, match->extra);
		/* 16 bits of literals, then up to 26 of three states */
		if (bits.left < 16 + 26)
			bits_refill(&bits);
		if (bits_beyond(&bits))
			return -EBADMSG;
		before = literals->base + bits_read_some(&bits, literals->extra);
		is_short = before <= 8 && to.out < short_out;
		error = copy_literals(&to, literal, literals_end, before, is_short);
		if (error)
			return error;
		literal += before;
		back = resolve(back, before);
		if (!is_short || !inflate_short(&to, back, length))
			error = inflate_match(&to, back, length);
		if (error)
			return error;
		if (!--count)
			break;
		literals = next_state(&codes[LITERALS], literals, &bits);
		match = next_state(&codes[MATCH], match, &bits);
		distance = next_state(&codes[DISTANCE], distance, &bits);
	}
	bits_refill(&bits);
	if (!bits_at_end(&bits))
		return -EBADMSG;
	*inflation = to;
	return inflate_literals(inflation, literal, (size_t)(literals_end - literal), 1);
}

static int inflate_block(struct inflation *inflation, const unsigned char *at,
			 const unsigned char *end)
{
	unsigned count, modes;
	int error = 0;

	if (at == end || !(at = read_literals(at, end)) || at == end)
		return -EBADMSG;
	count = *at++;
	if (count >= 128) {
		unsigned low = at < end ? *at++ : 0;

		if (count < 255)
			count = (count - 128) << 8 | low;
		else
			count = low + 0x7f00 + (at < end ? (unsigned)*at++ << 8 : 0);
	}
	if (count) {
		if (at == end || *at & 3)
			return -EBADMSG;
		modes = *at++;
		for (unsigned i = 0; !error && i < KINDS; i++)
			error = read_codes(&at, end, i, modes >> (6 - 2 * i) & 3);
		return error ? error : run_sequences(inflation, at, end, count);
	}
	return at != end ? -EBADMSG
			 : inflate_literals(inflation, zstd.literals, zstd.literal_count, 1);
}

/* ---- frames */

#define CHECKSUM 0x04

/* Returns the descriptor, or an error. *size is of the content, -EPROTO when it is not said. */
static int read_header(struct inflation *inflation, int64_t *size)
{
	const unsigned char *at = inflate_take(inflation, 1);
	unsigned descriptor, is_single, bytes;

	if (!at)
		return -EBADMSG;
	descriptor = *at;
	is_single = descriptor >> 5 & 1;
	/* a reserved bit, and a dictionary's number */
	if (descriptor & 0x0b)
		return -EPROTO;
	if (!is_single && !inflate_take(inflation, 1))
		return -EBADMSG;
	bytes = descriptor >> 6 ? 1u << (descriptor >> 6) : is_single;
	at = inflate_take(inflation, bytes);
	if (!at)
		return -EBADMSG;
	*size = bytes == 1   ? at[0]
		: bytes == 2 ? bytes_le16(at) + 256
		: bytes == 4 ? bytes_le32(at)
		: bytes == 8 ? (int64_t)(bytes_le64(at) & INT64_MAX)
			     : -EPROTO;
	return (int)descriptor;
}

int inflate_zstd(struct inflation *inflation)
{
	static const uint32_t first[] = { 1, 4, 8 };
	int64_t said;
	int descriptor = read_header(inflation, &said), error = 0, is_last = 0;

	if (descriptor < 0)
		return descriptor;
	zstd.huffman.log = 0;
	for (unsigned i = 0; i < KINDS; i++) {
		zstd.has_codes[i] = 0;
		zstd.distances[i] = first[i];
	}
	while (!error && !is_last) {
		const unsigned char *at = inflate_take(inflation, 3);
		uint32_t header, size;

		if (!at)
			return -EBADMSG;
		header = bytes_le16(at) | (uint32_t)at[2] << 16;
		is_last = header & 1;
		size = header >> 3;
		header = header >> 1 & 3;
		at = size > BLOCK_MAX ? NULL : inflate_take(inflation, header == RLE ? 1 : size);
		if (!at || header == REPEAT)
			return -EBADMSG;
		if (header == COMPRESSED) {
			error = inflate_block(inflation, at, at + size);
		} else if (header == RLE) {
			memset(zstd.literals, *at, size);
			error = inflate_literals(inflation, zstd.literals, size, 1);
		} else {
			error = inflate_literals(inflation, at, size, 0);
		}
	}
	if (!error && descriptor & CHECKSUM && !inflate_take(inflation, 4))
		error = -EBADMSG;
	return error;
}

int64_t inflate_zstd_size(struct inflation *inflation)
{
	int64_t size;
	int error = read_header(inflation, &size);

	return error < 0 ? error : size;
}
