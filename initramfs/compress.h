/* SPDX-License-Identifier: MIT */
/*
 * compress: the forms of an initramfs that the kernel unpacks by itself
 *
 * What each decoder of the kernel takes (lib/decompress_*.c) is narrower than what the format
 * allows:
 *
 *     zstd  one frame, a window of at most 128 MiB; here with a checksum of the content
 *     lz4   legacy frames: the magic 0x184C2102, then blocks of 8 MiB, each behind its packed size
 *     gzip  one member, here without a name or a time
 *     xz    CRC32 as the check, not the format's default CRC64
 *     none  the archive as it is
 *
 * All are deterministic: one thread, fixed levels, no time.
 */
#ifndef INITRAMFS_COMPRESS_H
#define INITRAMFS_COMPRESS_H

#include <stddef.h>

struct compress_kind;
struct compressor;

/* compress_find: NULL when there is no such kind. */
const struct compress_kind *compress_find(const char *name);

/* compress_names: the names of all, for messages. */
const char *compress_names(void);

/* What is written goes, compressed, to the output (output.h). A failure of a library is fatal. */
struct compressor *compress_begin(const struct compress_kind *kind);
void compress_write(struct compressor *compressor, const void *data, size_t size);
void compress_end(struct compressor *compressor);

#endif
