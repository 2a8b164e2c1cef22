/* SPDX-License-Identifier: MIT */
/*
 * inflate_entropy: the bits of zstd, and its two codes of them (RFC 8878, section 4)                (pure)
 *
 * A stream of bits is written forwards and read backwards, from the highest bit that is set in its last byte on. Reading
 * more than there is gives anything, and bits_beyond then says so.
 */
#ifndef PROBE_INFLATE_ENTROPY_H
#define PROBE_INFLATE_ENTROPY_H

#include <errno.h>
#include <string.h>

#include "bytes.h"

struct bits {
	uint64_t hold; /* eight bytes from `at` on */
	unsigned left; /* bits of them, from the bottom, that are not read yet */
	const unsigned char *at, *start;
};

/* As many bits, from the bottom. */
extern const uint32_t bits_masks[32];

/* bits_open: returns 0; -EBADMSG empty, or its last byte is 0. */
int bits_open(struct bits *bits, const unsigned char *start, size_t size);

static inline uint64_t bits_word(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* bits_read: up to 57 bits in all after bits_refill, up to 31 at a time. */
static inline unsigned bits_read(struct bits *bits, unsigned count)
{
	bits->left -= count;
	return (unsigned)(bits->hold >> (bits->left & 63)) & bits_masks[count];
}

/* bits_peek: the next ones, one at least, without reading them; zeros behind the end. */
static inline unsigned bits_peek(const struct bits *bits, unsigned count)
{
	return (unsigned)(bits->hold << (-bits->left & 63) >> (-count & 63));
}

/* bits_refill: room for 57 bits more, or all that is left. */
static inline void bits_refill(struct bits *bits)
{
	size_t bytes = (64 - bits->left) >> 3, before = (size_t)(bits->at - bits->start);

	if (bytes > before)
		bytes = before;
	if (!bytes)
		return;
	bits->at -= bytes;
	bits->left += (unsigned)bytes * 8;
	bits->hold = bits_word(bits->at);
}

/* bits_read_some: bits_read where count is 0 most of the time. */
static inline unsigned bits_read_some(struct bits *bits, unsigned count)
{
	return count ? bits_read(bits, count) : 0;
}

/* bits_beyond: behind bits_refill: more was read than there is. */
static inline int bits_beyond(const struct bits *bits)
{
	return bits->left > 64;
}

/* bits_at_end: all was read, and no more. */
static inline int bits_at_end(const struct bits *bits)
{
	return bits->at == bits->start && !bits->left;
}

/* The number of the highest bit that is set in what is not 0. */
static inline unsigned bits_highest(unsigned value)
{
	return 31 - (unsigned)__builtin_clz(value);
}

/* ---- finite state entropy */

#define FSE_MAX_LOG	9
#define FSE_MAX_SYMBOLS 53

/* A state: what it stands for, and which come next: `next`, plus as many bits as are read. */
struct fse_state {
	uint32_t base; /* the symbol, until the owner puts something else here */
	uint16_t next;
	uint8_t bits;
	uint8_t extra; /* for the owner */
};

struct fse {
	struct fse_state states[1 << FSE_MAX_LOG];
	unsigned log; /* of the number of states */
};

/* fse_build: from how often each symbol comes up; -1: once in a while. */
int fse_build(struct fse *fse, const int16_t *counts, unsigned symbols, unsigned log);

/*
 * fse_read: from a description at the beginning of `in`: of up to `symbols` symbols (at most FSE_MAX_SYMBOLS), and up to
 * 1 << max_log states. returns: how many bytes it has, or -EBADMSG.
 */
int fse_read(struct fse *fse, const unsigned char *in, size_t size, unsigned symbols,
	     unsigned max_log);

/* ---- Huffman */

#define HUFFMAN_MAX_LOG 11

struct huffman {
	struct {
		uint8_t symbol, bits;
	} codes[1 << HUFFMAN_MAX_LOG];
	unsigned log; /* 0: there is none */
};

/* huffman_read: from a description at the beginning of `in`. returns: how many bytes it has, or -EBADMSG. */
int huffman_read(struct huffman *huffman, const unsigned char *in, size_t size);

/* huffman_decode: `count` symbols out of a stream that has just these. returns: 0 or -EBADMSG. */
int huffman_decode(const struct huffman *huffman, const unsigned char *in, size_t size,
		   unsigned char *out, size_t count);

#endif
