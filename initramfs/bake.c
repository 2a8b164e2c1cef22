/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* tdestroy */
#include "bake.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/table.h"
#include "elf.h"
#include "modfile.h"

/* ---- strings, each once */

struct interned {
	const char *text;
	uint32_t offset;
};

struct pool {
	char *text;
	size_t size;
	void *tree; /* of struct interned, by text (tsearch) */
};

static int compare_interned(const void *a, const void *b)
{
	return strcmp(((const struct interned *)a)->text, ((const struct interned *)b)->text);
}

static uint32_t intern(struct pool *pool, const char *text)
{
	struct interned *entry = xmalloc(sizeof(*entry));
	struct interned **found;
	size_t length = strlen(text) + 1;

	entry->text = text;
	found = tsearch(entry, &pool->tree, compare_interned);
	if (!found)
		fatal("out of memory");
	if (*found != entry) {
		free(entry);
		return (*found)->offset;
	}
	entry->text = xstrdup(text);
	entry->offset = (uint32_t)pool->size;
	pool->text = xrealloc(pool->text, pool->size + length);
	memcpy(pool->text + pool->size, text, length);
	pool->size += length;
	return entry->offset;
}

static void free_interned(void *node)
{
	struct interned *entry = node;

	free((char *)entry->text);
	free(entry);
}

/* ---- the parts of the table, growing */

struct draft {
	struct table_header header; /* the counts */
	struct table_module *modules;
	uint16_t *numbers;
	struct table_prefix *prefixes;
	struct table_pattern *patterns;
	struct pool strings;
};

static void add_numbers(struct draft *draft, const unsigned *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		draft->numbers =
			xgrow(draft->numbers, draft->header.number_count, sizeof(uint16_t));
		draft->numbers[draft->header.number_count++] = (uint16_t)numbers[i];
	}
}

static void add_modules(struct draft *draft, const struct selection *selection)
{
	if (selection->count > TABLE_MAX_MODULES)
		fatal("%zu modules: the table holds at most %u (TABLE_MAX_MODULES)",
		      selection->count, TABLE_MAX_MODULES);
	draft->modules = xcalloc(selection->count + 1, sizeof(*draft->modules));
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];
		const char *file = choice->module->path;
		char *path = xasprintf("%.*s", (int)modfile_stem(file), file);

		draft->modules[i] = (struct table_module){
			.path = intern(&draft->strings, path),
			.before = draft->header.number_count,
			.before_count = (uint16_t)choice->before_count,
			.after_count = (uint16_t)choice->after_count,
		};
		free(path);
		add_numbers(draft, choice->before, choice->before_count);
		add_numbers(draft, choice->after, choice->after_count);
	}
	draft->header.module_count = (uint32_t)selection->count;
}

/* Classes in brackets ([[:alpha:]] and so on) are fnmatch's alone; no module has any, and alias.c
 * knows none. */
static void check_pattern(const char *pattern)
{
	const char *bracket = strchr(pattern, '[');

	for (; bracket; bracket = strchr(bracket + 1, '['))
		if (bracket[1] == '[' && strchr(":.=", bracket[2]) && bracket[2])
			fatal("alias %s: character classes in brackets are not supported", pattern);
}

/* The longest prefix so far that the new one starts with: one of the last one's line of ancestors.
 */
static uint16_t find_parent(const struct draft *draft, const char *text, size_t length)
{
	unsigned at = draft->header.prefix_count ? draft->header.prefix_count - 1 : TABLE_NONE;

	for (; at != TABLE_NONE; at = draft->prefixes[at].parent) {
		const struct table_prefix *prefix = &draft->prefixes[at];

		if (prefix->length <= length &&
		    !memcmp(draft->strings.text + prefix->text, text, prefix->length))
			break;
	}
	return (uint16_t)at;
}

static void add_prefix(struct draft *draft, const struct alias_pattern *pattern)
{
	char *text = xasprintf("%.*s", (int)pattern->literal, pattern->text);
	struct table_prefix prefix = {
		.pattern = draft->header.pattern_count,
		.parent = find_parent(draft, text, pattern->literal),
		.length = (uint16_t)pattern->literal,
		.text = intern(&draft->strings, text),
	};

	if (draft->header.prefix_count == TABLE_MAX_PREFIXES)
		fatal("more alias prefixes than the table holds: %u (TABLE_MAX_PREFIXES)",
		      TABLE_MAX_PREFIXES);
	draft->prefixes = xgrow(draft->prefixes, draft->header.prefix_count, sizeof(prefix));
	draft->prefixes[draft->header.prefix_count++] = prefix;
	free(text);
}

