/* SPDX-License-Identifier: MIT */
#include "text.h"

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

int text_decimal(const char *string, unsigned *value)
{
	unsigned sum = 0, digits = 0;

	for (; *string >= '0' && *string <= '9'; string++) {
		sum = sum * 10 + (unsigned)(*string - '0');
		if (++digits > 9)
			return 0;
	}
	if (*string || !digits)
		return 0;
	*value = sum;
	return 1;
}

const char *text_after(const char *string, const char *prefix)
{
	while (*prefix)
		if (*string++ != *prefix++)
			return NULL;
	return string;
}

int text_is_lower(const char *text, const char *lower)
{
	while (*lower && (*text | 0x20) == *lower) {
		text++;
		lower++;
	}
	return !*lower && !*text;
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
