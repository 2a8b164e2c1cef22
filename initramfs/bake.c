/* SPDX-License-Identifier: MIT */
#include "bake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/table.h"
#include "bake_code.h"
#include "bake_flags.h"
#include "bake_nodes.h"
#include "depend.h"
#include "elf.h"
#include "modfile.h"
#include "pool.h"
#include "profile.h"
#include "schema.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "the table is written as the host lays it out");

#define UNIT_MAX 8 /* of references; 8 times 64 KiB is far beyond any kernel */

/* The parts of the table, growing. */
struct draft {
	struct table_header header; /* the counts */
	struct table_module *modules;
	uint16_t *numbers;
	struct table_schema schemas[SCHEMA_COUNT];
	struct field_pattern *patterns[SCHEMA_COUNT];
	size_t pattern_count[SCHEMA_COUNT];
	struct coder coder;
	struct nodes nodes;
	struct pool strings;
};

/* ---- modules */

_Static_assert(DEPEND_FALLBACK == CHOICE_SPARE && TABLE_FALLBACK == TABLE_SPARE, "one mark");

static void add_numbers(struct draft *draft, const unsigned *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		draft->numbers =
			xgrow(draft->numbers, draft->header.number_count, sizeof(uint16_t));
		draft->numbers[draft->header.number_count++] =
			(uint16_t)((numbers[i] & ~CHOICE_SPARE) |
				   (numbers[i] & CHOICE_SPARE ? TABLE_SPARE : 0));
	}
}

/* "kernel/fs/ext4/ext4.ko.xz" -> "kernel/fs/ext4/", "ext4.ko": unless it is stored as it is. */
static void split_path(const struct choice *choice, char **directory, char **file)
{
	const char *path = choice->module->path;
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash + 1 - path) : 0;
	size_t end = choice->is_compressed ? strlen(path) : modfile_stem(path);

	*directory = xasprintf("%.*s", length, path);
	*file = xasprintf("%.*s", (int)end - length, path + length);
}

static void add_module(struct draft *draft, const struct choice *choice, unsigned number,
		       const char *file)
{
	struct table_module *record = &draft->modules[number];
	const char *options = choice->module->options;

	record->file = (uint32_t)pool_add_string(&draft->strings, file);
	record->options = (uint32_t)pool_add_string(&draft->strings, options ? options : "");
	record->before = draft->header.number_count;
	record->before_count = (uint16_t)choice->before_count;
	record->after_count = (uint16_t)choice->after_count;
	record->packed = (uint32_t)choice->packed.at;
	record->packed_size = (uint32_t)choice->packed.size;
	add_numbers(draft, choice->before, choice->before_count);
	add_numbers(draft, choice->after, choice->after_count);
}

/* The likely one's number, or the only one's; TABLE_NOWHERE: there is neither. */
static uint16_t expected_filesystem(const struct selection *selection)
{
	unsigned only = TABLE_NOWHERE, likely = TABLE_NOWHERE, count = 0;

	for (unsigned i = 0; i < selection->count; i++) {
		if (!selection->choices[i].is_filesystem)
			continue;
		only = i;
		count++;
		if (selection->choices[i].is_likely)
			likely = i;
	}
	return (uint16_t)(count == 1 ? only : likely);
}

/* Directories first, since a module has but 16 bits for its own. */
static void add_modules(struct draft *draft, const struct selection *selection)
{
	char **files = xcalloc(selection->count + 1, sizeof(*files));

	if (selection->count > TABLE_MAX_MODULES)
		fatal("%zu modules: the table holds at most %u (TABLE_MAX_MODULES)",
		      selection->count, TABLE_MAX_MODULES);
	draft->modules = xcalloc(selection->count + 1, sizeof(*draft->modules));
	for (size_t i = 0; i < selection->count; i++) {
		char *directory;
		size_t offset;

		split_path(&selection->choices[i], &directory, &files[i]);
		offset = pool_add_string(&draft->strings, directory);
		if (offset > UINT16_MAX)
			fatal("the table holds at most 64 KiB of names of directories");
		draft->modules[i].directory = (uint16_t)offset;
		free(directory);
	}
	for (size_t i = 0; i < selection->count; i++) {
		add_module(draft, &selection->choices[i], (unsigned)i, files[i]);
		free(files[i]);
	}
	free(files);
	draft->header.module_count = (uint32_t)selection->count;
	bake_flags(draft->modules, selection);
	draft->header.filesystem = expected_filesystem(selection);
}

