/* SPDX-License-Identifier: MIT */
/*
 * inflate: what was compressed as a zstd or an LZ4 frame, in memory                                (pure)
 *
 * zstd is RFC 8878, all of it but dictionaries that a frame names by number; LZ4 is lz4_Frame_format.md, version 01 of
 * it, and its blocks. Several frames in a row are one file; frames to be skipped are skipped. Trusts nothing: reads
 * only what is in `in`, writes only what is in `out`, and every loop has an end. Checksums are not looked at: a module
 * that is signed carries a better one, and whoever makes an image leaves them out.
 *
 * No heap, no recursion; 160 KiB of static memory, so not for two threads.
 */
#ifndef PROBE_INFLATE_H
#define PROBE_INFLATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * inflate_size: how many bytes the first frame says that it holds. returns: it; -EPROTO neither format, or a frame that
 * does not say; -EBADMSG shorter than its header.
 */
int64_t inflate_size(const unsigned char *in, size_t size);

/*
 * inflate: into `out`, which has `room` bytes. Before `out` lie `history` bytes that the frames may refer to as if they
 * had been inflated just before. returns: how many bytes there are; -EPROTO neither format, or something of it that is
 * not known here; -EBADMSG damaged: cut short, or against the format; -ENOBUFS more than `room`.
 */
long inflate_module(const unsigned char *in, size_t size, unsigned char *out, size_t room, size_t history);

/*
 * inflate_elf: a module's file as it was. Tables whose entries begin with ascending numbers (relocations, symbols: types
 * SHT_RELA, SHT_REL, SHT_SYMTAB) are stored with the difference to the entry before in place of an entry's first four
 * bytes, which makes 10% of the compressed bytes. For a file of this processor's kind (32 or 64 bits).
 */
void inflate_elf(unsigned char *file, size_t size);

#endif
