/* SPDX-License-Identifier: MIT */
/*
 * text: strings put together in fixed buffers, for messages, trace lines and paths
 *
 * A text that reaches its limit is marked, never silently shorter: the owner of the buffer says
 * what then happens.
 */
#ifndef PROBE_TEXT_H
#define PROBE_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *start;
	unsigned size; /* of the buffer, with room for the NUL */
	unsigned length;
	int full; /* something did not fit: the text is what fitted, always NUL-terminated */
};

#define TEXT(buffer)                                                                               \
	{                                                                                          \
		(buffer), sizeof(buffer), 0, 0                                                     \
	}

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
void text_add_decimal(struct text *text, uint64_t value);

/* text_add_list: all of them, up to a NULL. */
void text_add_list(struct text *text, va_list strings);

/* text_join: `first` and `second` in a buffer. Returns 0, or -ENAMETOOLONG: there is what fitted. */
int text_join(char *buffer, size_t size, const char *first, const char *second);

/* text_number: the number in base 10 or 16 that a string begins with. Returns where to go on; the string itself: there is
 * none, or it does not fit. */
const char *text_number(const char *string, unsigned base, unsigned *value);

/* text_decimal: 1 and *value when the string is nothing but decimal digits, up to nine of them;
 * else 0. */
int text_decimal(const char *string, unsigned *value);

/* text_same: are they the same, but for the case of letters? */
int text_same(const char *text, const char *other);

/* text_find: where the first `c` stands in the string, or its length. text_base: what is behind its last slash. */
size_t text_find(const char *string, char c);
const char *text_base(const char *path);

/* text_begins: does the string begin with one of these words, each with a NUL behind it, the last with two? */
int text_begins(const char *string, const char *words);

/* text_after: what follows `prefix` in `string`, or NULL when it does not begin with it. */
const char *text_after(const char *string, const char *prefix);

#endif
