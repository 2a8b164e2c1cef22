/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "select_svg.h"
#include "svg_text.h"

/* Pixels. */
#define ROW	 24
#define INDENT	 30
#define BOX	 18 /* a module's height */
#define PAD	 6  /* left and right of its name */
#define GAP	 8
#define TEXT_MAX 56 /* characters */

struct tree {
	FILE *stream;
	const struct select_report *report;
	bool *is_shown; /* a need each: it leads to a module */
	unsigned *row;	/* a need each: the y of its row's middle */
	unsigned *depth;
	unsigned y;
};

static void find_shown(struct tree *tree)
{
	const struct hardware *hardware = &tree->report->selection->hardware;

	/* Who asks is before what it asks for. */
	for (size_t i = hardware->count; i-- > 0;) {
		const struct need *need = &hardware->needs[i];

		tree->is_shown[i] |= need->module_count > 0;
		if (tree->is_shown[i])
			tree->is_shown[need->consumer] = true;
	}
	for (size_t i = 0; i < hardware->count; i++)
		tree->depth[i] = hardware->needs[i].kind == NEED_DEVICE
					 ? 0
					 : tree->depth[hardware->needs[i].consumer] + 1;
}

static bool is_own_device(const struct tree *tree, const struct need *need)
{
	const struct need *consumer = &tree->report->selection->hardware.needs[need->consumer];

	return need->kind == NEED_DEVICE || need->device != consumer->device;
}

/* Returns where it ends. */
static unsigned put_text(const struct tree *tree, unsigned x, const char *style, const char *text)
{
	unsigned width;

	fprintf(tree->stream, "<text class=\"%s\" x=\"%u\" y=\"%u\">", style, x, tree->y + 4);
	width = svg_text(tree->stream, text, TEXT_MAX);
	fputs("</text>\n", tree->stream);
	return x + width / 10 + GAP;
}

static unsigned put_box(const struct tree *tree, unsigned x, const char *style, const char *text)
{
	unsigned width = svg_text(NULL, text, TEXT_MAX) / 10 + 2 * PAD;

	fprintf(tree->stream,
		"<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"3\"/>\n",
		style, x, tree->y - BOX / 2, width, BOX);
	fprintf(tree->stream, "<text class=\"%s-text\" x=\"%u\" y=\"%u\">", style, x + PAD,
		tree->y + 4);
	svg_text(tree->stream, text, TEXT_MAX);
	fputs("</text>\n", tree->stream);
	return x + width + GAP;
}

static void put_line(const struct tree *tree, size_t number)
{
	const struct need *need = &tree->report->selection->hardware.needs[number];
	unsigned x = SVG_MARGIN + (tree->depth[number] - 1) * INDENT + INDENT / 3;

	fprintf(tree->stream, "<path class=\"line\" d=\"M%u %uV%uH%u\"/>\n", x,
		tree->row[need->consumer] + ROW / 2 - 3, tree->y,
		SVG_MARGIN + tree->depth[number] * INDENT - 4);
}

static const char *last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void put_need(const struct tree *tree, size_t number)
{
	const struct need *need = &tree->report->selection->hardware.needs[number];
	const struct module *modules = tree->report->selection->kernel->modules;
	unsigned x = SVG_MARGIN + tree->depth[number] * INDENT;
	char *link = select_link(need->kind, need->by);

	fputs("<g><title>", tree->stream);
	svg_text(tree->stream, select_device(tree->report, need), SIZE_MAX);
	fputs("</title>\n", tree->stream);
	if (need->kind != NEED_DEVICE) {
		put_line(tree, number);
		x = put_text(tree, x, "link", link);
	}
	if (is_own_device(tree, need))
		x = put_text(tree, x, need->kind == NEED_DEVICE ? "host" : "name",
			     last(select_device(tree->report, need)));
	for (size_t i = 0; i < need->module_count; i++)
		x = put_box(tree, x, need->is_guess ? "guess" : "direct",
			    modules[need->modules[i]].name);
	if (need->builtin)
		put_box(tree, x, "builtin", need->is_guess ? "built in" : need->builtin);
	fputs("</g>\n", tree->stream);
	free(link);
}

/* The needs of a wanted device, depth first; `from` is behind it in the list, as all that it leads to. */
static void tree_rows(struct tree *tree, size_t root)
{
	const struct hardware *hardware = &tree->report->selection->hardware;
	size_t *stack = xcalloc(hardware->count + 1, sizeof(*stack)), count = 0;

	stack[count++] = root;
	while (count > 0) {
		size_t number = stack[--count];

		tree->row[number] = tree->y;
		if (tree->stream)
			put_need(tree, number);
		tree->y += ROW;
		for (size_t i = hardware->count; i-- > number + 1;)
			if (tree->is_shown[i] && hardware->needs[i].consumer == number &&
			    hardware->needs[i].kind != NEED_DEVICE)
				stack[count++] = i;
	}
	free(stack);
}

static void tree_board(struct tree *tree, unsigned board)
{
	const struct hardware *hardware = &tree->report->selection->hardware;
	const struct board *of = &tree->report->wish->boards[board];

	if (tree->stream)
		put_text(tree, SVG_MARGIN, "board", of->model ? of->model : of->file);
	tree->y += ROW;
	for (size_t i = 0; i < hardware->count; i++)
		if (tree->is_shown[i] && hardware->needs[i].kind == NEED_DEVICE &&
		    hardware->needs[i].board == board)
			tree_rows(tree, i);
}

unsigned select_tree(FILE *stream, const struct select_report *report, unsigned top)
{
	size_t count = report->selection->hardware.count;
	struct tree tree = { .stream = stream,
			     .report = report,
			     .is_shown = xcalloc(count, sizeof(*tree.is_shown)),
			     .row = xcalloc(count, sizeof(*tree.row)),
			     .depth = xcalloc(count, sizeof(*tree.depth)),
			     .y = top + ROW / 2 };

	find_shown(&tree);
	for (unsigned i = 0; i < report->wish->board_count; i++)
		tree_board(&tree, i);
	free(tree.is_shown);
	free(tree.row);
	free(tree.depth);
	return tree.y - ROW / 2;
}
