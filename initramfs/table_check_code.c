/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>

#include "../probe/bytes.h"
#include "table_check.h"

/*
 * The code is a graph: an instruction, and where each of its ways leads. It is walked depth first
 * from the entry, each place once, without recursion; a place that is met while its own ways are
 * still being walked is a cycle. When all ways of a place are done, so is its height: the most
 * stars and ALSOs that any way from there on holds.
 */
enum state { NEW, OPEN, DONE };

struct place {
	unsigned char state, height;
	unsigned char entries; /* how many instructions lead here: 0, 1, 2 for more */
};

struct open_place {
	uint32_t at;
	unsigned next; /* the way to take next */
};

struct walk {
	const struct table_check *check;
	const unsigned char *code;
	struct place *places;	  /* one for each byte of code */
	struct open_place *stack; /* the places that are OPEN */
	size_t depth;
	uint32_t *
		order; /* the places that are DONE, in that order: what a way leads to comes first */
	size_t order_count;
	uint32_t stars[TABLE_MAX_STARS]; /* where each stands, + 1 */
};

/* One instruction, whole. */
struct instruction {
	unsigned op;
	size_t size;
	unsigned way_count;
	const unsigned char
		*references; /* 2 bytes a way; NULL: the only way is the next instruction */
	bool goes_on;	     /* has a last way more: the next instruction */
};

static bool complain(const struct walk *walk, size_t at, const char *reason, unsigned value)
{
	return table_complain(walk->check, "code", at, reason, value);
}

static size_t operand_size(const struct walk *walk, size_t at, unsigned op)
{
	size_t left = walk->check->header.code_size - at;
	const unsigned char *p = walk->code + at;

	switch (op) {
	case TABLE_ACCEPT:
	case TABLE_REST:
	case TABLE_ALSO:
	case TABLE_JUMP:
	case TABLE_STAR:
		return 2;
	case TABLE_GLOB:
		return 4;
	case TABLE_FIELDS:
	case TABLE_QUOTE:
		return 1;
	case TABLE_BRANCH:
		return left < 2 ? 1 : 1 + 3u * p[1];
	case TABLE_INDEX:
		return left < 3 ? 2 : 2 + 2u * p[2];
	default:
		return 0;
	}
}

static bool check_branch(const struct walk *walk, size_t at)
{
	const unsigned char *p = walk->code + at + 1;

	if (*p == 0)
		return complain(walk, at, "a BRANCH without ways", 0);
	for (unsigned i = 0; i < *p; i++)
		if (p[1 + i] <= (i ? p[i] : 0))
			return complain(walk, at, "byte %u of a BRANCH does not ascend", i);
	return true;
}

static bool check_index(const struct walk *walk, size_t at)
{
	const unsigned char *p = walk->code + at + 1;

	if (p[0] == 0 || p[1] == 0 || p[0] + p[1] > 256)
		return table_complain(walk->check, "code", at, "an INDEX of %u bytes from %02x on",
				      p[1], p[0]);
	return true;
}

/* What an instruction that accepts names must be there. */
static bool check_accept(const struct walk *walk, size_t at, unsigned op)
{
	const struct table_header *header = &walk->check->header;
	const unsigned char *p = walk->code + at + 1;
	unsigned module = bytes_le16(op == TABLE_GLOB ? p + 2 : p);

	if (op == TABLE_FIELDS)
		return *p < header->schema_count || complain(walk, at, "there is no schema %u", *p);
	if (module >= header->module_count)
		return complain(walk, at, "there is no module %u", module);
	if (op == TABLE_GLOB && header->tails + (uint64_t)bytes_le16(p) >= header->string_size)
		return complain(walk, at, "the glob %u is outside the strings", bytes_le16(p));
	return true;
}

/* Its number is its own: a star is entered once a lookup. */
static bool check_star(struct walk *walk, size_t at)
{
	unsigned star = bytes_le16(walk->code + at + 1);

	if (star >= walk->check->header.star_count)
		return complain(walk, at, "there is no star %u", star);
	if (walk->stars[star] && walk->stars[star] != at + 1)
		return complain(walk, at, "star %u stands elsewhere, too", star);
	walk->stars[star] = (uint32_t)at + 1;
	return true;
}

static bool check_operands(struct walk *walk, size_t at, unsigned op)
{
	switch (op) {
	case TABLE_ACCEPT:
	case TABLE_REST:
	case TABLE_GLOB:
	case TABLE_FIELDS:
		return check_accept(walk, at, op);
	case TABLE_BRANCH:
		return check_branch(walk, at);
	case TABLE_INDEX:
		return check_index(walk, at);
	case TABLE_STAR:
		return check_star(walk, at);
	case TABLE_QUOTE:
		if (walk->code[at + 1] == 0 || walk->code[at + 1] >= ' ')
			return complain(walk, at, "a QUOTE of the byte %02x", walk->code[at + 1]);
		return true;
	default:
		return true;
	}
}

static bool is_final(unsigned op)
{
	return op == TABLE_ACCEPT || op == TABLE_REST || op == TABLE_GLOB || op == TABLE_FIELDS;
}

