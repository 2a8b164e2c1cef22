/* SPDX-License-Identifier: MIT */
#include "alias.h"

#include <errno.h>
#include <string.h>

#include "answer.h"
#include "bytes.h"
#include "fields.h"
#include "glob.h"
#include "text.h"

/* The parts of a table: where the header has a part's offset and its count, and the bytes of an item. */
#define PART(part, count, each)                                                                    \
	{                                                                                          \
		offsetof(struct table_header, part), offsetof(struct table_header, count), (each)  \
	}

static const struct {
	uint8_t offset, count, each;
} parts[] = {
	PART(modules, module_count, sizeof(struct table_module)),
	PART(numbers, number_count, sizeof(uint16_t)),
	PART(schemas, schema_count, sizeof(struct table_schema)),
	PART(code, code_size, 1),
	PART(nodes, node_size, 1),
	PART(strings, string_size, 1),
};

static uint32_t field(const struct table_header *header, unsigned offset)
{
	return bytes_le32((const unsigned char *)header + offset);
}

int alias_open(struct table *table, const void *blob)
{
	const struct table_header *header = blob;
	const char *base = blob;

	if (header->magic != TABLE_MAGIC)
		return -ENOEXEC;
	if (header->version != TABLE_VERSION)
		return -EPROTO;
	for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		uint32_t offset = field(header, parts[i].offset);
		uint64_t size = (uint64_t)field(header, parts[i].count) * parts[i].each;

		if (offset < sizeof(*header) || offset + size > header->size)
			return -EBADMSG;
	}
	if (!header->code_size || header->star_count > TABLE_MAX_STARS || !header->string_size ||
	    base[header->strings + header->string_size - 1])
		return -EBADMSG;

	table->header = header;
	table->modules = (const void *)(base + header->modules);
	table->numbers = (const void *)(base + header->numbers);
	table->schemas = (const void *)(base + header->schemas);
	table->code = (const void *)(base + header->code);
	table->nodes = (const void *)(base + header->nodes);
	table->strings = base + header->strings;
	return 0;
}

/* ---- the text: kmod's alias_normalize */

#define WORD		8
#define EACH_BYTE(byte) (0x0101010101010101u * (byte))
#define HIGH_BITS	EACH_BYTE(0x80)

/* The high bit of each byte that is zero. */
static uint64_t zeros(uint64_t word)
{
	return ~(((word & ~HIGH_BITS) + ~HIGH_BITS) | word) & HIGH_BITS;
}

/* Whether any byte is zero. */
static uint64_t any_zero(uint64_t word)
{
	return (word - EACH_BYTE(1)) & ~word & HIGH_BITS;
}

/* With brackets, byte by byte: inside them `-` stays, and each must have its partner. */
static int normalize_brackets(char *text)
{
	int inside = 0;

	for (; *text; text++) {
		if (*text == '[')
			inside = 1;
		else if (*text == ']' && !inside--)
			return -EINVAL;
		else if (*text == '-' && !inside)
			*text = '_';
	}
	return inside ? -EINVAL : 0;
}

/*
 * The modalias with `-` turned into `_`, and WORD of NUL behind it; eight bytes at a time. Those
 * that may be a bracket (or Y, or _, which differ from one in the same two bits) are looked at again.
 */
static int normalize(char *text, const char *modalias, size_t length)
{
	uint64_t suspects = 0;

	memcpy(text, modalias, length);
	memset(text + length, 0, 2 * WORD);
	for (size_t i = 0; i < length; i += WORD) {
		uint64_t word, dashes;

		memcpy(&word, text + i, WORD);
		suspects |= any_zero((word | EACH_BYTE('[' ^ ']')) ^ EACH_BYTE('_'));
		dashes = word ^ EACH_BYTE('-');
		if (any_zero(dashes)) {
			word += (zeros(dashes) >> 7) * ('_' - '-');
			memcpy(text + i, &word, WORD);
		}
	}
	if (!suspects ||
	    (!modalias[text_find(modalias, '[')] && !modalias[text_find(modalias, ']')]))
		return 0;
	memcpy(text, modalias, length);
	return normalize_brackets(text);
}

