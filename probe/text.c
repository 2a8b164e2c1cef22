/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <errno.h>
#include <string.h>

void text_add_bytes(struct text *text, const char *bytes, size_t count)
{
	size_t room = text->size - text->length - 1;

	if (count > room) {
		count = room;
		text->full = 1;
	}
	memcpy(text->start + text->length, bytes, count);
	text->length += count;
	text->start[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_decimal(struct text *text, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	text_add_bytes(text, digits + at, sizeof(digits) - at);
}

void text_add_list(struct text *text, va_list strings)
{
	const char *string;

	while ((string = va_arg(strings, const char *)))
		text_add(text, string);
}

int text_join(char *buffer, size_t size, const char *first, const char *second)
{
	struct text text = { buffer, size, 0, 0 };

	text_add(&text, first);
	text_add(&text, second);
	return text.full ? -ENAMETOOLONG : 0;
}

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;
}

const char *text_number(const char *string, unsigned base, unsigned *value)
{
	const char *at = string;
	uint64_t sum = 0;

	for (; digit_of(*at) < base; at++) {
		sum = sum * base + digit_of(*at);
		if (sum > UINT32_MAX)
			return string;
	}
	*value = (unsigned)sum;
	return at;
}

int text_decimal(const char *string, unsigned *value)
{
	const char *end = text_number(string, 10, value);

	return end > string && !*end;
}

const char *text_after(const char *string, const char *prefix)
{
	while (*prefix)
		if (*string++ != *prefix++)
			return NULL;
	return string;
}

int text_begins(const char *string, const char *words)
{
	for (; *words; words += strlen(words) + 1)
		if (text_after(string, words))
			return 1;
	return 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

int text_same(const char *text, const char *other)
{
	while (*text && lower(*text) == lower(*other)) {
		text++;
		other++;
	}
	return !*text && !*other;
}

size_t text_find(const char *string, char c)
{
	size_t at = 0;

	while (string[at] && string[at] != c)
		at++;
	return at;
}

const char *text_base(const char *path)
{
	const char *base = path;

	for (; *path; path++)
		if (*path == '/')
			base = path + 1;
	return base;
}
