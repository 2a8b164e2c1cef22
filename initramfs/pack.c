/* SPDX-License-Identifier: MIT */
#include "pack.h"

#include <lz4frame.h>
#include <lz4hc.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "pack_parts.h"

/* ---- zstd */

static void zstd_check(size_t result)
{
	if (ZSTD_isError(result))
		fatal("zstd: %s", ZSTD_getErrorName(result));
}

/* The window is as large as all that a match may refer to, whatever the level says. */
static int window_log(size_t size)
{
	int log = 10;

	while (log < 27 && (size_t)1 << log < size)
		log++;
	return log;
}

static void zstd_pack(const struct bytes *bytes, const struct bytes *dictionary, int level,
		      struct bytes *packed)
{
	size_t room = ZSTD_compressBound(bytes->size);
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!context)
		fatal("zstd: out of memory");
	zstd_check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level));
	zstd_check(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog,
					  window_log(bytes->size + dictionary->size)));
	if (dictionary->size > 0)
		zstd_check(ZSTD_CCtx_refPrefix(context, dictionary->data, dictionary->size));
	packed->data = xmalloc(room);
	packed->size = ZSTD_compress2(context, packed->data, room, bytes->data, bytes->size);
	zstd_check(packed->size);
	ZSTD_freeCCtx(context);
}

/* ---- lz4 */

static void lz4_pack(const struct bytes *bytes, const struct bytes *dictionary, int level,
		     struct bytes *packed)
{
	const LZ4F_preferences_t preferences = {
		.frameInfo = { .blockSizeID = LZ4F_max4MB, .contentSize = bytes->size },
		.compressionLevel = level,
	};
	size_t room = LZ4F_compressFrameBound(bytes->size, &preferences);

	(void)dictionary;
	packed->data = xmalloc(room);
	packed->size =
		LZ4F_compressFrame(packed->data, room, bytes->data, bytes->size, &preferences);
	if (LZ4F_isError(packed->size))
		fatal("lz4: %s", LZ4F_getErrorName(packed->size));
}

/* ---- all of them */

enum { MIXED, ZSTD, LZ4, NONE };

static const struct pack_kind kinds[] = {
	[MIXED] = { "mixed", 19, true, zstd_pack, &kinds[LZ4] },
	[ZSTD] = { "zstd", 19, true, zstd_pack, NULL },
	[LZ4] = { "lz4", LZ4HC_CLEVEL_MAX, false, lz4_pack, NULL },
	[NONE] = { "none", 0, false, NULL, NULL },
};

const struct pack_kind *pack_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *pack_names(void)
{
	return "mixed, zstd, lz4, none";
}

bool pack_is_real(const struct pack_kind *kind)
{
	return kind && kind->pack;
}

void pack_bytes(const struct pack_kind *kind, const struct bytes *bytes, struct bytes *packed)
{
	static const struct bytes none;

	kind->pack(bytes, &none, kind->max_level, packed);
}
