/* SPDX-License-Identifier: MIT */
#include "inflate_entropy.h"

const uint32_t bits_masks[32] = {
#define M(n) (1u << (n)) - 1
	M(0),  M(1),  M(2),  M(3),  M(4),  M(5),  M(6),	 M(7),	M(8),  M(9),  M(10),
	M(11), M(12), M(13), M(14), M(15), M(16), M(17), M(18), M(19), M(20), M(21),
	M(22), M(23), M(24), M(25), M(26), M(27), M(28), M(29), M(30), M(31),
};

int bits_open(struct bits *bits, const unsigned char *start, size_t size)
{
	unsigned last = size ? start[size - 1] : 0;

	if (!last)
		return -EBADMSG;
	*bits = (struct bits){ .left = 56 + bits_highest(last), .start = start, .at = start };
	if (size >= 8) {
		bits->at = start + size - 8;
		bits->hold = bits_word(bits->at);
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		bits->hold |= (uint64_t)start[i] << (8 * i);
	bits->left -= 8 * (8 - (unsigned)size);
	return 0;
}

/* ---- finite state entropy */

int fse_build(struct fse *fse, const int16_t *counts, unsigned symbols, unsigned log)
{
	unsigned size = 1u << log, high = size, at = 0;
	uint16_t next[FSE_MAX_SYMBOLS];

	fse->log = log;
	for (unsigned symbol = 0; symbol < symbols; symbol++) {
		next[symbol] = (uint16_t)(counts[symbol] < 0 ? 1 : counts[symbol]);
		if (counts[symbol] < 0)
			fse->states[--high].base = symbol;
	}
	for (unsigned symbol = 0; symbol < symbols; symbol++)
		for (int i = 0; i < counts[symbol]; i++) {
			fse->states[at].base = symbol;
			do
				at = (at + (size >> 1) + (size >> 3) + 3) & (size - 1);
			while (at >= high);
		}
	if (at)
		return -EBADMSG;
	for (unsigned i = 0; i < size; i++) {
		struct fse_state *state = &fse->states[i];
		unsigned number = next[state->base]++, bits = log - bits_highest(number);

		state->bits = (uint8_t)bits;
		state->next = (uint16_t)((number << bits) - size);
	}
	return 0;
}

/* Bits in their natural order, from a bit's number on; zeros behind the end. */
static unsigned forward(const unsigned char *in, size_t size, size_t bit, unsigned count)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < 3; i++)
		if (bit / 8 + i < size)
			word |= (uint32_t)in[bit / 8 + i] << (8 * i);
	return word >> bit % 8 & ((1u << count) - 1);
}

/* The number of a symbol's states, 0 or -1 among them: fewer bits for the smaller half of what is possible. */
static int read_count(const unsigned char *in, size_t size, size_t *bit, unsigned left)
{
	unsigned bits = bits_highest(left + 1) + 1;
	unsigned value = forward(in, size, *bit, bits);
	unsigned half = (1u << (bits - 1)) - 1;
	unsigned small = (1u << bits) - 1 - (left + 1);

	*bit += bits;
	if ((value & half) < small) {
		--*bit;
		value &= half;
	} else if (value > half) {
		value -= small;
	}
	return (int)value - 1;
}

int fse_read(struct fse *fse, const unsigned char *in, size_t size, unsigned symbols,
	     unsigned max_log)
{
	int16_t counts[FSE_MAX_SYMBOLS];
	unsigned log = forward(in, size, 0, 4) + 5, symbol = 0, left = 1u << log, zeros;
	size_t bit = 4;

	if (log > max_log)
		return -EBADMSG;
	while (left) {
		int count = read_count(in, size, &bit, left);

		if (symbol == symbols)
			return -EBADMSG;
		counts[symbol++] = (int16_t)count;
		left -= (unsigned)(count < 0 ? 1 : count);
		if (count)
			continue;
		do {
			zeros = forward(in, size, bit, 2);
			bit += 2;
			if (zeros > symbols - symbol)
				return -EBADMSG;
			for (unsigned i = 0; i < zeros; i++)
				counts[symbol++] = 0;
		} while (zeros == 3);
	}
	if ((bit + 7) / 8 > size || fse_build(fse, counts, symbol, log))
		return -EBADMSG;
	return (int)((bit + 7) / 8);
}

