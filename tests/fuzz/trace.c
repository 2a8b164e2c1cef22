/* SPDX-License-Identifier: MIT */
/* fuzz: a trace is read, told and drawn: nothing points out of the text, lanes hold one insertion at a time, and the
 * picture is UTF-8 without a character that XML forbids. */
#include "../../initramfs/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/story.h"
#include "../../initramfs/trace_print.h"
#include "../../initramfs/utf8.h"
#include "fuzz.h"

#define HEADER "# coldprobe trace 1\n"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(HEADER
		  "10\t3\tstart\tinit\t\n20\t0\tdevice\t/devices/a/b\tpci:v1\n"
		  "21\t0\twant\tx\tpci:v1\n22\t9\tinsert\tx\tok\n40\t0\texec\t/sbin/init\t\n"),
	FUZZ_SEED("5\t9\tinsert\ta\tleft to itself\n6\t9\tinsert\tb\talready there\n" HEADER
		  "7\t9\tinsert\tc\tno such file\n7\t1\twant\tc\tneeded by a\n9\t1\twant\td\td\n"),
	FUZZ_SEED(HEADER
		  "1\t2\tblock\tvda\text4 LABEL=<&\"\xc3\xa9\n3\t4\tmount\tvda\text4 ro\r\n"
		  "# comment\n0\t1000000000000000\twait\troot\tUUID=1\n8\t1\tnew\tthing\t\t\n"),
	FUZZ_SEED("# coldprobe trace 2\n"),
	{ NULL, 0 },
};

static void check_inside(const struct trace *trace, const char *text, size_t size)
{
	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *event = &trace->events[i];

		if (event->event < text || event->subject < event->event ||
		    event->detail < event->subject ||
		    event->detail + strlen(event->detail) > text + size)
			abort();
		if (event->began > TRACE_TIME_MAX || event->duration > TRACE_TIME_MAX)
			abort();
	}
}

static void check_lanes(const struct story *story)
{
	for (size_t i = 0; i < story->count; i++) {
		const struct story_row *row = &story->rows[i];

		if (row->kind != STORY_INSERT)
			continue;
		if (row->lane >= story->lanes)
			abort();
		for (size_t k = 0; k < i; k++) {
			const struct story_row *before = &story->rows[k];

			if (before->kind == STORY_INSERT && before->lane == row->lane &&
			    before->event->began + before->event->duration > row->event->began)
				abort();
		}
	}
}

static void check_picture(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;
	long open = 0;

	while (at < end) {
		size_t length = utf8_length(at, (size_t)(end - at));

		if (!length || (*at < 0x20 && *at != '\n') || *at == 0x7f)
			abort();
		open += (*at == '<') - (*at == '>');
		if (open < 0 || open > 1)
			abort();
		at += length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *picture;
	struct trace_fault fault;
	struct trace trace;
	struct story story;
	size_t picture_size;

	memcpy(text, data, size);
	text[size] = '\0';
	if (trace_parse(&trace, text, size, &fault) == 0) {
		FILE *stream = open_memstream(&picture, &picture_size);

		check_inside(&trace, text, size);
		story_tell(&story, &trace);
		check_lanes(&story);
		trace_svg(stream, &story);
		fclose(stream);
		check_picture(picture, picture_size);
		free(picture);
		story_free(&story);
	} else if (!fault.reason) {
		abort();
	}
	trace_free(&trace);
	free(text);
	return 0;
}
