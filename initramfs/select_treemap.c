/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "select_svg.h"
#include "svg_text.h"

#define PAD   4	 /* pixels left of a name */
#define LINE  15 /* of text */
#define FRAME 1	 /* between rectangles */

struct area {
	double x, y, width, height;
};

struct item {
	const struct choice *choice;
	const char *style;
	double bytes;
};

static int compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strcmp(x->choice->module->name, y->choice->module->name);
}

static void put_name(FILE *stream, const struct item *item, const struct area *area)
{
	const char *name = item->choice->module->name;
	size_t limit = strlen(name);
	double room = area->width - 2 * PAD;

	while (limit > 2 && svg_text(NULL, name, limit) / 10.0 > room)
		limit--;
	if (limit < 3 || area->height < LINE + 2)
		return;
	fprintf(stream, "<text class=\"%s-text\" x=\"%.1f\" y=\"%.1f\">", item->style,
		area->x + PAD, area->y + LINE);
	svg_text(stream, name, limit);
	fputs("</text>\n", stream);
	if (area->height < 2 * LINE + 4 || room < 52)
		return;
	fprintf(stream, "<text class=\"%s-text\" x=\"%.1f\" y=\"%.1f\">%.1f kB</text>\n",
		item->style, area->x + PAD, area->y + 2 * LINE, item->bytes / 1000);
}

static void put_item(FILE *stream, const struct item *item, const struct area *area)
{
	struct area inner = { area->x, area->y, area->width - FRAME, area->height - FRAME };

	if (inner.width < 0.1 || inner.height < 0.1)
		return;
	fprintf(stream, "<g><title>");
	svg_text(stream, item->choice->module->name, SIZE_MAX);
	fprintf(stream, ", %zu bytes: ", item->choice->module->size);
	svg_text(stream, item->choice->reason, SIZE_MAX);
	fprintf(stream,
		"</title>\n<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		"height=\"%.1f\"/>\n",
		item->style, inner.x, inner.y, inner.width, inner.height);
	put_name(stream, item, &inner);
	fputs("</g>\n", stream);
}

/* The worst side to side of a row of items of `sum` bytes, along a side of that length. */
static double row_shape(double largest, double smallest, double sum, double side, double scale)
{
	double depth = sum * scale / side;
	double longest = largest * scale / depth / depth,
	       shortest = depth / (smallest * scale / depth);

	return longest > shortest ? longest : shortest;
}

/* How many of the items make the first row, so that its rectangles are as near to squares as they get. */
static size_t row_count(const struct item *items, size_t count, double side, double scale,
			double *sum)
{
	double best = 0;
	size_t taken = 0;

	*sum = 0;
	while (taken < count) {
		double next = *sum + items[taken].bytes;
		double shape = row_shape(items[0].bytes, items[taken].bytes, next, side, scale);

		if (taken > 0 && shape > best)
			break;
		best = shape;
		*sum = next;
		taken++;
	}
	return taken;
}

/* Rows along the shorter side, the largest first (Bruls, Huizing, van Wijk: Squarified treemaps). */
static void put_items(FILE *stream, const struct item *items, size_t count, struct area area)
{
	double total = 0, scale;

	for (size_t i = 0; i < count; i++)
		total += items[i].bytes;
	if (total <= 0)
		return;
	scale = area.width * area.height / total;
	for (size_t at = 0; at < count;) {
		bool is_column = area.width > area.height;
		double side = is_column ? area.height : area.width, sum, depth, from = 0;
		size_t taken = row_count(items + at, count - at, side, scale, &sum);

		depth = sum * scale / side;
		for (size_t i = at; i < at + taken; i++) {
			double length = items[i].bytes * scale / depth;
			struct area one =
				is_column ? (struct area){ area.x, area.y + from, depth, length }
					  : (struct area){ area.x + from, area.y, length, depth };

			put_item(stream, &items[i], &one);
			from += length;
		}
		area.x += is_column ? depth : 0;
		area.width -= is_column ? depth : 0;
		area.y += is_column ? 0 : depth;
		area.height -= is_column ? 0 : depth;
		at += taken;
	}
}

static bool is_needed(const struct selection *selection, const struct module *module)
{
	unsigned number = (unsigned)(module - selection->kernel->modules);

	for (size_t i = 0; i < selection->hardware.count; i++)
		for (size_t k = 0; k < selection->hardware.needs[i].module_count; k++)
			if (selection->hardware.needs[i].modules[k] == number)
				return true;
	return false;
}

static size_t take_items(const struct selection *selection, bool is_hardware, struct item *items)
{
	size_t count = 0;

	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];

		if ((choice->board_count > 0) != is_hardware || choice->module->size == 0)
			continue;
		items[count++] = (struct item){ choice,
						!is_hardware			       ? "rest"
						: is_needed(selection, choice->module) ? "direct"
										       : "indirect",
						(double)choice->module->size };
	}
	if (count > 0)
		qsort(items, count, sizeof(*items), compare);
	return count;
}

void select_treemap(FILE *stream, const struct select_report *report, unsigned top, unsigned height)
{
	const struct selection *selection = report->selection;
	struct item *items = xcalloc(selection->count, sizeof(*items));
	double width = SVG_WIDTH - 2 * SVG_MARGIN, part;
	struct select_sums sums;
	size_t count;

	select_sum(selection, &sums);
	if (sums.hardware_bytes + sums.rest_bytes == 0) {
		free(items);
		return;
	}
	part = width * (double)sums.hardware_bytes /
	       (double)(sums.hardware_bytes + sums.rest_bytes);
	count = take_items(selection, true, items);
	put_items(stream, items, count, (struct area){ SVG_MARGIN, top, part, height });
	count = take_items(selection, false, items);
	put_items(stream, items, count,
		  (struct area){ SVG_MARGIN + part, top, width - part, height });
	free(items);
}
