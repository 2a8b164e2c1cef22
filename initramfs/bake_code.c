/* SPDX-License-Identifier: MIT */
#include "bake_code.h"

#include <stdlib.h>
#include <string.h>

#include "../probe/table.h"

#define INDEX_MIN 8 /* ways from which on an index may take the place of a search */

/* ---- patterns as tokens */

static void add_token(struct code_item *item, unsigned token)
{
	item->tokens = xgrow(item->tokens, item->count, sizeof(*item->tokens));
	item->tokens[item->count++] = (uint16_t)token;
}

static unsigned add_tail(struct coder *coder, const char *glob)
{
	size_t offset = pool_add_string(&coder->tails, glob);

	if (offset > UINT16_MAX)
		fatal("the table holds at most 64 KiB of patterns with brackets and escapes");
	return (unsigned)offset;
}

static struct code_item *new_item(struct coder *coder, unsigned module)
{
	if (coder->count == 0)
		add_tail(coder, ""); /* offset 0: what has no tail */
	coder->items = xgrow(coder->items, coder->count, sizeof(*coder->items));
	coder->items[coder->count] = (struct code_item){ .final = TABLE_ACCEPT, .module = module };
	return &coder->items[coder->count++];
}

/* Up to the first wildcard a backslash is a byte like any other; behind it, and a bracket anywhere, is for glob.c. */
void coder_add(struct coder *coder, const char *pattern, unsigned module)
{
	struct code_item *item = new_item(coder, module);
	size_t literal = strcspn(pattern, "*?[");

	for (size_t i = 0; pattern[i]; i++) {
		if (pattern[i] == '[' || (i > literal && pattern[i] == '\\')) {
			item->final = TABLE_GLOB;
			item->tail = add_tail(coder, pattern + i);
			return;
		}
		if (pattern[i] != '*') {
			add_token(item, pattern[i] == '?' ? CODE_ANY : (unsigned char)pattern[i]);
		} else if (pattern[i + strspn(pattern + i, "*")] == '\0') {
			item->final = TABLE_REST;
			return;
		} else if (pattern[i + 1] != '*') {
			add_token(item, CODE_STAR);
		}
	}
}

void coder_add_schema(struct coder *coder, const char *name, unsigned schema)
{
	struct code_item *item = new_item(coder, schema);

	item->final = TABLE_FIELDS;
	for (; *name; name++)
		add_token(item, (unsigned char)*name);
}

static int compare_items(const void *a, const void *b)
{
	const struct code_item *x = a, *y = b;

	for (size_t i = 0; i < x->count && i < y->count; i++)
		if (x->tokens[i] != y->tokens[i])
			return x->tokens[i] < y->tokens[i] ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	if (x->final != y->final)
		return x->final < y->final ? -1 : 1;
	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	return (x->tail > y->tail) - (x->tail < y->tail);
}

/* ---- code, written from the leaves up */

/* A piece of code that ends its way. `ends` are the places in it, counted from its end, where a subtree begins. */
struct piece {
	unsigned char *data;
	size_t size;
	size_t *ends;
	size_t end_count;
};

/* Items that begin alike, and how far. */
struct range {
	const struct code_item *items;
	size_t count;
	size_t depth;	  /* tokens */
	unsigned pending; /* ways that the machine may hold open when it comes here */
};

static void put(struct piece *piece, unsigned byte)
{
	piece->data = xgrow(piece->data, piece->size, 1);
	piece->data[piece->size++] = (unsigned char)byte;
}

static void put16(struct piece *piece, unsigned value)
{
	put(piece, value & 0xff);
	put(piece, value >> 8);
}

static void free_piece(struct piece *piece)
{
	free(piece->data);
	free(piece->ends);
}

/* Behind what there is; the places that it holds are places in the whole, too. */
static void put_piece(struct piece *piece, struct piece *rest)
{
	for (size_t i = 0; i < rest->size; i++)
		put(piece, rest->data[i]);
	for (size_t i = 0; i < rest->end_count; i++) {
		piece->ends = xgrow(piece->ends, piece->end_count, sizeof(*piece->ends));
		piece->ends[piece->end_count++] = rest->ends[i];
	}
	free_piece(rest);
}

