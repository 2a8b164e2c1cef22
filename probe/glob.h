/* SPDX-License-Identifier: MIT */
/*
 * glob: one pattern against one text                                                               (pure)
 *
 * As fnmatch(3) without flags in the C locale, but for classes in brackets ([[:alpha:]]), which the baker refuses.
 * No recursion; the work is at most the pattern's length times the text's.
 */
#ifndef PROBE_GLOB_H
#define PROBE_GLOB_H

/* glob_match: 1 when the whole text matches the pattern, else 0. */
int glob_match(const char *pattern, const char *text);

#endif
