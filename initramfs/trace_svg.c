/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "trace_print.h"

#include <stdlib.h>
#include <string.h>

#include "svg_text.h"
#include "util.h"

/* Pixels; those of what is measured (x, widths of texts) are tenths of one. */
#define PLOT_WIDTH  1000
#define GUTTER	    96 /* left of the plot: what kind of row it is */
#define MARGIN	    24
#define RIGHT	    40 /* half of the axis's last figure has room there */
#define HEAD	    76 /* title, summary, the axis's figures */
#define ROW	    20
#define LANE	    9
#define GAP	    6  /* between a bar and its text */
#define BAR_MIN	    20 /* tenths */
#define TEXT_MAX    64 /* characters of a row's detail */
#define GRID_MAX    12 /* lines */
#define AXIS_REPEAT 24 /* rows: more of them have the figures below as well */

struct picture {
	FILE *stream;
	const struct story *story;
	uint64_t span;	/* microseconds, at least 1 */
	unsigned lanes; /* rows of bars above the others */
	unsigned top;	/* of the first row */
	unsigned bottom;
	unsigned width;
};

static const char style[] = "text{font:12px 'DejaVu Sans',Verdana,Arial,sans-serif;fill:#202124}\n"
			    ".title{font-size:18px;font-weight:bold}\n"
			    ".kind,.sum,.axis,.more{fill:#5f6368}\n"
			    ".kind,.left,.middle{text-anchor:end}\n"
			    ".middle{text-anchor:middle}\n"
			    ".grid{stroke:#e3e5e8}\n"
			    ".mark{stroke:#202124;stroke-dasharray:3 3}\n"
			    ".odd{fill:#f6f7f9}\n"
			    ".start,.exec,.reached{fill:#202124}\n"
			    ".device{fill:#8a9097}\n"
			    ".ok{fill:#4a86d0}\n"
			    ".there{fill:#a9c4e8}\n"
			    ".left-alone{fill:url(#hatch)}\n"
			    ".failed{fill:#d2413a}\n"
			    ".want{fill:#fff;stroke:#4a86d0}\n"
			    ".block{fill:#8a63c4}\n"
			    ".wait{fill:#d5d8dc}\n"
			    ".mount{fill:#3c9a4e}\n"
			    ".other{fill:#00838f}\n";

/* ---- where things are */

static unsigned x_of(const struct picture *picture, uint64_t time)
{
	double part = (double)(time - picture->story->from) / (double)picture->span;

	return GUTTER * 10 + (unsigned)(part * PLOT_WIDTH * 10 + 0.5);
}

static void put_tenths(FILE *stream, const char *before, unsigned tenths)
{
	fprintf(stream, "%s%u.%u", before, tenths / 10, tenths % 10);
}

/* ---- the words of a row */

struct words {
	const char *kind, *style;
	const char *name;
	char *more;	 /* for the caller to free */
	int fits_inside; /* the bar is light enough for a text on it */
};

static char *insert_words(const struct story_row *row)
{
	static const char *const results[] = { "", "already there, ", "left to itself, ", "" };
	const struct trace_event *event = row->event;

	return xasprintf("%s%s%.1f ms%s%s%s%s",
			 row->result == STORY_FAILED ? event->detail : results[row->result],
			 row->result == STORY_FAILED ? ", " : "", (double)event->duration / 1000,
			 row->cause ? ", " : "", row->cause ? row->how : "",
			 row->cause && *row->how ? " " : "", row->cause ? row->cause : "");
}