static unsigned reference(struct coder *coder, size_t offset)
{
	size_t units = offset / coder->code.unit;

	if (units >= TABLE_NOWHERE)
		coder->is_full = true;
	return (unsigned)(units & UINT16_MAX);
}

static size_t place(struct coder *coder, struct piece *piece)
{
	size_t offset = pool_add(&coder->code, piece->data, piece->size);

	for (size_t i = 0; i < piece->end_count; i++)
		pool_note(&coder->code, offset + piece->size - piece->ends[i], piece->ends[i]);
	free_piece(piece);
	return offset;
}

static struct piece build(struct coder *coder, struct range range);

/* The items' rest as a glob, for where the machine's limits end: whatever has wildcards can be said so. */
static unsigned rest_as_glob(struct coder *coder, const struct code_item *item, size_t depth)
{
	char *glob = xmalloc(2 * item->count +
			     strlen((char *)coder->tails.bytes.data + item->tail) + 2),
	     *out = glob;
	unsigned tail;

	for (size_t i = depth; i < item->count; i++) {
		unsigned token = item->tokens[i];

		if (token < CODE_ANY && strchr("*?[\\", (int)token))
			*out++ = '\\';
		*out++ = token == CODE_STAR ? '*' : token == CODE_ANY ? '?' : (char)token;
	}
	*out = '\0';
	if (item->final == TABLE_REST)
		strcpy(out, "*");
	else if (item->final == TABLE_GLOB)
		strcpy(out, (char *)coder->tails.bytes.data + item->tail);
	tail = add_tail(coder, glob);
	free(glob);
	return tail;
}

static void put_final(struct piece *piece, const struct code_item *item, unsigned final,
		      unsigned tail, unsigned last)
{
	put(piece, final | last);
	if (final == TABLE_FIELDS) {
		put(piece, item->module);
		return;
	}
	if (final == TABLE_GLOB)
		put16(piece, tail);
	put16(piece, item->module);
}

static void put_globs(struct coder *coder, struct piece *piece, struct range range)
{
	for (size_t i = 0; i < range.count; i++)
		put_final(piece, &range.items[i], TABLE_GLOB,
			  rest_as_glob(coder, &range.items[i], range.depth),
			  i + 1 == range.count ? TABLE_LAST : 0);
}

/* All items have the same next token: that, and then the rest. */
static void put_step(struct coder *coder, struct piece *piece, struct range range)
{
	unsigned token = range.items[0].tokens[range.depth];
	struct piece rest;

	if (token == CODE_STAR && coder->stars == TABLE_MAX_STARS) {
		put_globs(coder, piece, range);
		return;
	}
	if (token == CODE_STAR) {
		put(piece, TABLE_STAR);
		put16(piece, coder->stars++);
		range.pending++;
	} else if (token == CODE_ANY) {
		put(piece, TABLE_ANY);
	} else {
		if (token < ' ')
			put(piece, TABLE_QUOTE);
		put(piece, token);
	}
	range.depth++;
	rest = build(coder, range);
	put_piece(piece, &rest);
}

/* How many items at the front have the same next token as the first. */
static size_t group_size(struct range range)
{
	size_t count = 1;

	while (count < range.count &&
	       range.items[count].tokens[range.depth] == range.items[0].tokens[range.depth])
		count++;
	return count;
}

static unsigned count_groups(struct range range)
{
	unsigned groups = 0;

	for (size_t size; range.count > 0; range.items += size, range.count -= size, groups++)
		size = group_size(range);
	return groups;
}

/* `?` and `*` beside other ways. Tokens sort them behind all bytes. Returns the range without them. */
static struct range put_wild_ways(struct coder *coder, struct piece *piece, struct range range)
{
	while (range.count > 0 && range.items[range.count - 1].tokens[range.depth] >= CODE_ANY) {
		struct range group = range;
		struct piece way = { 0 };

		while (group_size(group) < group.count) {
			group.items++;
			group.count--;
		}
		range.count -= group.count;
		range.pending++;
		group.pending = range.pending;
		put_step(coder, &way, group);
		put(piece, TABLE_ALSO);
		put16(piece, reference(coder, place(coder, &way)));
	}
	return range;
}

