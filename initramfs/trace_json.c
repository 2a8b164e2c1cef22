/* SPDX-License-Identifier: MIT */
#include "trace_print.h"

#include "json.h"

static void time_or_null(struct json *json, const char *name, uint64_t time)
{
	if (time)
		json_number(json, name, time);
	else
		json_text(json, name, NULL);
}

static void print_module(struct json *json, const struct story_row *row)
{
	json_open_flat(json, NULL, '{');
	json_text(json, "name", row->event->subject);
	json_text(json, "result", row->kind == STORY_WANT ? NULL : row->event->detail);
	json_number(json, "began", row->event->began);
	json_number(json, "duration", row->event->duration);
	json_text(json, "how", row->how);
	json_text(json, "cause", row->cause);
	json_close(json, '}');
}

static void print_event(struct json *json, const struct trace_event *event)
{
	json_open_flat(json, NULL, '{');
	json_number(json, "time", event->began);
	json_number(json, "duration", event->duration);
	json_text(json, "event", event->event);
	json_text(json, "subject", event->subject);
	json_text(json, "detail", event->detail);
	json_close(json, '}');
}

void trace_json(const struct story *story, const struct trace *trace)
{
	struct json json = { 0 };

	json_open(&json, NULL, '{');
	json_number(&json, "trace", TRACE_FORMAT);
	time_or_null(&json, "start", story->start);
	time_or_null(&json, "end", story->end);
	json_number(&json, "devices", story->devices);
	json_number(&json, "inserted", story->modules);
	json_number(&json, "spent", story->spent);
	json_number(&json, "at_once", story->lanes);
	json_open(&json, "modules", '[');
	for (size_t i = 0; i < story->count; i++)
		if (story->rows[i].kind == STORY_INSERT || story->rows[i].kind == STORY_WANT)
			print_module(&json, &story->rows[i]);
	json_close(&json, ']');
	json_open(&json, "events", '[');
	for (size_t i = 0; i < trace->count; i++)
		print_event(&json, &trace->events[i]);
	json_close(&json, ']');
	json_close(&json, '}');
}
