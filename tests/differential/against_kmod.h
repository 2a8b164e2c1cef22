/* SPDX-License-Identifier: MIT */
/*
 * against_kmod: one text asked of libkmod and of the baked table
 *
 * Both must name the same modules in the same order. Two differences are libkmod's own, and no
 * modalias of a kernel shows them; exactly these are left out, and counted:
 *
 *   - A text that holds `*`, `?` or `[` itself. libkmod's index stores a pattern's wildcards as
 *     characters and walks the text's through them: "x[0-9]" finds the pattern x[0-9], which as a
 *     pattern does not match it.
 *   - A text that, with a module's name behind it, has PATH_MAX bytes or more: libkmod leaves that
 *     module out. The table refuses only what is too long by itself.
 */
#ifndef TESTS_AGAINST_KMOD_H
#define TESTS_AGAINST_KMOD_H

#include <libkmod.h>
#include <stdint.h>

#include "../../initramfs/kernel.h"
#include "../../probe/alias.h"

struct against {
	struct kmod_ctx *kmod;
	struct kernel kernel;
	struct table table;
	long asked, matched, different;
	long walked, cut; /* left out: wildcards in the text; over-long */
	uint64_t seed;
};

/* against_open: the modules of `dir`, all of them, baked; depmod's files are in `indexed`. */
void against_open(struct against *against, const char *dir, const char *indexed);
void against_close(struct against *against);

/* against_ask: compare one text; the first ten differences are printed as TAP comments. */
void against_ask(struct against *against, const char *text);

/*
 * against_concrete: a text that the pattern matches, wildcards filled in one of AGAINST_FILLINGS
 * ways.
 */
#define AGAINST_FILLINGS 4
#define AGAINST_TEXT	 8192
void against_concrete(const char *pattern, unsigned filling, char text[AGAINST_TEXT]);

/*
 * against_mutate: one or two changes by the seed: a character changed, dropped, doubled; its case;
 * `-` and `_`; a bracket, a wildcard or something beyond ASCII put in; now and then over-long.
 */
void against_mutate(struct against *against, char text[AGAINST_TEXT]);

/* against_report: the counts so far as a TAP comment. */
void against_report(const struct against *against, const char *what);

#endif
