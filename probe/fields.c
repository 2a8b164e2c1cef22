/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include <string.h>

#include "bytes.h"
#include "glob.h"

#define NO_REFERENCE 0xffffffffu

struct node {
	unsigned field;
	unsigned key_shift; /* bytes a key: 1 << it */
	unsigned count;
	unsigned wild; /* reference, or NO_REFERENCE */
	const unsigned char *keys;
	const unsigned char *references;
	const unsigned char *choices; /* with a dictionary: which of the references; else NULL */
};

static void read_node(const struct table *table, unsigned reference, struct node *node)
{
	const unsigned char *p =
		table->nodes + (reference - table->header->module_count) * table->header->node_unit;
	unsigned head = *p++;

	node->field = head & TABLE_NODE_FIELD;
	node->key_shift = head >> TABLE_NODE_KEY & 3;
	node->count = *p++;
	if (!node->count) {
		node->count = bytes_le16(p);
		p += 2;
	}
	node->wild = NO_REFERENCE;
	if (head & TABLE_NODE_WILD) {
		node->wild = bytes_le16(p);
		p += 2;
	}
	node->keys = p;
	p += node->field == TABLE_NODE_LIST ? 0 : node->count << node->key_shift;
	node->choices = NULL;
	if (head & TABLE_NODE_DICTIONARY) {
		node->choices = p + 1 + 2u * *p;
		p++;
	}
	node->references = p;
}

/* A key is read as four bytes whatever its size: behind the keys are references, and the string pool. */
static uint32_t key_mask(const struct node *node)
{
	return 0xffffffffu >> (32 - (8u << node->key_shift));
}

static uint32_t node_key(const struct node *node, unsigned i)
{
	return bytes_le32(node->keys + (i << node->key_shift)) & key_mask(node);
}

static unsigned node_reference(const struct node *node, unsigned i)
{
	return bytes_le16(node->references + 2 * (node->choices ? node->choices[i] : i));
}

static unsigned find_key(const struct node *node, uint32_t key)
{
	const uint32_t mask = key_mask(node);
	unsigned low = 0, high = node->count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		uint32_t at = bytes_le32(node->keys + (middle << node->key_shift)) & mask;

		if (at == key)
			return node_reference(node, middle);
		if (at < key)
			low = middle + 1;
		else
			high = middle;
	}
	return NO_REFERENCE;
}

static void add_list(const struct node *node, struct answer *answer)
{
	for (unsigned i = 0; i < node->count; i++)
		answer_add(answer, bytes_le16(node->references + 2 * i));
}

#define EACH_BYTE(byte) (0x0101010101010101u * (byte))

