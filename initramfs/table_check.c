/* SPDX-License-Identifier: MIT */
#include "table_check.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../probe/alias.h"
#include "../probe/bytes.h"

bool table_complain(const struct table_check *check, const char *part, size_t offset,
		    const char *format, ...)
{
	va_list arguments;

	check->problem->part = part;
	check->problem->offset = offset;
	va_start(arguments, format);
	vsnprintf(check->problem->reason, sizeof(check->problem->reason), format, arguments);
	va_end(arguments);
	return false;
}

/* ---- the header and the parts */

struct part {
	const char *name;
	uint32_t offset;
	uint64_t size;
	unsigned alignment;
};

#define PARTS 6

/* In the order of the essay: that what is read a few bytes too far is still in the table. */
static bool check_parts(const struct table_check *check)
{
	const struct table_header *header = &check->header;
	const struct part parts[PARTS] = {
		{ "modules", header->modules,
		  header->module_count * (uint64_t)sizeof(struct table_module), 4 },
		{ "numbers", header->numbers, header->number_count * (uint64_t)2, 2 },
		{ "schemas", header->schemas,
		  header->schema_count * (uint64_t)sizeof(struct table_schema), 4 },
		{ "code", header->code, header->code_size, 1 },
		{ "nodes", header->nodes, header->node_size, 1 },
		{ "strings", header->strings, header->string_size, 1 },
	};
	uint64_t end = sizeof(*header);

	for (unsigned i = 0; i < PARTS; i++) {
		const struct part *part = &parts[i];

		if (part->offset < sizeof(*header) || part->offset + part->size > header->size)
			return table_complain(check, "header", 0,
					      "the %s (%llu bytes at %u) lie outside the table",
					      part->name, (unsigned long long)part->size,
					      part->offset);
		if (part->size == 0)
			continue;
		if (part->offset < end)
			return table_complain(check, "header", 0,
					      "the %s at %u overlap what stands before them",
					      part->name, part->offset);
		if (part->offset % part->alignment)
			return table_complain(check, "header", 0,
					      "the %s at %u are not aligned to %u bytes",
					      part->name, part->offset, part->alignment);
		end = part->offset + part->size;
	}
	return true;
}

static bool is_unit(unsigned unit)
{
	return unit == 1 || unit == 2 || unit == 4 || unit == 8;
}

static bool check_counts(const struct table_check *check)
{
	const struct table_header *header = &check->header;

	if (header->module_count > TABLE_MAX_MODULES)
		return table_complain(check, "header", 0, "%u modules are more than %u",
				      header->module_count, TABLE_MAX_MODULES);
	if (header->schema_count > UINT8_MAX + 1)
		return table_complain(check, "header", 0, "%u schemas are more than %u",
				      header->schema_count, UINT8_MAX + 1);
	if (header->star_count > TABLE_MAX_STARS)
		return table_complain(check, "header", 0, "%u stars are more than %u",
				      header->star_count, TABLE_MAX_STARS);
	if (!is_unit(header->code_unit) || !is_unit(header->node_unit))
		return table_complain(check, "header", 0,
				      "units of %u and %u bytes are not 1, 2, 4 or 8",
				      header->code_unit, header->node_unit);
	if (header->entry >= header->code_size)
		return table_complain(check, "header", 0, "the entry %u is outside the code",
				      header->entry);
	if (header->filesystem != TABLE_NOWHERE && header->filesystem >= header->module_count)
		return table_complain(check, "header", 0, "the filesystem is module %u of %u",
				      header->filesystem, header->module_count);
	if (header->kinds & ~TABLE_KIND_ALL)
		return table_complain(check, "header", 0, "its kinds of modalias are %04x",
				      header->kinds);
	if (header->spare)
		return table_complain(check, "header", 0, "its spare bytes are %04x, not 0",
				      header->spare);
	if (header->string_size == 0)
		return table_complain(check, "header", 0, "there are no strings");
	return true;
}

