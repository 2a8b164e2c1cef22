/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "trace_print.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "util.h"

#define WIDTH_MAX 92 /* bytes of what stands between the time and the duration */

static double milliseconds(uint64_t microseconds)
{
	return (double)microseconds / 1000;
}

/* No UTF-8 sequence is cut in two. */
static size_t cut(const char *text, size_t limit)
{
	while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
		limit--;
	return limit;
}

__attribute__((format(printf, 2, 3))) static void print_row(const struct story_row *row,
							    const char *format, ...)
{
	const struct trace_event *event = row->event;
	va_list arguments;
	char *what;

	va_start(arguments, format);
	if (vasprintf(&what, format, arguments) < 0)
		fatal("out of memory");
	va_end(arguments);
	printf("%9.1f ms  ", milliseconds(event->began));
	if (strlen(what) > WIDTH_MAX) {
		print_bytes(what, cut(what, WIDTH_MAX - 3));
		printf("...");
	} else {
		print_text(what);
	}
	free(what);
	/* How long it took to note a point in time is of no interest. */
	if (event->duration && row->kind != STORY_DEVICE && row->kind != STORY_START &&
	    row->kind != STORY_EXEC && row->kind != STORY_BLOCK && row->kind != STORY_WANT)
		printf("  (%.1f ms)", milliseconds(event->duration));
	if (row->seen > 1)
		printf("  (seen %u times)", row->seen);
	if (row->cause) {
		printf("  %s%s", row->how, *row->how ? " " : "");
		print_bytes(row->cause, cut(row->cause, strnlen(row->cause, WIDTH_MAX / 2)));
	}
	putchar('\n');
}

static void print_event(const struct story_row *row)
{
	const struct trace_event *event = row->event;
	const char *subject = event->subject, *detail = event->detail;
	const char *blank = *detail ? "  " : "";

	switch (row->kind) {
	case STORY_START:
		if (strcmp(subject, "init") == 0)
			print_row(row, "pid 1 starts");
		else
			print_row(row, "%s starts", subject);
		break;
	case STORY_DEVICE:
		print_row(row, "device    %s  %s", story_device(subject), detail);
		break;
	case STORY_WANT:
		print_row(row, "not begun %-24s", subject);
		break;
	case STORY_INSERT:
		print_row(row, "module    %-24s%s%s", subject, row->result == STORY_OK ? "" : " ",
			  row->result == STORY_OK ? "" : detail);
		break;
	case STORY_BLOCK:
		print_row(row, "disk      %s%s%s", subject, blank, detail);
		break;
	case STORY_WAIT:
		print_row(row, "waits for %s%s%s", subject, *detail ? ": " : "", detail);
		break;
	case STORY_MOUNT:
		print_row(row, "mounted   %s%s%s", subject, blank, detail);
		break;
	case STORY_EXEC:
		print_row(row, "hands over to %s", subject);
		break;
	case STORY_REACHED:
		print_row(row, "the init of the root runs");
		break;
	case STORY_OTHER:
		print_row(row, "%-9s %s%s%s", event->event, subject, blank, detail);
		break;
	}
}

void trace_table(const struct story *story)
{
	for (size_t i = 0; i < story->count; i++)
		print_event(&story->rows[i]);
	printf("%u devices matched, %u modules took %.1f ms", story->devices, story->modules,
	       milliseconds(story->spent));
	if (story->lanes > 1)
		printf(", up to %u at once", story->lanes);
	if (story->start && story->end > story->start)
		printf("; pid 1 to the root: %.1f ms", milliseconds(story->end - story->start));
	putchar('\n');
}