/* ---- aliases */

/* Classes in brackets ([[:alpha:]] and so on) are fnmatch's alone; no module has any, and glob.c knows none. */
static void check_pattern(const struct module *module, const char *pattern)
{
	const char *bracket = strchr(pattern, '[');

	for (; bracket; bracket = strchr(bracket + 1, '['))
		if (bracket[1] == '[' && bracket[2] && strchr(":.=", bracket[2]))
			fatal("%s: alias %s: character classes in brackets are not supported",
			      module->path, pattern);
}

/* Might a text that begins like that match the pattern? If its own literal beginning does not say otherwise. */
static unsigned kinds_of(const char *pattern)
{
	static const char *const kinds[] = { TABLE_KINDS };
	size_t literal = strcspn(pattern, "*?[\\");
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t length = strlen(kinds[i]);

		if (strncmp(pattern, kinds[i], length < literal ? length : literal) == 0)
			bits |= 1u << i;
	}
	return bits;
}

static void add_alias(struct draft *draft, const struct module *module, unsigned number,
		      const char *alias)
{
	char *pattern = xstrdup(alias);
	struct field_pattern read = { .module = number };
	int schema;

	/* depmod leaves out what has a bracket without its partner. */
	if (!alias_normalize(pattern)) {
		free(pattern);
		return;
	}
	check_pattern(module, pattern);
	draft->header.alias_count++;
	draft->header.kinds |= (uint16_t)kinds_of(pattern);
	schema = schema_read(pattern, &read);
	if (schema < 0) {
		coder_add(&draft->coder, pattern, number);
	} else {
		size_t *count = &draft->pattern_count[schema];

		draft->patterns[schema] = xgrow(draft->patterns[schema], *count, sizeof(read));
		draft->patterns[schema][(*count)++] = read;
	}
	free(pattern);
}

static void add_aliases(struct draft *draft, const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];
		const struct strings *aliases = &choice->module->aliases;

		if (choice->module->is_blacklisted)
			continue;
		for (size_t j = 0; j < aliases->count; j++)
			if (choice->for_devices || !alias_is_hardware(aliases->items[j]))
				add_alias(draft, choice->module, (unsigned)i, aliases->items[j]);
	}
}

/* The smallest unit will do in which every reference has room. */
static void write_nodes(struct draft *draft)
{
	for (unsigned unit = 1; unit <= UNIT_MAX; unit *= 2) {
		unsigned number = 0;

		pool_free(&draft->nodes.pool);
		draft->nodes = (struct nodes){ .pool.unit = unit,
					       .module_count = draft->header.module_count };
		for (unsigned i = 0; i < SCHEMA_COUNT; i++)
			if (draft->pattern_count[i] > 0)
				draft->schemas[number++].root = bake_nodes(
					&draft->nodes, draft->patterns[i], draft->pattern_count[i]);
		draft->header.node_unit = (uint8_t)unit;
		if (!draft->nodes.is_full)
			return;
	}
	fatal("more aliases made of numbers than the table holds");
}

static void write_code(struct draft *draft)
{
	for (unsigned unit = 1; unit <= UNIT_MAX; unit *= 2) {
		draft->header.entry = coder_write(&draft->coder, unit);
		draft->header.star_count = (uint16_t)draft->coder.stars;
		draft->header.code_unit = (uint8_t)unit;
		if (!draft->coder.is_full)
			return;
	}
	fatal("more aliases made of text than the table holds");
}

static void add_schemas(struct draft *draft)
{
	for (unsigned i = 0; i < SCHEMA_COUNT; i++) {
		struct table_schema *record = &draft->schemas[draft->header.schema_count];
		char template[TABLE_MAX_PATTERN];

		if (draft->pattern_count[i] == 0)
			continue;
		schema_describe(&schemas[i], record, template);
		record->name = (uint32_t)pool_add_string(&draft->strings, schemas[i].name);
		record->template =
			(uint32_t)pool_add(&draft->strings, template, record->length + 8u);
		coder_add_schema(&draft->coder, schemas[i].name, draft->header.schema_count++);
	}
}