/* Many neighbours make an index, whose size goes by the distance of the first from the last. */
static void put_table(struct piece *piece, const unsigned char *bytes, const unsigned *references,
		      unsigned count)
{
	unsigned span = bytes[count - 1] - bytes[0] + 1u, at = 0;

	if (count >= INDEX_MIN && span < 4 * count && span < 256) {
		put(piece, TABLE_INDEX);
		put(piece, bytes[0]);
		put(piece, span);
		for (unsigned i = 0; i < span; i++)
			put16(piece, bytes[at] == bytes[0] + i ? references[at++] : TABLE_NOWHERE);
		return;
	}
	put(piece, TABLE_BRANCH);
	put(piece, count);
	for (unsigned i = 0; i < count; i++)
		put(piece, bytes[i]);
	for (unsigned i = 0; i < count; i++)
		put16(piece, references[i]);
}

static void put_branch(struct coder *coder, struct piece *piece, struct range range)
{
	unsigned char bytes[256];
	unsigned references[256], number = 0;

	for (size_t size; range.count > 0; range.items += size, range.count -= size) {
		struct range group = range;
		struct piece way;

		size = group_size(range);
		bytes[number] = (unsigned char)range.items[0].tokens[range.depth];
		group.count = size;
		group.depth++;
		way = build(coder, group);
		references[number++] = reference(coder, place(coder, &way));
	}
	put_table(piece, bytes, references, number);
}

static void put_ways(struct coder *coder, struct piece *piece, struct range range)
{
	unsigned groups = count_groups(range);

	if (range.pending + 2 >= TABLE_MAX_DEPTH) {
		put_globs(coder, piece, range);
		return;
	}
	if (groups > 1) {
		range = put_wild_ways(coder, piece, range);
		groups = range.count > 0 ? count_groups(range) : 0;
	}
	if (groups == 0)
		put(piece, TABLE_END);
	else if (groups == 1)
		put_step(coder, piece, range);
	else
		put_branch(coder, piece, range);
}

/* A subtree. Where it already stands, a jump there does, unless that is longer. */
static struct piece build(struct coder *coder, struct range range)
{
	struct piece piece = { 0 };
	size_t there;

	for (; range.count > 0 && range.items[0].count == range.depth; range.items++, range.count--)
		if (range.count == 1 || compare_items(&range.items[0], &range.items[1]) != 0)
			put_final(&piece, &range.items[0], range.items[0].final,
				  range.items[0].tail, range.count == 1 ? TABLE_LAST : 0);
	if (range.count > 0)
		put_ways(coder, &piece, range);
	if (piece.size > 3 && pool_find(&coder->code, piece.data, piece.size, &there)) {
		free_piece(&piece);
		piece = (struct piece){ 0 };
		put(&piece, TABLE_JUMP);
		put16(&piece, reference(coder, there));
		return piece;
	}
	piece.ends = xgrow(piece.ends, piece.end_count, sizeof(*piece.ends));
	piece.ends[piece.end_count++] = piece.size;
	return piece;
}

uint32_t coder_write(struct coder *coder, size_t unit)
{
	struct piece all = { 0 };

	pool_free(&coder->code);
	coder->code.unit = unit;
	coder->stars = 0;
	coder->is_full = false;
	if (coder->count > 0) {
		qsort(coder->items, coder->count, sizeof(*coder->items), compare_items);
		all = build(coder, (struct range){ coder->items, coder->count, 0, 0 });
	} else {
		put(&all, TABLE_END);
	}
	return (uint32_t)place(coder, &all);
}

void coder_free(struct coder *coder)
{
	for (size_t i = 0; i < coder->count; i++)
		free(coder->items[i].tokens);
	free(coder->items);
	pool_free(&coder->tails);
	pool_free(&coder->code);
}
