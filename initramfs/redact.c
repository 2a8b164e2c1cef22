/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "redact.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* x: a hexadecimal digit that goes; h: one that stays; l: a letter. Others stand for themselves. */
static const char *const shapes[] = {
	"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
	"xx:xx:xx:xx:xx:xx",
	"0Xxxxxxxxxxxxxxxxx", /* X: the letter itself */
	"llXxxxxxxxxxxxx",
	"/hh-xxxxxxxxxxxx",
};

static bool fits(char shape, char c)
{
	switch (shape) {
	case 'x':
	case 'h':
		return isxdigit((unsigned char)c);
	case 'l':
		return c >= 'a' && c <= 'z';
	case 'X':
		return c == 'x';
	}
	return c == shape;
}

/* The shape that the text begins with, or NULL. */
static const char *shape_find(const char *text)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		size_t k = 0;

		while (shapes[i][k] && fits(shapes[i][k], text[k]))
			k++;
		if (!shapes[i][k])
			return shapes[i];
	}
	return NULL;
}

static size_t number_of(struct redaction *redaction, const char *text, size_t length)
{
	char *copy = xasprintf("%.*s", (int)length, text);
	size_t i = 0;

	while (i < redaction->seen.count && strcmp(redaction->seen.items[i], copy) != 0)
		i++;
	if (i == redaction->seen.count)
		strings_add(&redaction->seen, copy);
	free(copy);
	return i + 1;
}

void redact_path(struct redaction *redaction, char *path)
{
	while (*path) {
		const char *shape = shape_find(path);
		size_t length = shape ? strlen(shape) : 1;
		size_t number = shape ? number_of(redaction, path, length) : 0;

		for (size_t i = length; shape && i-- > 0;) {
			if (shape[i] != 'x')
				continue;
			path[i] = "0123456789abcdef"[number % 16];
			number /= 16;
		}
		path += length;
	}
}

void redact_board_file(char *text)
{
	static const char *const keys[] = {
		"root", "path", "parent", "devname", "slave", "supplier"
	};
	struct redaction redaction = { 0 };

	while (*text) {
		char *end = strchrnul(text, '\n');
		char *value = strchr(text, ' ');
		char kept = *end;

		*end = '\0';
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			size_t length = strlen(keys[i]);

			if (value && value < end && strncmp(text, keys[i], length) == 0 &&
			    text[length] == ':')
				redact_path(&redaction, value);
		}
		*end = kept;
		text = kept ? end + 1 : end;
	}
	strings_free(&redaction.seen);
}
