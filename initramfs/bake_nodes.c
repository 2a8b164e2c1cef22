/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* qsort_r */
#include "bake_nodes.h"

#include <stdlib.h>
#include <string.h>

/* One node while it is put together. */
struct draft {
	unsigned field, count;
	int wild; /* reference, or -1 */
	uint32_t *keys;
	uint16_t *references;
};

static int compare_field(const void *a, const void *b, void *field)
{
	const struct field_pattern *x = a, *y = b;
	unsigned at = *(unsigned *)field;

	if (at < TABLE_MAX_FIELDS && x->values[at] != y->values[at])
		return x->values[at] < y->values[at] ? -1 : 1;
	return (x->module > y->module) - (x->module < y->module);
}

static unsigned char *put16(unsigned char *out, unsigned value)
{
	*out++ = (unsigned char)value;
	*out++ = (unsigned char)(value >> 8);
	return out;
}

static uint16_t place(struct nodes *nodes, const unsigned char *data, size_t size)
{
	size_t offset = pool_add(&nodes->pool, data, size);
	size_t reference = nodes->module_count + offset / nodes->pool.unit;

	if (reference > UINT16_MAX)
		nodes->is_full = true;
	return (uint16_t)reference;
}

static unsigned char *put_head(unsigned char *out, unsigned head, unsigned count)
{
	*out++ = (unsigned char)head;
	*out++ = (unsigned char)(count < 256 ? count : 0);
	return count < 256 ? out : put16(out, count);
}

/* Where all fields have been asked: one module, or a list of them. */
static uint16_t place_modules(struct nodes *nodes, const struct field_pattern *patterns,
			      size_t count)
{
	unsigned char *data = xmalloc(4 + 2 * count), *out;
	unsigned different = 0;
	uint16_t reference;

	for (size_t i = 0; i < count; i++)
		different += i == 0 || patterns[i].module != patterns[i - 1].module;
	if (different == 1) {
		free(data);
		return (uint16_t)patterns[0].module;
	}
	out = put_head(data, TABLE_NODE_LIST, different);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || patterns[i].module != patterns[i - 1].module)
			out = put16(out, patterns[i].module);
	reference = place(nodes, data, (size_t)(out - data));
	free(data);
	return reference;
}

static unsigned key_shift(const struct draft *draft)
{
	uint32_t most = draft->keys[draft->count - 1];

	return most < 0x100 ? 0 : most < 0x10000 ? 1 : 2;
}

/* The different references, and for each key which of them; returns how many, 256 when there are more. */
static unsigned make_dictionary(const struct draft *draft, uint16_t *dictionary,
				unsigned char *choices)
{
	unsigned different = 0, i, k;

	for (i = 0; i < draft->count; i++) {
		for (k = 0; k < different && dictionary[k] != draft->references[i]; k++)
			;
		if (k == 255)
			return 256;
		if (k == different)
			dictionary[different++] = draft->references[i];
		choices[i] = (unsigned char)k;
	}
	return different;
}

static unsigned char *put_references(unsigned char *out, const struct draft *draft,
				     unsigned char *head)
{
	uint16_t dictionary[256];
	unsigned char *choices = xmalloc(draft->count);
	unsigned different = make_dictionary(draft, dictionary, choices);

	if (different < 256 && 1 + 2 * different + draft->count < 2 * draft->count) {
		*head |= TABLE_NODE_DICTIONARY;
		*out++ = (unsigned char)different;
		for (unsigned i = 0; i < different; i++)
			out = put16(out, dictionary[i]);
		memcpy(out, choices, draft->count);
		out += draft->count;
	} else {
		for (unsigned i = 0; i < draft->count; i++)
			out = put16(out, draft->references[i]);
	}
	free(choices);
	return out;
}

static uint16_t place_node(struct nodes *nodes, const struct draft *draft)
{
	unsigned char *data = xmalloc(16 + 6 * (size_t)draft->count), *out;
	unsigned shift = key_shift(draft);
	uint16_t reference;

	out = put_head(data, draft->field | shift << TABLE_NODE_KEY, draft->count);
	if (draft->wild >= 0) {
		data[0] |= TABLE_NODE_WILD;
		out = put16(out, (unsigned)draft->wild);
	}
	for (unsigned i = 0; i < draft->count; i++) {
		uint32_t key = draft->keys[i];

		for (unsigned byte = 0; byte < 1u << shift; byte++, key >>= 8)
			*out++ = (unsigned char)key;
	}
	out = put_references(out, draft, data);
	reference = place(nodes, data, (size_t)(out - data));
	free(data);
	return reference;
}

static uint16_t build(struct nodes *nodes, struct field_pattern *patterns, size_t count,
		      unsigned field)
{
	struct draft draft = { .field = field, .wild = -1 };
	uint16_t reference;
	size_t end;

	qsort_r(patterns, count, sizeof(*patterns), compare_field, &field);
	if (field == TABLE_MAX_FIELDS)
		return place_modules(nodes, patterns, count);
	if (patterns[count - 1].values[field] == SCHEMA_WILD) /* sorted: nobody gives it */
		return build(nodes, patterns, count, field + 1);

	draft.keys = xcalloc(count, sizeof(*draft.keys));
	draft.references = xcalloc(count, sizeof(*draft.references));
	for (size_t i = 0; i < count; i = end) {
		int64_t value = patterns[i].values[field];

		for (end = i + 1; end < count && patterns[end].values[field] == value; end++)
			;
		reference = build(nodes, patterns + i, end - i, field + 1);
		if (value == SCHEMA_WILD) {
			draft.wild = reference;
		} else {
			draft.keys[draft.count] = (uint32_t)value;
			draft.references[draft.count++] = reference;
		}
	}
	reference = place_node(nodes, &draft);
	free(draft.keys);
	free(draft.references);
	return reference;
}

uint16_t bake_nodes(struct nodes *nodes, struct field_pattern *patterns, size_t count)
{
	return build(nodes, patterns, count, 0);
}
