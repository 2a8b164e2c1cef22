/* SPDX-License-Identifier: MIT */
#include "glob.h"

#include <stddef.h>

/* One bracket expression. Returns what follows it, NULL when `c` is not in it; *open is set when it
 * never ends. */
static const char *match_bracket(const char *pattern, unsigned char c, int *open)
{
	const char *p = pattern + 1;
	int negated = *p == '!' || *p == '^';
	int matched = 0;
	unsigned char low, high;

	p += negated;
	for (int first = 1; *p != ']' || first; first = 0) {
		if (*p == '\\')
			p++;
		if (!*p) {
			*open = 1;
			return NULL;
		}
		low = high = (unsigned char)*p++;
		if (*p == '-' && p[1] && p[1] != ']') {
			p += 1 + (p[1] == '\\');
			if (!*p)
				continue;
			high = (unsigned char)*p++;
		}
		matched |= low <= c && c <= high;
	}
	return matched != negated ? p + 1 : NULL;
}

/* One element of the pattern, not `*`. Returns what follows it, or NULL when it does not match `c`.
 */
static const char *match_one(const char *pattern, char c)
{
	const char *rest;
	int open = 0;

	switch (*pattern) {
	case '\0':
		return NULL;
	case '?':
		return pattern + 1;
	case '[':
		rest = match_bracket(pattern, (unsigned char)c, &open);
		if (!open)
			return rest;
		break; /* a bracket that never ends stands for itself */
	case '\\':
		pattern++;
		if (!*pattern)
			return NULL;
		break;
	}
	return *pattern == c ? pattern + 1 : NULL;
}

/*
 * A `*` first takes nothing. On a mismatch the latest `*` takes one character more and the rest is
 * tried again; earlier ones need no second try, since whatever they could take the latest can take
 * as well.
 */
int glob_match(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL, *next;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
			if (!*pattern)
				return 1;
		} else if (!*text) {
			return !*pattern;
		} else if ((next = match_one(pattern, *text))) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return 0;
		}
	}
}