static uint64_t load(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/*
 * Up to eight upper-case hex digits at once. Returns 0 when one of them is none. The digits go to the low bytes, the
 * last one lowest, '0' above them; each becomes its value, and is turned back into a digit for the check; then
 * neighbours are put together, twice as wide each time.
 */
static int read_digits(const char *text, unsigned width, uint32_t *value)
{
	uint64_t digits = __builtin_bswap64(load(text)) >> (64 - 8 * width), n;

	if (width < 8)
		digits |= EACH_BYTE('0') << 8 * width;
	n = (digits & EACH_BYTE(0x0f)) + (digits >> 6 & EACH_BYTE(1)) * 9;
	if ((n & EACH_BYTE(0xf0)) ||
	    n + EACH_BYTE('0') +
			    ((n + EACH_BYTE(0x80 - 10)) >> 7 & EACH_BYTE(1)) * ('A' - '0' - 10) !=
		    digits)
		return 0;
	n = (n | n >> 4) & 0x00ff00ff00ff00ff;
	n = (n | n >> 8) & 0x0000ffff0000ffff;
	*value = (uint32_t)(n | n >> 16);
	return 1;
}

/* ---- a text that fits its schema */

/* The high bit of each byte that is 'G' or more. */
static uint64_t letters(uint64_t word)
{
	return (((word & EACH_BYTE(0x7f)) + EACH_BYTE(0x80 - 'G')) | word) & EACH_BYTE(0x80);
}

/* Eight bytes at a time; both are padded with NUL. */
static int fits(const struct table_schema *schema, const char *text, size_t length,
		const char *template)
{
	if (length != schema->length)
		return 0;
	for (size_t i = 0; i < schema->compared; i += 8) {
		uint64_t a = load(text + i), b = load(template + i);
		uint64_t tags = letters(b);
		size_t left = schema->compared - i;

		if (left < 8)
			a &= ~(~(uint64_t)0 << 8 * left);

		if (letters(a) != tags || ((a ^ b) & (tags >> 7) * 0xff))
			return 0;
	}
	return 1;
}

/*
 * Down the nodes: what a node leaves to `*` waits in `pending` while its key's way is followed. Fields
 * ascend, so no more than one waits for each.
 */
static void look_up(const struct table *table, const struct table_schema *schema, const char *text,
		    struct answer *answer)
{
	uint16_t pending[TABLE_MAX_FIELDS];
	unsigned depth = 0, reference = schema->root;

	for (;;) {
		struct node node;
		uint32_t key;

		if (reference < table->header->module_count) {
			answer_add(answer, reference);
		} else {
			read_node(table, reference, &node);
			if (node.wild != NO_REFERENCE)
				pending[depth++] = (uint16_t)node.wild;
			if (node.field == TABLE_NODE_LIST) {
				add_list(&node, answer);
			} else if (read_digits(text + schema->fields[node.field].at,
					       schema->fields[node.field].width, &key)) {
				reference = find_key(&node, key);
				if (reference != NO_REFERENCE)
					continue;
			}
		}
		if (!depth)
			return;
		reference = pending[--depth];
	}
}

/* ---- any other text: write every pattern out */

/* One step on the way down to a module: a node, and which of its ways was taken. */
struct step {
	struct node node;
	unsigned
		next; /* the way to take next; the one taken is 1 less: 0 is `*`, else 1 + number of the key */
};

struct writer {
	const struct table *table;
	const struct table_schema *schema;
	const char *template;
	const char *text;
	struct answer *answer;
	struct step steps[TABLE_MAX_FIELDS + 1]; /* the last for a list */
	unsigned depth;
};

static char *write_digits(char *out, uint32_t value, unsigned width)
{
	for (unsigned i = width; i-- > 0; value >>= 4)
		out[i] = "0123456789ABCDEF"[value & 15];
	return out + width;
}

/* The pattern up to (not with) field `end`, as far as it has been chosen. Returns where it ends. */
static char *write_pattern(const struct writer *writer, char *out, unsigned end)
{
	const struct step *step = writer->steps, *last = writer->steps + writer->depth;
	unsigned from = 0;

	for (unsigned i = 0; i < end; i++) {
		const struct table_field *field = &writer->schema->fields[i];

		memcpy(out, writer->template + from, field->at - from);
		out += field->at - from;
		from = field->at + field->width;
		while (step < last && step->node.field < i)
			step++;
		if (step < last && step->node.field == i && step->next > 1)
			out = write_digits(out, node_key(&step->node, step->next - 2),
					   field->width);
		else
			*out++ = '*';
	}
	*out = '\0';
	return out;
}

/* All of a pattern has been chosen: does it match? */
static int matches(const struct writer *writer)
{
	char pattern[TABLE_MAX_PATTERN];
	char *end = write_pattern(writer, pattern, writer->schema->field_count);

	if (end[-1] != '*' && writer->schema->open_end)
		memcpy(end, "*", 2);
	return glob_match(pattern, writer->text);
}

/* Can what has been chosen so far still match, whatever follows? */
static int begins(const struct writer *writer)
{
	char pattern[TABLE_MAX_PATTERN];
	unsigned field = writer->steps[writer->depth - 1].node.field;

	memcpy(write_pattern(writer, pattern, field + 1), "*", 2);
	return glob_match(pattern, writer->text);
}

/* Go to where a reference leads: down one step, or to the modules at the end of a way. */
static void follow(struct writer *writer, unsigned reference)
{
	struct step *step = &writer->steps[writer->depth];

	if (reference >= writer->table->header->module_count) {
		read_node(writer->table, reference, &step->node);
		if (step->node.field != TABLE_NODE_LIST) {
			step->next = 0;
			writer->depth++;
			return;
		}
	}
	if (!matches(writer))
		return;
	if (reference < writer->table->header->module_count)
		answer_add(writer->answer, reference);
	else
		add_list(&step->node, writer->answer);
}

/*
 * Every pattern is written out and compared, but for those whose beginning cannot match. With nothing chosen,
 * the pattern of only `*` has to match: if it does not, none does.
 */
static void write_all(const struct table *table, const struct table_schema *schema,
		      const char *text, struct answer *answer)
{
	struct writer writer;

	writer.table = table;
	writer.schema = schema;
	writer.template = table->strings + schema->template;
	writer.text = text;
	writer.answer = answer;
	writer.depth = 0;
	if (!matches(&writer))
		return;
	follow(&writer, schema->root);
	while (writer.depth) {
		struct step *step = &writer.steps[writer.depth - 1];
		unsigned taken = step->next++;

		if (taken > step->node.count)
			writer.depth--;
		else if (taken && begins(&writer))
			follow(&writer, node_reference(&step->node, taken - 1));
		else if (!taken && step->node.wild != NO_REFERENCE)
			follow(&writer, step->node.wild);
	}
}

void fields_look_up(const struct table *table, const struct table_schema *schema, const char *text,
		    size_t length, struct answer *answer)
{
	if (fits(schema, text, length, table->strings + schema->template))
		look_up(table, schema, text, answer);
	else
		write_all(table, schema, text, answer);
}
