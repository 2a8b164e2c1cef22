/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "trace.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

#define STRING_(number) #number
#define STRING(number)	STRING_(number)

static const char header[] = "# coldprobe trace ";
static const char fields_reason[] = "not five fields separated by tabs";

/* ---- lines */

/* The next line of what is left, or NULL: at the end, or, with a reason, where no line can be. */
static char *next_line(char **next, char *end, const char **reason)
{
	char *line = *next, *stop;
	size_t length;

	*reason = NULL;
	if (line == end)
		return NULL;
	stop = memchr(line, '\n', (size_t)(end - line));
	if (!stop) {
		*reason = "the line does not end: the trace is cut off";
		return NULL;
	}
	length = (size_t)(stop - line);
	*next = stop + 1;
	if (memchr(line, '\0', length)) {
		*reason = "a NUL byte";
		return NULL;
	}
	*stop = '\0';
	if (length > 0 && stop[-1] == '\r')
		stop[-1] = '\0';
	return line;
}

static int has_header(const char *text, size_t size)
{
	size_t length = sizeof(header) - 1;

	for (const char *at = text; at && size - (size_t)(at - text) >= length;) {
		if (memcmp(at, header, length) == 0)
			return 1;
		at = memchr(at, '\n', size - (size_t)(at - text));
		if (at)
			at++;
	}
	return 0;
}

/* ---- one event */

/* Returns 0 when the text is a number up to the limit, and nothing else. */
static int read_time(const char *text, uint64_t *time)
{
	*time = 0;
	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		*time = *time * 10 + (uint64_t)(*text - '0');
		if (*time > TRACE_TIME_MAX)
			return -1;
	}
	return 0;
}

/* Whatever follows the fourth tab is the detail. Returns NULL or what is wrong. */
static const char *read_event(struct trace_event *event, char *line)
{
	char *fields[4];

	for (unsigned i = 0; i < 4; i++) {
		fields[i] = strsep(&line, "\t");
		if (!line)
			return fields_reason;
	}
	event->event = fields[2];
	event->subject = fields[3];
	event->detail = line;
	if (read_time(fields[0], &event->began) < 0)
		return "the time is no number of microseconds up to " STRING(TRACE_TIME_MAX);
	if (read_time(fields[1], &event->duration) < 0)
		return "the duration is no number of microseconds up to " STRING(TRACE_TIME_MAX);
	if (!*event->event)
		return "the event is empty";
	if (!*event->subject)
		return "the subject is empty";
	return NULL;
}

static const char *read_line(struct trace *trace, char *line)
{
	struct trace_event event;
	const char *reason;

	if (strncmp(line, header, sizeof(header) - 1) == 0)
		return strcmp(line + sizeof(header) - 1, STRING(TRACE_FORMAT)) == 0
			       ? NULL
			       : "its format is not " STRING(
					 TRACE_FORMAT) ", the one that is known";
	if (*line == '#')
		return NULL;
	reason = read_event(&event, line);
	if (!reason) {
		trace->events = xgrow(trace->events, trace->count, sizeof(event));
		trace->events[trace->count++] = event;
	}
	return reason;
}

/* ---- the whole */

int trace_parse(struct trace *trace, char *text, size_t size, struct trace_fault *fault)
{
	char *next = text, *line;

	*trace = (struct trace){ 0 };
	*fault = (struct trace_fault){ 0 };
	if (!has_header(text, size)) {
		fault->reason =
			"no line \"# coldprobe trace " STRING(TRACE_FORMAT) "\": not a trace";
		return -1;
	}
	do {
		fault->line++;
		line = next_line(&next, text + size, &fault->reason);
		if (line)
			fault->reason = read_line(trace, line);
	} while (line && !fault->reason);
	return fault->reason ? -1 : 0;
}

void trace_read(struct trace *trace, const char *path)
{
	struct bytes bytes = file_read(path);
	struct trace_fault fault;

	if (trace_parse(trace, (char *)bytes.data, bytes.size, &fault) < 0) {
		if (fault.line)
			fatal("%s:%u: %s", path, fault.line, fault.reason);
		fatal("%s: %s", path, fault.reason);
	}
	trace->text = (char *)bytes.data;
}

void trace_free(struct trace *trace)
{
	free(trace->events);
	free(trace->text);
	*trace = (struct trace){ 0 };
}