static bool check_header(struct table_check *check, const struct bytes *table)
{
	struct table_header *header = &check->header;

	if (table->size < sizeof(*header))
		return table_complain(check, "header", 0, "%zu bytes are no whole header",
				      table->size);
	memcpy(header, table->data, sizeof(*header));
	check->base = table->data;
	if (header->magic != TABLE_MAGIC)
		return table_complain(check, "header", 0, "the magic number is %08x, not %08x",
				      header->magic, TABLE_MAGIC);
	if (header->version != TABLE_VERSION)
		return table_complain(check, "header", 0, "the format version is %u, not %u",
				      header->version, TABLE_VERSION);
	if (header->size != table->size)
		return table_complain(check, "header", 0, "it says %u bytes; there are %zu",
				      header->size, table->size);
	return check_parts(check) && check_counts(check);
}

/* ---- strings */

/*
 * A string without control characters; what asks for it stands in `part` at `at`. Bytes from 0x80
 * on may be UTF-8.
 */
static bool check_string(const struct table_check *check, const char *part, size_t at,
			 const char *what, uint32_t offset)
{
	const unsigned char *strings = check->base + check->header.strings;

	if (offset >= check->header.string_size)
		return table_complain(check, part, at, "its %s %u is outside the strings", what,
				      offset);
	for (uint32_t i = offset; strings[i]; i++)
		if (strings[i] < ' ' || strings[i] == 0x7f)
			return table_complain(check, part, at,
					      "its %s has the byte %02x (strings at %u)", what,
					      strings[i], i);
	return true;
}

static bool check_strings(const struct table_check *check)
{
	const struct table_header *header = &check->header;

	if (check->base[header->strings + header->string_size - 1])
		return table_complain(check, "strings", header->string_size - 1,
				      "the last one has no end");
	if (header->tails > header->string_size)
		return table_complain(check, "header", 0, "the tails %u are outside the strings",
				      header->tails);
	return check_string(check, "header", 0, "release", header->release);
}

/* ---- modules */

static bool check_names(const struct table_check *check, const struct table_module *module,
			size_t at)
{
	const char *strings = (const char *)check->base + check->header.strings;
	const char *directory = strings + module->directory, *file = strings + module->file;
	size_t length;

	if (!check_string(check, "modules", at, "directory", module->directory) ||
	    !check_string(check, "modules", at, "file", module->file))
		return false;
	length = strlen(directory);
	if (length > 0 && (*directory == '/' || directory[length - 1] != '/'))
		return table_complain(check, "modules", at, "its directory is \"%.60s\"",
				      directory);
	if (!*file || strchr(file, '/') || strcspn(file, ".") >= ALIAS_NAME_SIZE)
		return table_complain(check, "modules", at, "its file is \"%.80s\"", file);
	if (length + strlen(file) >= ALIAS_PATH_SIZE)
		return table_complain(check, "modules", at, "its path has more than %d bytes",
				      ALIAS_PATH_SIZE - 1);
	return true;
}

#define MODULE_FLAGS                                                                               \
	(TABLE_MODULE_NET | TABLE_MODULE_SEQUENTIAL | TABLE_MODULE_COMPRESSED |                    \
	 TABLE_MODULE_FILESYSTEM | TABLE_MODULE_NO_DRIVER | TABLE_MODULE_SHARED |                  \
	 TABLE_MODULE_FIRMWARE | TABLE_MODULE_PACKED | TABLE_MODULE_URGENT)

static bool check_module(const struct table_check *check, uint32_t number)
{
	const unsigned char *numbers = check->base + check->header.numbers;
	size_t at = number * sizeof(struct table_module);
	struct table_module module;
	uint64_t end;

	memcpy(&module, check->base + check->header.modules + at, sizeof(module));
	if (!check_names(check, &module, at))
		return false;
	if (!check_string(check, "modules", at, "options", module.options))
		return false;
	if (module.flags & ~(unsigned)MODULE_FLAGS)
		return table_complain(check, "modules", at, "its flags are %04x", module.flags);
	if (!(module.flags & TABLE_MODULE_PACKED) != !module.packed_size)
		return table_complain(
			check, "modules", at,
			"it is %spacked, and has %u bytes in the file of packed modules",
			module.packed_size ? "not " : "", module.packed_size);
	end = (uint64_t)module.before + module.before_count + module.after_count;
	if (end > check->header.number_count)
		return table_complain(check, "modules", at,
				      "what it needs (%u + %u from %u on) is outside the numbers",
				      module.before_count, module.after_count, module.before);
	if (module.before_count > 0 && bytes_le16(numbers + 2 * module.before) & TABLE_FALLBACK)
		return table_complain(check, "numbers", 2 * (uint64_t)module.before,
				      "module %u: the first that it needs is a fallback", number);
	for (uint64_t i = module.before; i < end; i++) {
		unsigned needed = bytes_le16(numbers + 2 * i);

		needed &= ~TABLE_FALLBACK; /* or TABLE_SPARE */
		if (needed >= check->header.module_count || needed == number)
			return table_complain(check, "numbers", 2 * i,
					      "module %u cannot need module %u of %u", number,
					      needed, check->header.module_count);
	}
	return true;
}

