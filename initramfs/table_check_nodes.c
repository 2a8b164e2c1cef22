/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>

#include "../probe/bytes.h"
#include "table_check.h"

/* The nodes that one schema's root leads to. Each is looked at once. */
struct walk {
	const struct table_check *check;
	const struct table_schema *schema;
	const unsigned char *nodes;
	unsigned char *seen; /* by offset / node_unit */
	uint32_t *todo;	     /* offsets */
	size_t todo_count;
	size_t bytes; /* of all nodes so far */
};

/* One node, its places in the part. */
struct node {
	size_t at, size;
	unsigned head, field, key_shift, count;
	size_t wild, keys, references, choices; /* 0: it has none */
	unsigned reference_count;
};

static bool complain_short(const struct walk *walk, size_t at)
{
	return table_complain(walk->check, "nodes", at, "the node is cut short");
}

/* Where its parts lie, as probe/fields.c sees it. All of it is inside. */
static bool read_node(const struct walk *walk, size_t at, struct node *node)
{
	size_t size = walk->check->header.node_size, p = at + 2;

	*node = (struct node){ .at = at };
	if (p > size)
		return complain_short(walk, at);
	node->head = walk->nodes[at];
	node->count = walk->nodes[at + 1];
	if (node->count == 0) {
		if (p + 2 > size)
			return complain_short(walk, at);
		node->count = bytes_le16(walk->nodes + p);
		p += 2;
	}
	node->field = node->head & TABLE_NODE_FIELD;
	node->key_shift = node->head >> TABLE_NODE_KEY & 3;
	node->reference_count = node->count;
	if (node->head & TABLE_NODE_WILD) {
		node->wild = p;
		p += 2;
	}
	node->keys = p;
	p += node->field == TABLE_NODE_LIST ? 0 : (size_t)node->count << node->key_shift;
	if (node->head & TABLE_NODE_DICTIONARY) {
		if (p >= size)
			return complain_short(walk, at);
		node->reference_count = walk->nodes[p++];
		node->choices = p + 2 * node->reference_count;
	}
	node->references = p;
	p += 2 * node->reference_count + (node->choices ? node->count : 0);
	node->size = p - at;
	return p <= size ? true : complain_short(walk, at);
}

static bool check_keys(const struct walk *walk, const struct node *node)
{
	const struct table_field *field = &walk->schema->fields[node->field];
	uint64_t before = 0, end = 1ull << 4 * field->width;

	for (unsigned i = 0; i < node->count; i++) {
		const unsigned char *p = walk->nodes + node->keys + ((size_t)i << node->key_shift);
		uint64_t key = *p;

		if (node->key_shift == 1)
			key = bytes_le16(p);
		else if (node->key_shift == 2)
			key = bytes_le32(p);
		if (key >= end)
			return table_complain(walk->check, "nodes", node->at,
					      "key %u is %llx: field %u has %u digits", i,
					      (unsigned long long)key, node->field, field->width);
		if (i > 0 && key <= before)
			return table_complain(walk->check, "nodes", node->at,
					      "key %u does not ascend", i);
		before = key;
	}
	return true;
}

static bool check_list(const struct walk *walk, const struct node *node)
{
	unsigned before = 0;

	if (node->head != TABLE_NODE_LIST)
		return table_complain(walk->check, "nodes", node->at, "a list has the head %02x",
				      node->head);
	for (unsigned i = 0; i < node->count; i++) {
		unsigned module = bytes_le16(walk->nodes + node->references + 2 * i);

		if (module >= walk->check->header.module_count)
			return table_complain(walk->check, "nodes", node->at,
					      "it lists module %u of %u", module,
					      walk->check->header.module_count);
		if (i > 0 && module <= before)
			return table_complain(walk->check, "nodes", node->at,
					      "module %u is listed out of order", module);
		before = module;
	}
	return true;
}

/* A reference that stands in `node`, or is the root (NULL). Fields ascend, so there is no cycle. */
static bool follow(struct walk *walk, const struct node *node, unsigned reference)
{
	const struct table_header *header = &walk->check->header;
	size_t place = (size_t)(reference - header->module_count), at = place * header->node_unit;
	unsigned field;

	if (reference < header->module_count)
		return true;
	if (at >= header->node_size)
		return table_complain(walk->check, node ? "nodes" : "schemas", node ? node->at : 0,
				      "the reference %u leads outside the nodes", reference);
	field = walk->nodes[at] & TABLE_NODE_FIELD;
	if (node && field <= node->field)
		return table_complain(walk->check, "nodes", node->at,
				      "field %u leads to field %u (at %zu)", node->field, field,
				      at);
	if (!walk->seen[place]) {
		walk->seen[place] = 1;
		walk->todo[walk->todo_count++] = (uint32_t)at;
	}
	return true;
}

static bool check_references(struct walk *walk, const struct node *node)
{
	if (node->wild && !follow(walk, node, bytes_le16(walk->nodes + node->wild)))
		return false;
	for (unsigned i = 0; i < node->reference_count; i++)
		if (!follow(walk, node, bytes_le16(walk->nodes + node->references + 2 * i)))
			return false;
	for (unsigned i = 0; node->choices && i < node->count; i++)
		if (walk->nodes[node->choices + i] >= node->reference_count)
			return table_complain(walk->check, "nodes", node->at,
					      "key %u chooses %u of %u references", i,
					      walk->nodes[node->choices + i],
					      node->reference_count);
	return true;
}

static bool check_node(struct walk *walk, size_t at)
{
	struct node node;

	if (!read_node(walk, at, &node))
		return false;
	walk->bytes += node.size;
	if (walk->bytes > walk->check->header.node_size)
		return table_complain(walk->check, "nodes", at, "the node overlaps others");
	if (node.count == 0)
		return table_complain(walk->check, "nodes", at, "the node is empty");
	if (node.field == TABLE_NODE_LIST)
		return check_list(walk, &node);
	if (node.field >= walk->schema->field_count)
		return table_complain(walk->check, "nodes", at, "field %u of %u is asked",
				      node.field, walk->schema->field_count);
	if (node.key_shift > 2)
		return table_complain(walk->check, "nodes", at, "keys of 8 bytes");
	return check_keys(walk, &node) && check_references(walk, &node);
}

bool table_check_nodes(const struct table_check *check, const struct table_schema *schema)
{
	size_t places = check->header.node_size / check->header.node_unit + 1;
	struct walk walk = { .check = check,
			     .schema = schema,
			     .nodes = check->base + check->header.nodes,
			     .seen = xcalloc(places, 1),
			     .todo = xcalloc(places, sizeof(*walk.todo)) };
	bool is_whole = follow(&walk, NULL, schema->root);

	while (is_whole && walk.todo_count > 0)
		is_whole = check_node(&walk, walk.todo[--walk.todo_count]);
	free(walk.seen);
	free(walk.todo);
	return is_whole;
}