/* The same each time it is asked of a place that was found good: then it costs no checks. */
static void decode(const struct walk *walk, size_t at, struct instruction *instruction)
{
	const unsigned char *p = walk->code + at;
	unsigned byte = *p, op = byte >= ' ' ? ' ' : byte & ~(unsigned)TABLE_LAST;

	*instruction = (struct instruction){ .op = op, .goes_on = true };
	instruction->size = 1 + operand_size(walk, at, op);
	if (op == TABLE_BRANCH || op == TABLE_INDEX) {
		instruction->way_count = op == TABLE_BRANCH ? p[1] : p[2];
		instruction->references = op == TABLE_BRANCH ? p + 2 + p[1] : p + 3;
	} else if (op == TABLE_ALSO || op == TABLE_JUMP) {
		instruction->way_count = 1;
		instruction->references = p + 1;
	}
	if (op == TABLE_BRANCH || op == TABLE_INDEX || op == TABLE_JUMP || op == TABLE_END ||
	    (byte < ' ' && byte & TABLE_LAST))
		instruction->goes_on = false;
}

static bool check_instruction(struct walk *walk, size_t at)
{
	unsigned byte = walk->code[at], op = byte & ~(unsigned)TABLE_LAST;

	if (byte >= ' ')
		return true;
	if (op >= TABLE_CODES || (byte & TABLE_LAST && !is_final(op)))
		return complain(walk, at, "there is no instruction %02x", byte);
	if (1 + operand_size(walk, at, op) > walk->check->header.code_size - at)
		return complain(walk, at, "the instruction %02x is cut short", byte);
	return check_operands(walk, at, op);
}

/*
 * Where way number `way` leads; TABLE_NOWHERE of an INDEX leads nowhere. returns: 1, 0 for
 * nowhere, -1 no such way.
 */
static int way_target(const struct walk *walk, size_t at, const struct instruction *instruction,
		      unsigned way, uint64_t *target)
{
	unsigned reference;

	if (way == instruction->way_count && instruction->goes_on) {
		*target = at + instruction->size;
		return 1;
	}
	if (way >= instruction->way_count)
		return -1;
	reference = bytes_le16(instruction->references + 2 * way);
	*target = (uint64_t)reference * walk->check->header.code_unit;
	return reference != TABLE_NOWHERE || instruction->op != TABLE_INDEX;
}

static bool open_place(struct walk *walk, size_t from, uint64_t to)
{
	if (to >= walk->check->header.code_size)
		return table_complain(walk->check, "code", from, "it leads to %llu, outside",
				      (unsigned long long)to);
	if (walk->places[to].entries < 2)
		walk->places[to].entries++;
	if (walk->places[to].state == OPEN)
		return complain(walk, from, "it leads in a circle to %u", (unsigned)to);
	if (walk->places[to].state == DONE)
		return true;
	if (!check_instruction(walk, to))
		return false;
	walk->places[to].state = OPEN;
	walk->stack[walk->depth++] = (struct open_place){ (uint32_t)to, 0 };
	return true;
}

/* All ways of the place have been walked: how high is it? */
static bool close_place(struct walk *walk, size_t at, const struct instruction *instruction)
{
	struct place *place = &walk->places[at];
	unsigned own = instruction->op == TABLE_STAR || instruction->op == TABLE_ALSO;
	uint64_t target;
	int leads;

	for (unsigned way = 0; (leads = way_target(walk, at, instruction, way, &target)) >= 0;
	     way++)
		if (leads && walk->places[target].height + own > place->height)
			place->height = (unsigned char)(walk->places[target].height + own);
	if (place->height > TABLE_MAX_DEPTH)
		return complain(walk, at, "a way with more than %u stars and ALSOs begins here",
				TABLE_MAX_DEPTH);
	place->state = DONE;
	walk->order[walk->order_count++] = (uint32_t)at;
	walk->depth--;
	return true;
}

static bool walk_code(struct walk *walk)
{
	bool is_whole = open_place(walk, walk->check->header.entry, walk->check->header.entry);

	while (is_whole && walk->depth > 0) {
		struct open_place *open = &walk->stack[walk->depth - 1];
		struct instruction instruction;
		uint64_t target;
		int leads;

		decode(walk, open->at, &instruction);
		leads = way_target(walk, open->at, &instruction, open->next++, &target);
		if (leads < 0)
			is_whole = close_place(walk, open->at, &instruction);
		else if (leads)
			is_whole = open_place(walk, open->at, target);
	}
	return is_whole;
}

/* A star must be reached in one way only: then its first place in the text is the leftmost. */
static bool check_entries(struct walk *walk)
{
	for (size_t i = walk->order_count; i-- > 0;) {
		uint32_t at = walk->order[i];
		struct instruction instruction;
		uint64_t target;
		int leads;

		decode(walk, at, &instruction);
		if (walk->places[at].entries > 1 && instruction.op == TABLE_STAR)
			return complain(walk, at, "star %u is reached in several ways",
					bytes_le16(walk->code + at + 1));
		for (unsigned way = 0;
		     (leads = way_target(walk, at, &instruction, way, &target)) >= 0; way++)
			if (leads && walk->places[at].entries > 1)
				walk->places[target].entries = 2;
	}
	return true;
}

bool table_check_code(const struct table_check *check)
{
	size_t size = check->header.code_size;
	struct walk walk = { .check = check, .code = check->base + check->header.code };
	bool is_whole;

	walk.places = xcalloc(size, sizeof(*walk.places));
	walk.stack = xcalloc(size, sizeof(*walk.stack));
	walk.order = xcalloc(size, sizeof(*walk.order));
	is_whole = walk_code(&walk) && check_entries(&walk);
	free(walk.places);
	free(walk.stack);
	free(walk.order);
	return is_whole;
}
