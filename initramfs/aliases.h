/* SPDX-License-Identifier: MIT */
/*
 * aliases: every alias pattern of a kernel, and who has it; finds the ones that match a modalias
 *
 * A pattern's literal part, up to its first `*`, `?` or `[`, must be a prefix of what it matches.
 * So the patterns are sorted by their literal part, and a search looks up each prefix of the text:
 * a few dozen binary searches and a handful of fnmatch() instead of 26,000. This is also exactly
 * how kmod's index compares: literal part byte by byte, the rest by fnmatch() without flags. The 6,000 patterns of a
 * device tree's nodes begin alike (of:N*T*C...): of those only the ones get to fnmatch() the beginning and the end of
 * whose compatible are somewhere in the text (by a hash of four bytes each).
 */
#ifndef INITRAMFS_ALIASES_H
#define INITRAMFS_ALIASES_H

#include <stdbool.h>
#include <stddef.h>

#include "util.h"

struct alias_pattern {
	char *text;	/* normalised */
	size_t literal; /* length of the literal part */
	bool has_grams; /* aliases.c's own: hashes of bytes that all that matches has */
	unsigned short grams[2];
	unsigned module; /* whose it is: the caller's number, small ones first among the results */
};

struct aliases {
	struct alias_pattern *patterns;
	size_t count;
};

/*
 * alias_normalize: `-` becomes `_` except inside brackets, in place.
 * Returns false for what kmod refuses: a `]` without `[`, or a `[` that is never closed.
 */
bool alias_normalize(char *alias);

/* alias_is_hardware: does it name a device, not something that the kernel requests by name? */
bool alias_is_hardware(const char *alias);

/* aliases_drive: is there one among a module's that names a device to drive? The processor is none. */
bool aliases_drive(const struct strings *aliases);

/* aliases_add: a pattern as .modinfo spells it; one that kmod refuses is not taken. */
void aliases_add(struct aliases *aliases, const char *pattern, unsigned module);
/* aliases_sort: after the last aliases_add, before the first aliases_match. */
void aliases_sort(struct aliases *aliases);
void aliases_free(struct aliases *aliases);

/*
 * aliases_match: the numbers of the modules that have a matching pattern, ascending, each once.
 * Returns how many; *modules is malloc'ed, for the caller to free.
 */
size_t aliases_match(const struct aliases *aliases, const char *alias, unsigned **modules);

#endif