static void words_of(struct words *words, const struct story_row *row)
{
	static const char *const styles[] = { "ok", "there", "left-alone", "failed" };
	static const struct words kinds[] = {
		[STORY_START] = { "start", "start", NULL, NULL, 0 },
		[STORY_DEVICE] = { "device", "device", NULL, NULL, 0 },
		[STORY_WANT] = { "not begun", "want", NULL, NULL, 0 },
		[STORY_INSERT] = { "module", NULL, NULL, NULL, 0 },
		[STORY_BLOCK] = { "disk", "block", NULL, NULL, 0 },
		[STORY_WAIT] = { "wait", "wait", NULL, NULL, 1 },
		[STORY_MOUNT] = { "mount", "mount", NULL, NULL, 0 },
		[STORY_EXEC] = { "hand-over", "exec", NULL, NULL, 0 },
		[STORY_REACHED] = { "reached", "reached", NULL, NULL, 0 },
		[STORY_OTHER] = { NULL, "other", NULL, NULL, 0 },
	};
	const struct trace_event *event = row->event;
	double took = (double)event->duration / 1000;

	*words = kinds[row->kind];
	words->name = event->subject;
	if (row->kind == STORY_OTHER)
		words->kind = event->event;
	if (row->kind == STORY_START)
		words->name = strcmp(event->subject, "init") == 0 ? "pid 1 starts" : event->subject;
	if (row->kind == STORY_DEVICE && strrchr(event->subject, '/'))
		words->name = strrchr(event->subject, '/') + 1;
	if (row->kind == STORY_INSERT) {
		words->style = styles[row->result];
		words->more = insert_words(row);
	} else if (row->kind == STORY_WANT) {
		words->more = xasprintf("%s %s", row->how, row->cause);
	} else if (row->kind == STORY_DEVICE && row->seen > 1) {
		words->more = xasprintf("seen %u times, %s", row->seen, event->detail);
	} else if (row->kind == STORY_WAIT || row->kind == STORY_MOUNT) {
		words->more = xasprintf("%s, %.1f ms", event->detail, took);
	} else {
		words->more = xstrdup(strcmp(event->detail, "-") == 0 ? "" : event->detail);
	}
}

/* All of it, for who points at the row. */
static void put_title(FILE *stream, const struct story_row *row)
{
	const struct trace_event *event = row->event;

	fprintf(stream, "<title>%.3f ms, took %.3f ms: ", (double)event->began / 1000,
		(double)event->duration / 1000);
	svg_text(stream, event->event, SIZE_MAX);
	fputc(' ', stream);
	svg_text(stream, event->subject, SIZE_MAX);
	fputc(' ', stream);
	svg_text(stream, event->detail, SIZE_MAX);
	fputs("</title>", stream);
}

/* ---- a row */

/* Left edge and width, tenths of a pixel: something is seen of every bar. */
static void bar_of(const struct picture *picture, const struct story_row *row, unsigned *x,
		   unsigned *width)
{
	unsigned end = x_of(picture, row->event->began + row->event->duration);

	*x = x_of(picture, row->event->began);
	/* Nobody knows when it ended: not before the trace did. */
	if (row->kind == STORY_INSERT && row->result == STORY_LEFT)
		end = x_of(picture, picture->story->to);
	*width = end - *x < BAR_MIN ? BAR_MIN : end - *x;
}

static void put_bar(const struct picture *picture, const char *name, unsigned x, unsigned y,
		    unsigned width, unsigned height)
{
	fprintf(picture->stream, "<rect class=\"%s\" x=\"", name);
	put_tenths(picture->stream, "", x);
	fprintf(picture->stream, "\" y=\"%u", y);
	put_tenths(picture->stream, "\" width=\"", width);
	fprintf(picture->stream, "\" height=\"%u\" rx=\"1.5\"/>", height);
}

#define NAME_MAX_SHOWN 48

static unsigned text_width(const struct words *words)
{
	unsigned width = svg_text(NULL, words->name, NAME_MAX_SHOWN);

	return *words->more ? width + 80 + svg_text(NULL, words->more, TEXT_MAX) : width;
}

