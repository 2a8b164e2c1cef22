/* SPDX-License-Identifier: MIT */
#include "aliases.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define GRAM  4	   /* bytes */
#define GRAMS 4096 /* their hashes */

bool alias_normalize(char *alias)
{
	for (char *c = alias; *c; c++) {
		if (*c == ']')
			return false;
		if (*c == '[') {
			c = strchr(c, ']');
			if (!c)
				return false;
		}
		if (*c == '-')
			*c = '_';
	}
	return true;
}

/* ---- which patterns fnmatch() need not see */

/* Four bytes as a number below GRAMS. */
static unsigned gram(const char *text)
{
	unsigned four;

	memcpy(&four, text, sizeof(four));
	return four * 2654435761u >> 20;
}

/* The longest part behind the literal one, but not behind a bracket, that is there as it is in all that matches. */
static const char *find_core(const struct alias_pattern *pattern, size_t *longest)
{
	const char *core = NULL;

	*longest = 0;
	for (const char *at = pattern->text + pattern->literal; *at && *at != '[' && *at != '\\';) {
		size_t length = strcspn(at, "*?[\\");

		if (length > *longest) {
			core = at;
			*longest = length;
		}
		at += length;
		at += *at == '*' || *at == '?';
	}
	return core;
}

static void set_grams(struct alias_pattern *pattern)
{
	size_t length;
	const char *core = find_core(pattern, &length);

	pattern->has_grams = length >= GRAM;
	if (pattern->has_grams) {
		pattern->grams[0] = (unsigned short)gram(core);
		pattern->grams[1] = (unsigned short)gram(core + length - GRAM);
	}
}

/* A bit for each four bytes of a text. */
static void text_grams(const char *text, size_t length, unsigned char *bits)
{
	memset(bits, 0, GRAMS / 8);
	for (size_t i = 0; i + GRAM <= length; i++)
		bits[gram(text + i) / 8] |= (unsigned char)(1u << gram(text + i) % 8);
}

static bool may_match(const struct alias_pattern *pattern, const unsigned char *bits)
{
	const unsigned short *grams = pattern->grams;

	return !pattern->has_grams ||
	       (bits[grams[0] / 8] >> grams[0] % 8 & bits[grams[1] / 8] >> grams[1] % 8 & 1);
}

/* ---- the list */

/* All of them have a bus in front. */
bool alias_is_hardware(const char *alias)
{
	return strchr(alias, ':') && strncmp(alias, "mdio:", 5) != 0;
}

bool aliases_drive(const struct strings *aliases)
{
	for (size_t i = 0; i < aliases->count; i++) {
		const char *alias = aliases->items[i];

		if (strchr(alias, ':') && strncmp(alias, "cpu:", 4) != 0 &&
		    strncmp(alias, "devname:", 8) != 0)
			return true;
	}
	return false;
}

void aliases_add(struct aliases *aliases, const char *pattern, unsigned module)
{
	struct alias_pattern entry = { .text = xstrdup(pattern), .module = module };

	if (!alias_normalize(entry.text)) {
		free(entry.text);
		return;
	}
	entry.literal = strcspn(entry.text, "*?[");
	set_grams(&entry);
	aliases->patterns = xgrow(aliases->patterns, aliases->count, sizeof(entry));
	aliases->patterns[aliases->count++] = entry;
}

/* Literal parts in byte order, a shorter one before those that it begins. */
static int compare_literal(const char *text, size_t length, const struct alias_pattern *pattern)
{
	size_t shorter = length < pattern->literal ? length : pattern->literal;
	int order = memcmp(text, pattern->text, shorter);

	if (order != 0)
		return order;
	return (length > pattern->literal) - (length < pattern->literal);
}

static int compare_patterns(const void *a, const void *b)
{
	const struct alias_pattern *x = a, *y = b;
	int order = compare_literal(x->text, x->literal, y);

	if (order != 0)
		return order;
	return (x->module > y->module) - (x->module < y->module);
}

void aliases_sort(struct aliases *aliases)
{
	if (aliases->count > 0)
		qsort(aliases->patterns, aliases->count, sizeof(*aliases->patterns),
		      compare_patterns);
}

void aliases_free(struct aliases *aliases)
{
	for (size_t i = 0; i < aliases->count; i++)
		free(aliases->patterns[i].text);
	free(aliases->patterns);
	*aliases = (struct aliases){ 0 };
}

/* The first pattern whose literal part is not before text[0..length). */
static size_t first_pattern(const struct aliases *aliases, const char *text, size_t length)
{
	size_t low = 0, high = aliases->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_literal(text, length, &aliases->patterns[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static size_t sort_unique(unsigned *numbers, size_t count)
{
	size_t kept = 0;

	if (count == 0)
		return 0;
	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || numbers[i] != numbers[i - 1])
			numbers[kept++] = numbers[i];
	return kept;
}

size_t aliases_match(const struct aliases *aliases, const char *alias, unsigned **modules)
{
	char *text = xstrdup(alias);
	size_t length = alias_normalize(text) ? strlen(text) : 0;
	unsigned char bits[GRAMS / 8];
	unsigned *found = NULL;
	size_t count = 0;

	text_grams(text, length, bits);
	for (size_t prefix = 0; length > 0 && prefix <= length; prefix++) {
		for (size_t i = first_pattern(aliases, text, prefix); i < aliases->count; i++) {
			const struct alias_pattern *pattern = &aliases->patterns[i];

			if (compare_literal(text, prefix, pattern) != 0)
				break;
			if (!may_match(pattern, bits) ||
			    fnmatch(pattern->text + prefix, text + prefix, 0) != 0)
				continue;
			found = xgrow(found, count, sizeof(*found));
			found[count++] = pattern->module;
		}
	}
	free(text);
	*modules = found;
	return sort_unique(found, count);
}
