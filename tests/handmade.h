/* SPDX-License-Identifier: MIT */
/*
 * handmade: a table baked from a list of patterns, without module files
 *
 * For whoever links the baker but not initramfs/modfile.c, which wants libarchive: handmade.c
 * brings the one function of it that the baker calls.
 */
#ifndef TESTS_HANDMADE_H
#define TESTS_HANDMADE_H

#include "../initramfs/util.h"
#include "alias_corpus.h"

/*
 * handmade_bake: patterns of one module follow one another; modules in kmod's order. data is
 * malloc'ed.
 */
struct bytes handmade_bake(const struct corpus_pattern *patterns, size_t count);

#endif
