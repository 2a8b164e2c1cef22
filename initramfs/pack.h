/* SPDX-License-Identifier: MIT */
/*
 * pack: modules' files compressed one by one, for the probe to inflate those that it needs (probe/inflate.h)
 *
 *     zstd  one frame that says its size, without a checksum; it may refer to a dictionary, bytes that many of the
 *           modules have in common, as if they lay before it
 *     lz4   one frame that says its size, without checksums
 *     none  as it is
 *     mixed lz4 for what many machines insert (struct choice: is_common), zstd for all others
 *
 * What is compressed is the file with its tables as differences (inflate_elf). All are deterministic: of one module one
 * thread, and fixed levels. Modules are packed beside each other, on as many threads as there are processors.
 */
#ifndef INITRAMFS_PACK_H
#define INITRAMFS_PACK_H

#include <stdbool.h>

#include "util.h"

struct pack_kind;
struct selection;

/* pack_find: NULL when there is no such kind. pack_names: the names of all, for messages. */
const struct pack_kind *pack_find(const char *name);
const char *pack_names(void);

/* pack_is_real: is it any compression? NULL is none. */
bool pack_is_real(const struct pack_kind *kind);

/*
 * pack_modules: all choices that are packed, into one file: the dictionary, then module by module in the selection's
 * order. The selection gets the dictionary's size, and each choice its place. `level`: 0, or higher than there
 * is: each kind's highest. Returns the file, for the caller to free its data; size is 0 when nothing is packed.
 */
struct bytes pack_modules(struct selection *selection, const struct pack_kind *kind, int level);

/*
 * pack_inflate: the module's file again, as the probe makes it; of any kind, for any processor: `size` bytes at `at` of
 * the file of packed modules, which begins with the dictionary. The caller frees data; fatal, naming `name`, when it is
 * damaged.
 */
struct bytes pack_inflate(const struct bytes *file, size_t at, size_t size, size_t dictionary,
			  const char *name);

/* pack_bytes: any bytes, as `kind` does, without a dictionary; the caller frees data. */
void pack_bytes(const struct pack_kind *kind, const struct bytes *bytes, struct bytes *packed);

#endif