/* ---- the machine */

/* What is still to be tried: the code from `code` on, at `at`, or at any place from there on. */
struct way {
	uint32_t code;
	uint16_t at;
	uint8_t floating;
};

struct machine {
	const struct table *table;
	const char *text;
	size_t length;
	struct answer answer;
	unsigned depth;
	struct way ways[TABLE_MAX_DEPTH];
	unsigned entered_count;
	uint16_t entered[TABLE_MAX_STARS]; /* the stars, few of all that there are */
};

static uint32_t jump_target(const struct table *table, const unsigned char *reference)
{
	return (uint32_t)bytes_le16(reference) * table->header->code_unit;
}

static void push(struct machine *machine, uint32_t code, size_t at, int floating)
{
	if (machine->depth < TABLE_MAX_DEPTH)
		machine->ways[machine->depth++] =
			(struct way){ code, (uint16_t)at, (uint8_t)floating };
}

/*
 * A star: what follows is tried from here on. When nothing but text lay between the star before and this one
 * (`straight`), a later place of that text leads only here again: the way from the star before is done with.
 */
static void enter_star(struct machine *machine, const unsigned char *code, size_t at, int straight)
{
	unsigned star = bytes_le16(code);

	for (unsigned i = 0; i < machine->entered_count; i++)
		if (machine->entered[i] == star)
			return;
	machine->entered[machine->entered_count++] = (uint16_t)star;
	if (straight)
		machine->depth--;
	push(machine, (uint32_t)(code + 2 - machine->table->code), at, 1);
}

/* Returns where to go on for the byte, or NULL. Few branches have many ways: the mean is three. */
static const unsigned char *branch(const struct table *table, const unsigned char *code,
				   unsigned char byte)
{
	unsigned count = *code++, i = 0;

	while (i < count && code[i] < byte)
		i++;
	if (i == count || code[i] != byte)
		return NULL;
	return table->code + jump_target(table, code + count + 2 * i);
}

static const unsigned char *index_branch(const struct table *table, const unsigned char *code,
					 unsigned char byte)
{
	unsigned i = (unsigned)byte - code[0];

	if (i >= code[1] || bytes_le16(code + 2 + 2 * i) == TABLE_NOWHERE)
		return NULL;
	return table->code + jump_target(table, code + 2 + 2 * i);
}

/* ACCEPT, REST, GLOB and FIELDS. Returns what follows. */
static const unsigned char *accept(struct machine *machine, unsigned op, const unsigned char *code,
				   size_t at)
{
	const struct table *table = machine->table;
	const char *rest = machine->text + at;

	if (op == TABLE_FIELDS) {
		fields_look_up(table, &table->schemas[*code], rest, machine->length - at,
			       &machine->answer);
		return code + 1;
	}
	if (op == TABLE_GLOB) {
		if (glob_match(table->strings + table->header->tails + bytes_le16(code), rest))
			answer_add(&machine->answer, bytes_le16(code + 2));
		return code + 4;
	}
	if (op == TABLE_REST || !*rest)
		answer_add(&machine->answer, bytes_le16(code));
	return code + 2;
}

/* Follow the code until its way ends. */
static void run(struct machine *machine, const unsigned char *code, size_t at, int straight)
{
	const struct table *table = machine->table;
	const char *text = machine->text;

	for (;;) {
		unsigned op = *code++;

		if (op >= ' ') {
			if ((unsigned char)text[at++] != op)
				return;
			continue;
		}
		switch (op) {
		case TABLE_STAR:
			enter_star(machine, code, at, straight);
			return;
		case TABLE_ANY:
			if (!text[at++])
				return;
			continue;
		case TABLE_QUOTE:
			if ((unsigned char)text[at++] != *code++)
				return;
			continue;
		case TABLE_JUMP:
			code = table->code + jump_target(table, code);
			continue;
		case TABLE_BRANCH:
			code = branch(table, code, (unsigned char)text[at++]);
			if (!code)
				return;
			break;
		case TABLE_INDEX:
			code = index_branch(table, code, (unsigned char)text[at++]);
			if (!code)
				return;
			break;
		case TABLE_ALSO:
			push(machine, jump_target(table, code), at, 0);
			code += 2;
			break;
		case TABLE_END:
			return;
		default:
			code = accept(machine, op & ~TABLE_LAST, code, at);
			if (op & TABLE_LAST)
				return;
		}
		straight = 0;
	}
}