/* On a long bar; behind it; before it, where it would leave the plot there and has room here. */
static unsigned text_place(const struct words *words, unsigned x, unsigned width, int *is_left)
{
	unsigned text = text_width(words), end = x + width + GAP * 10;

	*is_left = 0;
	if (words->fits_inside && width > text + 2 * GAP * 10)
		return x + GAP * 10;
	*is_left = end + text > (GUTTER + PLOT_WIDTH) * 10 && x > GUTTER * 10 + GAP * 10 + text;
	return *is_left ? x - GAP * 10 : end;
}

static void put_text(const struct picture *picture, const struct words *words, unsigned x,
		     unsigned y, unsigned width)
{
	FILE *stream = picture->stream;
	int is_left;
	unsigned at = text_place(words, x, width, &is_left);

	put_tenths(stream, is_left ? "<text class=\"left\" x=\"" : "<text x=\"", at);
	fprintf(stream, "\" y=\"%u\">", y);
	svg_text(stream, words->name, NAME_MAX_SHOWN);
	if (*words->more) {
		fputs(" <tspan class=\"more\">", stream);
		svg_text(stream, words->more, TEXT_MAX);
		fputs("</tspan>", stream);
	}
	fputs("</text>", stream);
}

static void put_row(const struct picture *picture, size_t number)
{
	const struct story_row *row = &picture->story->rows[number];
	unsigned y = picture->top + (unsigned)number * ROW, x, width;
	FILE *stream = picture->stream;
	struct words words;

	words_of(&words, row);
	bar_of(picture, row, &x, &width);
	fputs("<g>", stream);
	put_title(stream, row);
	fprintf(stream, "<text class=\"kind\" x=\"%u\" y=\"%u\">", GUTTER - 10, y + 14);
	svg_text(stream, words.kind, 10);
	fputs("</text>", stream);
	put_bar(picture, words.style, x, y + 4, width, ROW - 8);
	put_text(picture, &words, x, y + 14, width);
	fputs("</g>\n", stream);
	free(words.more);
}

/* ---- what is around the rows */

/* 1, 2 or 5 times a power of ten, microseconds. */
static uint64_t grid_step(uint64_t span)
{
	static const unsigned factors[] = { 1, 2, 5 };

	for (uint64_t power = 1;; power *= 10)
		for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++)
			if (span / (power * factors[i]) < GRID_MAX)
				return power * factors[i];
}

static void put_figure(FILE *stream, uint64_t time, uint64_t step)
{
	if (step >= 1000000)
		fprintf(stream, "%ju s", (uintmax_t)time / 1000000);
	else if (step >= 1000)
		fprintf(stream, "%ju ms", (uintmax_t)time / 1000);
	else
		fprintf(stream, "%ju \xc2\xb5s", (uintmax_t)time);
}

static void put_axis(const struct picture *picture)
{
	uint64_t step = grid_step(picture->span);
	FILE *stream = picture->stream;

	for (uint64_t time = 0; time <= picture->span; time += step) {
		unsigned x = x_of(picture, picture->story->from + time);
		unsigned places[] = { HEAD - 6, picture->bottom + 14 };

		put_tenths(stream, "<path class=\"grid\" d=\"M", x);
		fprintf(stream, " %uV%u\"/>", HEAD, picture->bottom);
		for (unsigned i = 0; i < (picture->story->count > AXIS_REPEAT ? 2 : 1); i++) {
			put_tenths(stream, "<text class=\"axis middle\" x=\"", x);
			fprintf(stream, "\" y=\"%u\">", places[i]);
			put_figure(stream, time, step);
			fputs("</text>", stream);
		}
		fputc('\n', stream);
	}
}

