/* SPDX-License-Identifier: MIT */
#include "story.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

static const struct {
	const char *event;
	enum story_kind kind;
} kinds[] = {
	{ "start", STORY_START },   { "device", STORY_DEVICE }, { "want", STORY_WANT },
	{ "insert", STORY_INSERT }, { "block", STORY_BLOCK },	{ "wait", STORY_WAIT },
	{ "mount", STORY_MOUNT },   { "exec", STORY_EXEC },	{ "reached", STORY_REACHED },
};

static enum story_kind kind_of(const char *event)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].event, event) == 0)
			return kinds[i].kind;
	return STORY_OTHER;
}

enum story_result story_result(const char *detail)
{
	return strcmp(detail, "ok") == 0	       ? STORY_OK
	       : strcmp(detail, "already there") == 0  ? STORY_THERE
	       : strcmp(detail, "left to itself") == 0 ? STORY_LEFT
						       : STORY_FAILED;
}

const char *story_device(const char *path)
{
	static const char *const parts[] = { "/", "sys/", "devices/" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strncmp(path, parts[i], strlen(parts[i])) == 0)
			path += strlen(parts[i]);
	return path;
}

/* ---- by module, and by time */

/* Rows of one thing stand together, the first first. */
static int compare_things(const void *a, const void *b)
{
	const struct story_row *x = a, *y = b;
	int order = strcmp(x->event->subject, y->event->subject);

	if (!order)
		order = (x->kind > y->kind) - (x->kind < y->kind);
	if (!order && x->kind == STORY_DEVICE)
		order = strcmp(x->event->detail, y->event->detail);
	if (!order)
		order = (x->event->began > y->event->began) - (x->event->began < y->event->began);
	return order ? order : (x->event > y->event) - (x->event < y->event);
}

static int compare_times(const void *a, const void *b)
{
	const struct trace_event *x = ((const struct story_row *)a)->event;
	const struct trace_event *y = ((const struct story_row *)b)->event;

	if (x->began != y->began)
		return x->began < y->began ? -1 : 1;
	return (x > y) - (x < y);
}

/* ---- why */

/* The rows of the devices, by modalias. */
static int compare_modaliases(const void *a, const void *b)
{
	const struct trace_event *x = *(const struct trace_event *const *)a;
	const struct trace_event *y = *(const struct trace_event *const *)b;
	int order = strcmp(x->detail, y->detail);

	return order ? order : (x > y) - (x < y);
}

struct devices {
	const struct trace_event **list;
	size_t count;
};

static void devices_list(struct devices *devices, const struct trace *trace)
{
	devices->list = xcalloc(trace->count + 1, sizeof(*devices->list));
	for (size_t i = 0; i < trace->count; i++)
		if (kind_of(trace->events[i].event) == STORY_DEVICE)
			devices->list[devices->count++] = &trace->events[i];
	qsort(devices->list, devices->count, sizeof(*devices->list), compare_modaliases);
}

/* The last component of the path of the first device with that modalias, or NULL. */
static const char *device_with(const struct devices *devices, const char *modalias)
{
	size_t low = 0, high = devices->count;
	const char *slash;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(devices->list[middle]->detail, modalias) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == devices->count || strcmp(devices->list[low]->detail, modalias) != 0)
		return NULL;
	slash = strrchr(devices->list[low]->subject, '/');
	return slash ? slash + 1 : devices->list[low]->subject;
}

static void explain(struct story_row *row, const struct trace_event *want,
		    const struct devices *devices)
{
	static const char *const hows[] = { "needed by ", "follows " };
	static const char *const words[] = { "needed by", "follows" };
	const char *device = device_with(devices, want->detail);

	row->how = "for";
	row->cause = device ? device : want->detail;
	for (size_t i = 0; !device && i < sizeof(hows) / sizeof(*hows); i++)
		if (strncmp(want->detail, hows[i], strlen(hows[i])) == 0) {
			row->how = words[i];
			row->cause = want->detail + strlen(hows[i]);
		}
	if (strcmp(want->detail, want->subject) == 0) {
		row->how = "";
		row->cause = "by its name";
	}
}

/* ---- rows */

/* One thing a row: rows is sorted by thing, and each want stands before the insertions of its module. */
static void merge(struct story *story, const struct devices *devices)
{
	const struct trace_event *want = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < story->count; i++) {
		struct story_row row = story->rows[i], *last = kept ? &story->rows[kept - 1] : NULL;

		if (want && strcmp(want->subject, row.event->subject) != 0)
			want = NULL;
		if (row.kind == STORY_DEVICE && last && last->kind == STORY_DEVICE &&
		    strcmp(last->event->subject, row.event->subject) == 0 &&
		    strcmp(last->event->detail, row.event->detail) == 0) {
			last->seen++;
			continue;
		}
		if (row.kind == STORY_WANT && want)
			continue;
		if (row.kind == STORY_WANT)
			want = row.event;
		if (want && (row.kind == STORY_WANT || row.kind == STORY_INSERT))
			explain(&row, want, devices);
		/* The insertion takes the place of the want. */
		if (row.kind == STORY_INSERT && last && last->event == want)
			kept--;
		story->rows[kept++] = row;
	}
	story->count = kept;
}

static uint64_t end_of(const struct story_row *row)
{
	return row->event->began + row->event->duration;
}

/* The first lane that is free: rows are in the order of their beginnings. */
static void take_lane(struct story *story, struct story_row *row, uint64_t *busy)
{
	unsigned lane = 0;

	while (lane < story->lanes && busy[lane] > row->event->began)
		lane++;
	if (lane == story->lanes)
		story->lanes++;
	busy[lane] = end_of(row);
	row->lane = lane;
}

static void sum_up(struct story *story)
{
	uint64_t *busy = xcalloc(story->count + 1, sizeof(*busy));

	story->from = story->count ? story->rows[0].event->began : 0;
	for (size_t i = 0; i < story->count; i++) {
		struct story_row *row = &story->rows[i];

		if (story->to < end_of(row))
			story->to = end_of(row);
		if (row->kind == STORY_START && !story->start)
			story->start = row->event->began;
		if (row->kind == STORY_EXEC || row->kind == STORY_REACHED)
			story->end = row->event->began;
		story->devices += row->kind == STORY_DEVICE;
		if (row->kind != STORY_INSERT)
			continue;
		take_lane(story, row, busy);
		if (row->result == STORY_OK) {
			story->modules++;
			story->spent += row->event->duration;
		}
	}
	free(busy);
}

void story_tell(struct story *story, const struct trace *trace)
{
	struct devices devices = { 0 };

	*story = (struct story){ .count = trace->count };
	story->rows = xcalloc(trace->count + 1, sizeof(*story->rows));
	for (size_t i = 0; i < trace->count; i++)
		story->rows[i] = (struct story_row){
			.event = &trace->events[i],
			.kind = kind_of(trace->events[i].event),
			.result = story_result(trace->events[i].detail),
			.seen = 1,
		};
	devices_list(&devices, trace);
	qsort(story->rows, story->count, sizeof(*story->rows), compare_things);
	merge(story, &devices);
	qsort(story->rows, story->count, sizeof(*story->rows), compare_times);
	sum_up(story);
	free(devices.list);
}

void story_free(struct story *story)
{
	free(story->rows);
	*story = (struct story){ 0 };
}
