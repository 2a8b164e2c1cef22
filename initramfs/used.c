/* SPDX-License-Identifier: MIT */
#include "used.h"

#include <stdlib.h>
#include <string.h>

#include "story.h"
#include "trace.h"

/* As insert.c of the probe writes ENODEV. */
static const char absent[] = "no such device or filesystem";

static struct used_module *find(const struct used *used, const char *name)
{
	for (size_t i = 0; i < used->count; i++)
		if (strcmp(used->modules[i].name, name) == 0)
			return &used->modules[i];
	return NULL;
}

static bool is_used(const struct trace_event *event)
{
	return strcmp(event->event, "insert") == 0 && story_result(event->detail) != STORY_FAILED;
}

static void add(struct used *used, const char *name, const char *trace)
{
	if (find(used, name))
		return;
	used->modules = xgrow(used->modules, used->count, sizeof(*used->modules));
	used->modules[used->count++] =
		(struct used_module){ .name = xstrdup(name), .trace = trace };
}

static bool was_used(const struct trace *trace, const char *name)
{
	for (size_t i = 0; i < trace->count; i++)
		if (is_used(&trace->events[i]) && strcmp(trace->events[i].subject, name) == 0)
			return true;
	return false;
}

enum cause { IN_VAIN, NEEDED, OWN };

/*
 * Why it was inserted: for its own sake, as is all whose trace says nothing of it; since a module that went in needs it;
 * or since one would have that never did, as root was there before.
 */
static enum cause cause_of(const struct trace *trace, const char *name)
{
	static const char needed[] = "needed by ";
	enum cause cause = IN_VAIN;
	bool is_wanted = false;

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *event = &trace->events[i];

		if (strcmp(event->event, "want") != 0 || strcmp(event->subject, name) != 0)
			continue;
		is_wanted = true;
		/* What it follows is perhaps a profile's word, and lost here. */
		if (strncmp(event->detail, needed, sizeof(needed) - 1) != 0)
			return OWN;
		if (was_used(trace, event->detail + sizeof(needed) - 1))
			cause = NEEDED;
	}
	return is_wanted ? cause : OWN;
}

/* A failure is told unless the driver only found that its hardware is absent. */
static void take_one(struct used *used, const struct trace *trace, const struct trace_event *event,
		     const char *file)
{
	enum cause cause;

	if (is_used(event)) {
		cause = cause_of(trace, event->subject);
		if (cause == IN_VAIN)
			return;
		add(used, event->subject, file);
		find(used, event->subject)->for_devices |= cause == OWN;
	} else if (strcmp(event->detail, absent) != 0 && !was_used(trace, event->subject)) {
		warning("%s: %s: left out, its insertion failed: %s", file, event->subject,
			event->detail);
	}
}

static void take(struct used *used, const struct trace *trace, const char *file)
{
	bool has_any = false;

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *event = &trace->events[i];

		if (strcmp(event->event, "insert") != 0)
			continue;
		take_one(used, trace, event, file);
		has_any |= is_used(event);
	}
	if (!has_any)
		warning("%s: no module was inserted in that boot", file);
}

void used_read(struct used *used, const struct strings *traces)
{
	*used = (struct used){ 0 };
	for (size_t i = 0; i < traces->count; i++) {
		struct trace trace;

		trace_read(&trace, traces->items[i]);
		take(used, &trace, traces->items[i]);
		trace_free(&trace);
	}
}

void used_free(struct used *used)
{
	for (size_t i = 0; i < used->count; i++)
		free(used->modules[i].name);
	free(used->modules);
	*used = (struct used){ 0 };
}