static void put_lanes(const struct picture *picture)
{
	const struct story *story = picture->story;
	FILE *stream = picture->stream;

	if (!picture->lanes)
		return;
	fprintf(stream, "<text class=\"kind\" x=\"%u\" y=\"%u\">at once: %u</text>\n", GUTTER - 10,
		HEAD + 13, story->lanes);
	for (size_t i = 0; i < story->count; i++) {
		const struct story_row *row = &story->rows[i];
		struct words words;
		unsigned x, width;

		if (row->kind != STORY_INSERT)
			continue;
		words_of(&words, row);
		bar_of(picture, row, &x, &width);
		fputs("<g>", stream);
		put_title(stream, row);
		put_bar(picture, words.style, x, HEAD + 6 + row->lane * LANE, width, LANE - 2);
		fputs("</g>\n", stream);
		free(words.more);
	}
}

static void put_marks(const struct picture *picture)
{
	for (size_t i = 0; i < picture->story->count; i++) {
		const struct story_row *row = &picture->story->rows[i];

		if (row->kind != STORY_EXEC && row->kind != STORY_REACHED)
			continue;
		put_tenths(picture->stream, "<path class=\"mark\" d=\"M",
			   x_of(picture, row->event->began));
		fprintf(picture->stream, " %uV%u\"/>\n", HEAD, picture->bottom);
	}
}

static void put_head(const struct picture *picture)
{
	const struct story *story = picture->story;
	FILE *stream = picture->stream;

	fprintf(stream,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
		"viewBox=\"0 0 %u %u\">\n<style>\n%s</style>\n",
		picture->width, picture->bottom + MARGIN, picture->width, picture->bottom + MARGIN,
		style);
	fputs("<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
	      "patternUnits=\"userSpaceOnUse\" "
	      "patternTransform=\"rotate(45)\"><path fill=\"#f3c677\" d=\"M0 0H6V6H0z\"/>"
	      "<path fill=\"#dc9326\" d=\"M0 0H3V6H0z\"/></pattern></defs>\n"
	      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
	      stream);
	fprintf(stream, "<text class=\"title\" x=\"%u\" y=\"28\">coldprobe", MARGIN);
	if (story->start && story->end > story->start)
		fprintf(stream, ": pid 1 to the root in %.1f ms",
			(double)(story->end - story->start) / 1000);
	fprintf(stream,
		"</text>\n<text class=\"sum\" x=\"%u\" y=\"48\">%u devices matched, %u modules "
		"took "
		"%.1f ms, up to %u at once; time 0 is %.1f ms after the kernel's start</text>\n",
		MARGIN, story->devices, story->modules, (double)story->spent / 1000, story->lanes,
		(double)story->from / 1000);
}

/* As wide as the text that goes furthest to the right. */
static unsigned width_needed(const struct picture *picture)
{
	unsigned right = (GUTTER + PLOT_WIDTH) * 10;

	for (size_t i = 0; i < picture->story->count; i++) {
		const struct story_row *row = &picture->story->rows[i];
		unsigned x, width, at;
		struct words words;
		int is_left;

		words_of(&words, row);
		bar_of(picture, row, &x, &width);
		at = text_place(&words, x, width, &is_left);
		if (!is_left && at + text_width(&words) > right)
			right = at + text_width(&words);
		free(words.more);
	}
	return right / 10 + RIGHT;
}

void trace_svg(FILE *stream, const struct story *story)
{
	struct picture picture = { .stream = stream, .story = story };

	picture.span = story->to > story->from ? story->to - story->from : 1;
	picture.lanes = story->lanes;
	picture.top = HEAD + (story->lanes ? story->lanes * LANE + 12 : 4);
	picture.bottom = picture.top + (unsigned)story->count * ROW + 4;
	picture.width = width_needed(&picture);
	put_head(&picture);
	for (size_t i = 1; i < story->count; i += 2)
		fprintf(stream,
			"<rect class=\"odd\" x=\"0\" y=\"%u\" width=\"100%%\" height=\"%u\"/>\n",
			picture.top + (unsigned)i * ROW, ROW);
	put_axis(&picture);
	put_lanes(&picture);
	put_marks(&picture);
	for (size_t i = 0; i < story->count; i++)
		put_row(&picture, i);
	fputs("</svg>\n", stream);
}