/* Where `c` stands next, or the length. */
static size_t find_byte(const char *text, size_t at, size_t length, unsigned char c)
{
	for (; at < length; at += WORD) {
		uint64_t word, found;

		memcpy(&word, text + at, WORD);
		found = zeros(word ^ EACH_BYTE(c));
		if (found) {
			at += (size_t)__builtin_ctzll(found) / 8; /* the lowest byte comes first */
			break;
		}
	}
	return at < length ? at : length;
}

/*
 * Where the topmost way is to be tried next; *straight: it begins behind a star. Returns 0 when it has
 * been tried everywhere; it is taken away with its last try.
 */
static int next_try(struct machine *machine, const unsigned char **code, size_t *at, int *straight)
{
	struct way *way = &machine->ways[machine->depth - 1];

	*code = machine->table->code + way->code;
	*at = way->at;
	*straight = way->floating;
	if (way->floating) {
		if (**code >= ' ') {
			*at = find_byte(machine->text, *at, machine->length, **code);
			if (*at == machine->length)
				++*at;
		}
		way->at = (uint16_t)(*at + 1);
		if (*at <= machine->length)
			return 1;
	}
	machine->depth--;
	return !way->floating;
}

int alias_lookup(const struct table *table, const char *modalias, uint16_t *found, int max)
{
	char text[TABLE_MAX_MODALIAS + 2 * WORD];
	struct machine machine;
	size_t length = strlen(modalias);
	int error;

	if (!table->header->module_count)
		return 0;
	if (length >= TABLE_MAX_MODALIAS)
		return -ENAMETOOLONG;
	error = normalize(text, modalias, length);
	if (error)
		return error;

	machine.table = table;
	machine.text = text;
	machine.length = length;
	machine.answer = (struct answer){ found, max, 0 };
	machine.depth = 0;
	machine.entered_count = 0;
	push(&machine, table->header->entry, 0, 0);
	while (machine.depth) {
		const unsigned char *code;
		size_t at;
		int straight;

		if (next_try(&machine, &code, &at, &straight))
			run(&machine, code, at, straight);
	}
	return machine.answer.count > max ? -E2BIG : machine.answer.count;
}

/* ---- modules */

const char *alias_path(const struct table *table, unsigned module, char path[ALIAS_PATH_SIZE])
{
	struct text text = { path, ALIAS_PATH_SIZE, 0, 0 };

	text_add(&text, table->strings + table->modules[module].directory);
	text_add(&text, table->strings + table->modules[module].file);
	return path;
}

const char *alias_name(const struct table *table, unsigned module, char name[ALIAS_NAME_SIZE])
{
	const char *file = table->strings + table->modules[module].file;
	size_t i;

	for (i = 0; i < ALIAS_NAME_SIZE - 1 && file[i] && file[i] != '.'; i++)
		name[i] = file[i] == '-' ? '_' : file[i];
	name[i] = '\0';
	return name;
}

int alias_module(const struct table *table, const char *name)
{
	for (unsigned i = 0; i < table->header->module_count; i++) {
		const char *file = table->strings + table->modules[i].file;
		size_t at = 0;

		while (file[at] != '.' && file[at] &&
		       (file[at] == '-' ? '_' : file[at]) == (name[at] == '-' ? '_' : name[at]))
			at++;
		if ((!file[at] || file[at] == '.') && !name[at])
			return (int)i;
	}
	return -ENOENT;
}
