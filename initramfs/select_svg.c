/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "select_svg.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "svg_text.h"

/* Pixels. */
#define HEAD	70 /* title and sums */
#define LEGEND	40
#define TREEMAP 420

static const char style[] = "text{font:12px 'DejaVu Sans',Verdana,Arial,sans-serif;fill:#202124}\n"
			    ".title{font-size:18px;font-weight:bold}\n"
			    ".board,.host{font-weight:bold}\n"
			    ".sum,.link{fill:#5f6368}\n"
			    ".line{fill:none;stroke:#a8adb3}\n"
			    ".direct{fill:#4a86d0}\n"
			    ".direct-text{fill:#fff}\n"
			    ".indirect{fill:#a9c4e8}\n"
			    ".guess{fill:#fff;stroke:#4a86d0;stroke-dasharray:3 2}\n"
			    ".builtin{fill:#fff;stroke:#a8adb3}\n"
			    ".builtin-text{fill:#5f6368}\n"
			    ".rest{fill:#d5d8dc}\n";

static void put_head(FILE *stream, const struct select_report *report, unsigned height)
{
	const struct wish *wish = report->wish;
	const struct board *board = wish->boards;
	struct select_sums sums;

	select_sum(report->selection, &sums);
	fprintf(stream,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
		"viewBox=\"0 0 %u %u\">\n<style>%s</style>\n"
		"<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n<text class=\"title\" x=\"%u\" "
		"y=\"32\">",
		SVG_WIDTH, height, SVG_WIDTH, height, style, SVG_WIDTH, height, SVG_MARGIN);
	if (wish->board_count == 1)
		svg_text(stream, board->model ? board->model : board->file, 80);
	else
		fprintf(stream, "%zu boards", wish->board_count);
	fprintf(stream,
		"</text>\n<text class=\"sum\" x=\"%u\" y=\"54\">devices need %zu modules, %zu "
		"bytes; "
		"whatever the hardware is: %zu, %zu bytes; kernel ",
		SVG_MARGIN, sums.hardware, sums.hardware_bytes, sums.rest, sums.rest_bytes);
	svg_text(stream, report->selection->kernel->release, 60);
	fputs("</text>\n", stream);
}

static void put_legend(FILE *stream, unsigned top)
{
	static const struct {
		const char *style, *text;
	} keys[] = {
		{ "direct", "serves a device" },
		{ "guess", "by a built-in chip's name" },
		{ "builtin", "built in" },
		{ "indirect", "what those modules need" },
		{ "rest", "whatever the hardware is" },
	};
	unsigned x = SVG_MARGIN;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		fprintf(stream,
			"<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"14\" height=\"14\"/>\n<text "
			"x=\"%u\" "
			"y=\"%u\">%s</text>\n",
			keys[i].style, x, top + 10, x + 20, top + 21, keys[i].text);
		x += 20 + svg_text(NULL, keys[i].text, 60) / 10 + 24;
	}
}

static void picture(FILE *stream, const struct select_report *report)
{
	unsigned bottom = select_tree(NULL, report, HEAD);

	put_head(stream, report, bottom + LEGEND + TREEMAP + SVG_MARGIN);
	select_tree(stream, report, HEAD);
	put_legend(stream, bottom);
	select_treemap(stream, report, bottom + LEGEND, TREEMAP);
	fputs("</svg>\n", stream);
}

void select_write_svg(const struct select_report *report, const char *path)
{
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		fatal("out of memory");
	picture(stream, report);
	if (fclose(stream) != 0)
		fatal("out of memory");
	output_begin(path);
	output_write(text, size);
	output_commit();
	free(text);
}