/* ---- schemas */

/*
 * Tags in their places, '0' for each digit, NUL behind. A tag holds nothing that a digit or a
 * wildcard could be.
 */
static bool check_template(const struct table_check *check, const struct table_schema *schema,
			   size_t at)
{
	const unsigned char *text = check->base + check->header.strings + schema->template;
	unsigned place = 0;

	for (unsigned i = 0; i < schema->field_count; i++) {
		const struct table_field *field = &schema->fields[i];

		if (field->width != 2 && field->width != 4 && field->width != 8)
			return table_complain(check, "schemas", at, "field %u is %u digits wide", i,
					      field->width);
		if (field->at <= place || field->at + field->width > schema->length)
			return table_complain(check, "schemas", at,
					      "field %u begins at %u, out of order", i, field->at);
		for (; place < field->at; place++)
			if (text[place] < 'a' || text[place] > 'z')
				return table_complain(check, "schemas", at,
						      "the tag of field %u has the byte %02x", i,
						      text[place]);
		for (; place < field->at + field->width; place++)
			if (text[place] != '0')
				return table_complain(check, "schemas", at,
						      "field %u has the byte %02x for a digit", i,
						      text[place]);
	}
	if (place != schema->length)
		return table_complain(check, "schemas", at,
				      "its template has %u bytes, its fields end at %u",
				      schema->length, place);
	for (; place < schema->length + 7u; place++)
		if (text[place])
			return table_complain(check, "schemas", at,
					      "there are not 7 NUL bytes behind its template");
	return true;
}

static bool check_schema(const struct table_check *check, uint32_t number)
{
	size_t at = number * sizeof(struct table_schema);
	struct table_schema schema;

	memcpy(&schema, check->base + check->header.schemas + at, sizeof(schema));
	if (!check_string(check, "schemas", at, "name", schema.name))
		return false;
	if (schema.field_count == 0 || schema.field_count > TABLE_MAX_FIELDS)
		return table_complain(check, "schemas", at, "it has %u fields", schema.field_count);
	if (schema.length + 2 > TABLE_MAX_PATTERN)
		return table_complain(check, "schemas", at, "its template has %u bytes",
				      schema.length);
	if (schema.template + (uint64_t)schema.length + 7 > check->header.string_size)
		return table_complain(check, "schemas", at,
				      "its template %u is outside the strings", schema.template);
	if (schema.open_end > 1 || schema.spare[0] || schema.spare[1] ||
	    schema.compared > schema.length || schema.compared + 2 < schema.length)
		return table_complain(check, "schemas", at, "its last bytes are not 0");
	return check_template(check, &schema, at) && table_check_nodes(check, &schema);
}

/* ---- the whole */

static bool check_all(struct table_check *check, const struct bytes *table)
{
	if (!check_header(check, table) || !check_strings(check))
		return false;
	for (uint32_t i = 0; i < check->header.module_count; i++)
		if (!check_module(check, i))
			return false;
	for (uint32_t i = 0; i < check->header.schema_count; i++)
		if (!check_schema(check, i))
			return false;
	return table_check_code(check);
}

bool table_find_problem(const struct bytes *table, struct table_problem *problem)
{
	struct table_check check = { .problem = problem };

	return !check_all(&check, table);
}

void table_check(const struct bytes *table, const char *name)
{
	struct table_problem problem;

	if (table_find_problem(table, &problem))
		fatal("%s: its table is damaged: %s at %zu: %s", name, problem.part, problem.offset,
		      problem.reason);
}
