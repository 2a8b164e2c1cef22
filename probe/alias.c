/* SPDX-License-Identifier: MIT */
#include "alias.h"

#include <errno.h>
#include <string.h>

static int part_fits(const struct table_header *header, uint32_t offset, uint64_t count,
		     size_t each)
{
	return offset >= sizeof(*header) && !(offset & 1) && offset + count * each <= header->size;
}

int alias_open(struct table *table, const void *blob)
{
	const struct table_header *header = blob;
	const char *base = blob;

	if (header->magic != TABLE_MAGIC)
		return -ENOEXEC;
	if (header->version != TABLE_VERSION)
		return -EPROTO;
	if (!part_fits(header, header->modules, header->module_count, sizeof(*table->modules)) ||
	    !part_fits(header, header->numbers, header->number_count, sizeof(*table->numbers)) ||
	    !part_fits(header, header->prefixes, header->prefix_count + 1ull,
		       sizeof(*table->prefixes)) ||
	    !part_fits(header, header->patterns, header->pattern_count, sizeof(*table->patterns)) ||
	    !part_fits(header, header->strings, header->string_size, 1) || !header->string_size ||
	    base[header->strings + header->string_size - 1])
		return -EBADMSG;

	table->header = header;
	table->modules = (const void *)(base + header->modules);
	table->numbers = (const void *)(base + header->numbers);
	table->prefixes = (const void *)(base + header->prefixes);
	table->patterns = (const void *)(base + header->patterns);
	table->strings = base + header->strings;
	return 0;
}

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
int alias_glob(const char *pattern, const char *text)
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

/* kmod's alias_normalize: `-` becomes `_` except inside brackets, whose partners must be there. */
static int normalize(const char *modalias, char key[TABLE_MAX_MODALIAS])
{
	int bracket = 0;
	size_t i;

	for (i = 0; i < TABLE_MAX_MODALIAS; i++) {
		char c = modalias[i];

		if (c == '[')
			bracket = 1;
		else if (c == ']' && !bracket--)
			return -EINVAL;
		else if (c == '-' && !bracket)
			c = '_';
		key[i] = c;
		if (!c)
			return bracket ? -EINVAL : 0;
	}
	return -ENAMETOOLONG;
}

/* The last prefix that sorts at or before the key, or TABLE_NONE. */
static unsigned find_prefix(const struct table *table, const char *key)
{
	unsigned low = 0, high = table->header->prefix_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (strcmp(table->strings + table->prefixes[middle].text, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : TABLE_NONE;
}

/* Put a number into the ascending list, once. Returns the new count, which may pass max by one: no
 * room. */
static int add_found(uint16_t *found, int count, int max, uint16_t module)
{
	int at = count;

	while (at && found[at - 1] > module)
		at--;
	if (at && found[at - 1] == module)
		return count;
	if (count == max)
		return max + 1;
	memmove(found + at + 1, found + at, (size_t)(count - at) * sizeof(*found));
	found[at] = module;
	return count + 1;
}

int alias_lookup(const struct table *table, const char *modalias, uint16_t *found, int max)
{
	char key[TABLE_MAX_MODALIAS];
	unsigned at;
	int count = normalize(modalias, key);

	if (count < 0)
		return count;
	for (at = find_prefix(table, key); at != TABLE_NONE; at = table->prefixes[at].parent) {
		const struct table_prefix *prefix = &table->prefixes[at];

		if (strncmp(table->strings + prefix->text, key, prefix->length))
			continue;
		for (uint32_t i = prefix[0].pattern; i < prefix[1].pattern; i++) {
			const struct table_pattern *pattern = &table->patterns[i];

			if (!alias_glob(table->strings + pattern->tail, key + prefix->length))
				continue;
			count = add_found(found, count, max, pattern->module);
			if (count > max)
				return -E2BIG;
		}
	}
	return count;
}

const char *alias_path(const struct table *table, unsigned module)
{
	return table->strings + table->modules[module].path;
}

const char *alias_name(const struct table *table, unsigned module, char name[ALIAS_NAME_SIZE])
{
	const char *path = alias_path(table, module);
	const char *slash = strrchr(path, '/');
	size_t i;

	path = slash ? slash + 1 : path;
	for (i = 0; i < ALIAS_NAME_SIZE - 1 && path[i] && path[i] != '.'; i++)
		name[i] = path[i] == '-' ? '_' : path[i];
	name[i] = '\0';
	return name;
}

int alias_module(const struct table *table, const char *name)
{
	char own[ALIAS_NAME_SIZE];

	for (unsigned i = 0; i < table->header->module_count; i++) {
		size_t at = 0;

		alias_name(table, i, own);
		while (own[at] && (own[at] == name[at] || (own[at] == '_' && name[at] == '-')))
			at++;
		if (!own[at] && !name[at])
			return (int)i;
	}
	return -ENOENT;
}