/* ---- Huffman */

#define WEIGHTS	       255 /* and one more, which is not written */
#define WEIGHT_MAX_LOG 6

/* Two states take turns, until the bits are over. returns: how many weights, or -EBADMSG. */
static int read_weights(uint8_t *weights, const unsigned char *in, size_t size)
{
	static struct fse fse;
	int header = fse_read(&fse, in, size, HUFFMAN_MAX_LOG + 1, WEIGHT_MAX_LOG), count = 0;
	const struct fse_state *state[2];
	struct bits bits;

	if (header < 0 || bits_open(&bits, in + header, size - (size_t)header))
		return -EBADMSG;
	state[0] = &fse.states[bits_read(&bits, fse.log)];
	state[1] = &fse.states[bits_read(&bits, fse.log)];
	while (count < WEIGHTS - 1) {
		const struct fse_state *now = state[count & 1];

		weights[count++] = (uint8_t)now->base;
		state[~count & 1] = &fse.states[now->next + bits_read(&bits, now->bits)];
		bits_refill(&bits);
		if (bits_beyond(&bits)) {
			weights[count] = (uint8_t)state[count & 1]->base;
			return count + 1;
		}
	}
	return -EBADMSG;
}

/* The last weight makes their sum a power of two. Codes of few bits stand for many states, the longest codes first. */
static int build(struct huffman *huffman, uint8_t *weights, unsigned count)
{
	unsigned sum = 0, left, at = 0;

	for (unsigned i = 0; i < count; i++)
		sum += 1u << weights[i] >> 1;
	if (!sum || sum >= 1u << HUFFMAN_MAX_LOG)
		return -EBADMSG;
	huffman->log = bits_highest(sum) + 1;
	left = (1u << huffman->log) - sum;
	if (left & (left - 1))
		return -EBADMSG;
	weights[count++] = (uint8_t)(bits_highest(left) + 1);
	for (unsigned weight = 1; weight <= huffman->log; weight++)
		for (unsigned symbol = 0; symbol < count; symbol++) {
			if (weights[symbol] != weight)
				continue;
			for (unsigned end = at + (1u << (weight - 1)); at < end; at++) {
				huffman->codes[at].symbol = (uint8_t)symbol;
				huffman->codes[at].bits = (uint8_t)(huffman->log + 1 - weight);
			}
		}
	return 0;
}

int huffman_read(struct huffman *huffman, const unsigned char *in, size_t size)
{
	uint8_t weights[WEIGHTS + 1];
	size_t bytes = size ? *in++ : size;
	int count;

	huffman->log = 0;
	if (!size)
		return -EBADMSG;
	if (bytes < 128) {
		if (bytes > size - 1)
			return -EBADMSG;
		count = read_weights(weights, in, bytes);
	} else {
		count = (int)bytes - 127;
		bytes = (unsigned)(count + 1) / 2;
		if (bytes > size - 1)
			return -EBADMSG;
		for (int i = 0; i < count; i++) {
			weights[i] = i & 1 ? in[i / 2] & 15 : in[i / 2] >> 4;
			if (weights[i] > HUFFMAN_MAX_LOG)
				return -EBADMSG;
		}
	}
	if (count < 0 || build(huffman, weights, (unsigned)count)) {
		huffman->log = 0;
		return -EBADMSG;
	}
	return (int)bytes + 1;
}

int huffman_decode(const struct huffman *huffman, const unsigned char *in, size_t size,
		   unsigned char *out, size_t count)
{
	unsigned log = huffman->log;
	unsigned char *end = out + count;
	struct bits opened, bits;

	if (bits_open(&opened, in, size))
		return -EBADMSG;
	bits = opened;
	while (out < end) {
		/* five of up to 11 bits */
		unsigned char *stop = end - out < 5 ? end : out + 5;

		bits_refill(&bits);
		while (out < stop) {
			unsigned code = bits_peek(&bits, log);

			*out++ = huffman->codes[code].symbol;
			bits.left -= huffman->codes[code].bits;
		}
	}
	bits_refill(&bits);
	return bits_at_end(&bits) ? 0 : -EBADMSG;
}