/* ---- the blob */

static uint32_t append(struct bytes *blob, const void *part, size_t size)
{
	size_t offset = (blob->size + 3) & ~(size_t)3;

	blob->data = xrealloc(blob->data, offset + size);
	memset(blob->data + blob->size, 0, offset - blob->size);
	if (size > 0)
		memcpy(blob->data + offset, part, size);
	blob->size = offset + size;
	return (uint32_t)offset;
}

static struct bytes assemble(struct draft *draft)
{
	struct table_header *header = &draft->header;
	const struct bytes *code = &draft->coder.code.bytes, *nodes = &draft->nodes.pool.bytes;
	const struct bytes *strings = &draft->strings.bytes, *tails = &draft->coder.tails.bytes;
	struct bytes blob = { 0 };

	append(&blob, header, sizeof(*header));
	header->magic = TABLE_MAGIC;
	header->version = TABLE_VERSION;
	header->modules =
		append(&blob, draft->modules, header->module_count * sizeof(*draft->modules));
	header->numbers =
		append(&blob, draft->numbers, header->number_count * sizeof(*draft->numbers));
	header->schemas =
		append(&blob, draft->schemas, header->schema_count * sizeof(*draft->schemas));
	header->code = append(&blob, code->data, code->size);
	header->code_size = (uint32_t)code->size;
	header->nodes = append(&blob, nodes->data, nodes->size);
	header->node_size = (uint32_t)nodes->size;
	header->strings = append(&blob, strings->data, strings->size);
	header->tails = (uint32_t)strings->size;
	blob.data = xrealloc(blob.data, blob.size + tails->size + 1);
	if (tails->size > 0)
		memcpy(blob.data + blob.size, tails->data, tails->size);
	blob.size += tails->size;
	header->string_size = (uint32_t)(strings->size + tails->size);
	if (blob.size > UINT32_MAX)
		fatal("the table is larger than 4 GiB");
	header->size = (uint32_t)blob.size;
	memcpy(blob.data, header, sizeof(*header));
	return blob;
}

static void draft_free(struct draft *draft)
{
	free(draft->modules);
	free(draft->numbers);
	for (unsigned i = 0; i < SCHEMA_COUNT; i++)
		free(draft->patterns[i]);
	coder_free(&draft->coder);
	pool_free(&draft->nodes.pool);
	pool_free(&draft->strings);
}

struct bytes bake_table(const struct selection *selection)
{
	struct draft draft = { 0 };
	struct bytes blob;

	pool_add_string(&draft.strings, "");
	add_modules(&draft, selection);
	draft.header.dictionary = (uint16_t)(selection->dictionary >> 10);
	draft.header.release =
		(uint32_t)pool_add_string(&draft.strings, selection->kernel->release);
	add_aliases(&draft, selection);
	add_schemas(&draft);
	write_nodes(&draft);
	write_code(&draft);
	blob = assemble(&draft);
	draft_free(&draft);
	return blob;
}

/* ---- into the probe */

void bake_check_header(const struct bytes *table, const char *name)
{
	struct table_header header;

	if (table->size < sizeof(header))
		fatal("%s: its table is cut short", name);
	memcpy(&header, table->data, sizeof(header));
	if (header.version != TABLE_VERSION)
		fatal("%s: its table is of format version %u; this coldprobe knows version %u",
		      name, header.version, TABLE_VERSION);
	if (header.size > table->size)
		fatal("%s: its table is cut short", name);
}

void bake_find_table(const struct bytes *probe, const char *name, struct bytes *table)
{
	elf_find_table(probe, name, table);
	bake_check_header(table, name);
}

struct bytes bake_probe(const struct bytes *probe, const char *name, const struct bytes *table)
{
	struct bytes old;

	bake_find_table(probe, name, &old);
	return elf_replace_table(probe, name, table);
}