/* A module may name one pattern twice; the run of its prefix shows it. */
static void add_pattern(struct draft *draft, const struct alias_pattern *pattern)
{
	struct table_pattern entry = {
		.tail = intern(&draft->strings, pattern->text + pattern->literal),
		.module = (uint16_t)pattern->module,
	};
	uint32_t first = draft->prefixes[draft->header.prefix_count - 1].pattern;

	for (uint32_t i = draft->header.pattern_count;
	     i-- > first && draft->patterns[i].module == entry.module;)
		if (draft->patterns[i].tail == entry.tail)
			return;
	draft->patterns = xgrow(draft->patterns, draft->header.pattern_count, sizeof(entry));
	draft->patterns[draft->header.pattern_count++] = entry;
}

static int same_literal(const struct alias_pattern *a, const struct alias_pattern *b)
{
	return a->literal == b->literal && !memcmp(a->text, b->text, a->literal);
}

/* What names a device, not something that the kernel requests by name: all of them have a bus in
 * front. */
static bool is_hardware_alias(const char *alias)
{
	return strchr(alias, ':') && strncmp(alias, "mdio:", 5) != 0;
}

static void add_aliases(struct draft *draft, const struct selection *selection)
{
	struct aliases aliases = { 0 };

	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];
		const struct strings *patterns = &choice->module->aliases;

		for (size_t j = 0; j < patterns->count; j++)
			if (choice->for_devices || !is_hardware_alias(patterns->items[j]))
				aliases_add(&aliases, patterns->items[j], (unsigned)i);
	}
	aliases_sort(&aliases);
	for (size_t i = 0; i < aliases.count; i++) {
		const struct alias_pattern *pattern = &aliases.patterns[i];

		check_pattern(pattern->text);
		if (i == 0 || !same_literal(pattern, pattern - 1))
			add_prefix(draft, pattern);
		add_pattern(draft, pattern);
	}
	aliases_free(&aliases);

	/* The one behind the last ends its run. */
	draft->prefixes =
		xgrow(draft->prefixes, draft->header.prefix_count, sizeof(*draft->prefixes));
	draft->prefixes[draft->header.prefix_count] = (struct table_prefix){
		.pattern = draft->header.pattern_count,
		.parent = TABLE_NONE,
	};
}

/* ---- the blob */

static uint32_t append(struct bytes *blob, const void *part, size_t size)
{
	size_t offset = (blob->size + 3) & ~(size_t)3;

	blob->data = xrealloc(blob->data, offset + size);
	memset(blob->data + blob->size, 0, offset - blob->size);
	if (size)
		memcpy(blob->data + offset, part, size);
	blob->size = offset + size;
	return (uint32_t)offset;
}

static struct bytes assemble(struct draft *draft)
{
	struct table_header *header = &draft->header;
	struct bytes blob = { 0 };

	append(&blob, header, sizeof(*header));
	header->magic = TABLE_MAGIC;
	header->version = TABLE_VERSION;
	header->modules =
		append(&blob, draft->modules, header->module_count * sizeof(*draft->modules));
	header->numbers =
		append(&blob, draft->numbers, header->number_count * sizeof(*draft->numbers));
	header->prefixes = append(&blob, draft->prefixes,
				  (header->prefix_count + 1) * sizeof(*draft->prefixes));
	header->patterns =
		append(&blob, draft->patterns, header->pattern_count * sizeof(*draft->patterns));
	header->strings = append(&blob, draft->strings.text, draft->strings.size);
	header->string_size = (uint32_t)draft->strings.size;
	if (blob.size > UINT32_MAX)
		fatal("the table is larger than 4 GiB");
	header->size = (uint32_t)blob.size;
	memcpy(blob.data, header, sizeof(*header));
	return blob;
}

struct bytes bake_table(const struct selection *selection)
{
	struct draft draft = { 0 };
	struct bytes blob;

	_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
		       "the table is written as the host lays it out");
	intern(&draft.strings, "");
	draft.header.release = intern(&draft.strings, selection->kernel->release);
	add_modules(&draft, selection);
	add_aliases(&draft, selection);
	blob = assemble(&draft);

	free(draft.modules);
	free(draft.numbers);
	free(draft.prefixes);
	free(draft.patterns);
	free(draft.strings.text);
	tdestroy(draft.strings.tree, free_interned);
	return blob;
}

/* ---- into the probe */

void bake_find_table(const struct bytes *probe, const char *name, struct bytes *table)
{
	struct table_header header;

	elf_find_table(probe, name, table);
	if (table->size < sizeof(header))
		fatal("%s: its table is cut short", name);
	memcpy(&header, table->data, sizeof(header));
	if (header.version != TABLE_VERSION)
		fatal("%s: its table is of format version %u; this coldprobe knows version %u",
		      name, header.version, TABLE_VERSION);
	if (header.size > table->size)
		fatal("%s: its table is cut short", name);
}

struct bytes bake_probe(const struct bytes *probe, const char *name, const struct bytes *table)
{
	struct bytes old;

	bake_find_table(probe, name, &old);
	return elf_replace_table(probe, name, table);
}
