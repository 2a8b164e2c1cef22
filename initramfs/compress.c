/* SPDX-License-Identifier: MIT */
#include "compress.h"

#include <lz4hc.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "output.h"
#include "util.h"

/* The levels: measured on the default image, see docs/coldprobe-image.1. */
#define ZSTD_LEVEL  9
#define GZIP_LEVEL  6
#define XZ_LEVEL    6
#define LZ4HC_LEVEL 9

#define LZ4_MAGIC 0x184C2102u
#define LZ4_BLOCK (8u << 20)

struct compressor {
	const struct compress_kind *kind;
	ZSTD_CCtx *zstd;
	z_stream gzip;
	lzma_stream xz;
	unsigned char *block; /* lz4: what is not yet a whole block */
	size_t block_size;
	unsigned char *buffer; /* compressed, on its way to the output */
	size_t buffer_size;
};

/* A kind: begin sets up its library, push takes data, and with is_last ends the stream. */
struct compress_kind {
	const char *name;
	void (*begin)(struct compressor *compressor);
	void (*push)(struct compressor *compressor, const void *data, size_t size, bool is_last);
};

/* ---- none */

static void none_begin(struct compressor *compressor)
{
	(void)compressor;
}

static void none_push(struct compressor *compressor, const void *data, size_t size, bool is_last)
{
	(void)compressor;
	(void)is_last;
	output_write(data, size);
}

/* ---- zstd */

static void zstd_check(size_t result)
{
	if (ZSTD_isError(result))
		fatal("zstd: %s", ZSTD_getErrorName(result));
}

static void zstd_begin(struct compressor *compressor)
{
	compressor->zstd = ZSTD_createCCtx();
	if (!compressor->zstd)
		fatal("zstd: out of memory");
	zstd_check(ZSTD_CCtx_setParameter(compressor->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL));
	zstd_check(ZSTD_CCtx_setParameter(compressor->zstd, ZSTD_c_checksumFlag, 1));
}

static void zstd_push(struct compressor *compressor, const void *data, size_t size, bool is_last)
{
	ZSTD_EndDirective directive = is_last ? ZSTD_e_end : ZSTD_e_continue;
	ZSTD_inBuffer in = { .src = data, .size = size };
	size_t left;

	do {
		ZSTD_outBuffer out = { .dst = compressor->buffer, .size = compressor->buffer_size };

		left = ZSTD_compressStream2(compressor->zstd, &out, &in, directive);
		zstd_check(left);
		output_write(out.dst, out.pos);
	} while (is_last ? left > 0 : in.pos < in.size);
	if (is_last)
		ZSTD_freeCCtx(compressor->zstd);
}

/* ---- gzip */

static void gzip_begin(struct compressor *compressor)
{
	/* 16 more than the window bits asks for a gzip header; its name and time stay empty. */
	if (deflateInit2(&compressor->gzip, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		fatal("gzip: out of memory");
}

static void gzip_push(struct compressor *compressor, const void *data, size_t size, bool is_last)
{
	z_stream *stream = &compressor->gzip;

	stream->next_in = (unsigned char *)data;
	stream->avail_in = (unsigned)size;
	do {
		stream->next_out = compressor->buffer;
		stream->avail_out = (unsigned)compressor->buffer_size;
		if (deflate(stream, is_last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
			fatal("gzip: the stream is broken");
		output_write(compressor->buffer, compressor->buffer_size - stream->avail_out);
	} while (stream->avail_out == 0);
	if (is_last)
		deflateEnd(stream);
}

/* ---- xz */

static void xz_begin(struct compressor *compressor)
{
	compressor->xz = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_easy_encoder(&compressor->xz, XZ_LEVEL, LZMA_CHECK_CRC32) != LZMA_OK)
		fatal("xz: out of memory");
}

static void xz_push(struct compressor *compressor, const void *data, size_t size, bool is_last)
{
	lzma_stream *stream = &compressor->xz;
	lzma_ret result;

	stream->next_in = data;
	stream->avail_in = size;
	do {
		stream->next_out = compressor->buffer;
		stream->avail_out = compressor->buffer_size;
		result = lzma_code(stream, is_last ? LZMA_FINISH : LZMA_RUN);
		if (result != LZMA_OK && result != LZMA_STREAM_END)
			fatal("xz: error %d", (int)result);
		output_write(compressor->buffer, compressor->buffer_size - stream->avail_out);
	} while (is_last ? result != LZMA_STREAM_END : stream->avail_in > 0);
	if (is_last)
		lzma_end(stream);
}

/* ---- lz4 */

static void lz4_number(uint32_t number)
{
	unsigned char bytes[] = { number & 0xff, number >> 8 & 0xff, number >> 16 & 0xff,
				  number >> 24 };

	output_write(bytes, sizeof(bytes));
}

static void lz4_begin(struct compressor *compressor)
{
	compressor->block = xmalloc(LZ4_BLOCK);
	compressor->buffer_size = LZ4_COMPRESSBOUND(LZ4_BLOCK);
	lz4_number(LZ4_MAGIC);
}

static void lz4_block(struct compressor *compressor)
{
	int size = LZ4_compress_HC((char *)compressor->block, (char *)compressor->buffer,
				   (int)compressor->block_size, (int)compressor->buffer_size,
				   LZ4HC_LEVEL);

	if (size <= 0)
		fatal("lz4: a block cannot be compressed");
	lz4_number((uint32_t)size);
	output_write(compressor->buffer, (size_t)size);
	compressor->block_size = 0;
}

static void lz4_push(struct compressor *compressor, const void *data, size_t size, bool is_last)
{
	const unsigned char *rest = data;

	while (size > 0) {
		size_t room = LZ4_BLOCK - compressor->block_size;
		size_t part = size < room ? size : room;

		memcpy(compressor->block + compressor->block_size, rest, part);
		compressor->block_size += part;
		rest += part;
		size -= part;
		if (compressor->block_size == LZ4_BLOCK)
			lz4_block(compressor);
	}
	if (is_last && compressor->block_size > 0)
		lz4_block(compressor);
}

/* ---- all of them */

static const struct compress_kind kinds[] = {
	{ "zstd", zstd_begin, zstd_push }, { "lz4", lz4_begin, lz4_push },
	{ "gzip", gzip_begin, gzip_push }, { "xz", xz_begin, xz_push },
	{ "none", none_begin, none_push },
};

const struct compress_kind *compress_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *compress_names(void)
{
	return "zstd, lz4, gzip, xz, none";
}

struct compressor *compress_begin(const struct compress_kind *kind)
{
	struct compressor *compressor = xcalloc(1, sizeof(*compressor));

	compressor->kind = kind;
	compressor->buffer_size = 256 << 10;
	kind->begin(compressor);
	compressor->buffer = xmalloc(compressor->buffer_size);
	return compressor;
}

void compress_write(struct compressor *compressor, const void *data, size_t size)
{
	compressor->kind->push(compressor, data, size, false);
}

void compress_end(struct compressor *compressor)
{
	compressor->kind->push(compressor, "", 0, true);
	free(compressor->block);
	free(compressor->buffer);
	free(compressor);
}
