/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "check_print.h"

#include <stdlib.h>

#include "json.h"
#include "select_print.h"

/* "a, b"; for the caller to free. */
static char *joined(const struct strings *list)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < list->count; i++) {
		char *longer = xasprintf("%s%s%s", text, i ? ", " : "", list->items[i]);

		free(text);
		text = longer;
	}
	return text;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* A needed device of its own, for which no driver is known. */
static bool is_undriven(const struct hardware *hardware, const struct need *need)
{
	return !hardware_has_driver(need) && !need->is_optional && need->kind != NEED_BEHIND &&
	       (need->kind != NEED_CHILD || hardware->needs[need->consumer].device != need->device);
}

/* ---- for people */

static void print_link(const struct check_link *link, const char *grade)
{
	char *more = link->more ? xasprintf(" (and %zu more)", link->more) : xstrdup("");

	select_say("%s%s: %s%s%s%s%s%s", grade, link->what, link->problem, link->chain ? ": " : "",
		   link->chain ? link->chain : "", more, link->remedy ? ": " : "",
		   link->remedy ? link->remedy : "");
	free(more);
}

static void print_undriven(const struct check_input *input)
{
	const struct select_report report = { input->selection, input->wish };
	const struct hardware *hardware = &input->selection->hardware;

	for (size_t i = 0; i < hardware->count; i++) {
		const struct need *need = &hardware->needs[i];
		char *link;

		if (!is_undriven(hardware, need))
			continue;
		link = select_link(need->kind, need->by);
		select_say("%s: no driver is known: %s of %s", select_device(&report, need), link,
			   select_device(&report, &hardware->needs[need->consumer]));
		free(link);
	}
	for (size_t i = 0; i < hardware->absent_count; i++) {
		const struct hardware_absent *absent = &hardware->absent[i];

		select_say("%s: disabled, or no device: %s of %s", absent->path,
			   absent->by ? absent->by : "supplier",
			   select_device(&report, &hardware->needs[absent->consumer]));
	}
}

static void print_answer(const struct check_result *result, const struct check_input *input)
{
	const char *path = input->baked->path;
	char *types = joined(&result->filesystems);

	if (result->count > 0)
		select_say("%s: no: %zu link%s missing on the way to the root", path, result->count,
			   result->count == 1 ? " is" : "s are");
	else
		select_say("%s: yes: %zu device%s and %zu module%s on the way to the root are "
			   "served; file systems: %s; without a known driver: %zu device%s",
			   path, result->devices, plural(result->devices), result->modules,
			   plural(result->modules), types, result->undriven,
			   plural(result->undriven));
	free(types);
}

void check_print(const struct check_result *result, const struct check_input *input,
		 bool is_verbose)
{
	for (size_t i = 0; i < result->count; i++)
		print_link(&result->missing[i], "");
	for (size_t i = 0; i < result->optional_count; i++)
		print_link(&result->optional[i], "optional: ");
	if (is_verbose) {
		print_undriven(input);
		for (size_t i = 0; i < result->absent.count; i++)
			select_say("firmware that is nowhere: %s", result->absent.items[i]);
		if (!input->kconfig->path)
			select_say("the kernel's config was not found: whether it takes signed "
				   "modules only is not known");
	}
	print_answer(result, input);
}

/* ---- for programs */

static void json_links(struct json *json, const char *name, const struct check_link *links,
		       size_t count)
{
	json_open(json, name, '[');
	for (size_t i = 0; i < count; i++) {
		const struct check_link *link = &links[i];

		json_open(json, NULL, '{');
		json_text(json, "kind", check_kind_name(link->kind));
		json_text(json, "what", link->what);
		json_text(json, "problem", link->problem);
		json_text(json, "chain", link->chain);
		json_text(json, "remedy", link->remedy);
		json_number(json, "more", link->more);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void json_needed(const struct check_result *result, struct json *json)
{
	json_open(json, "needed", '[');
	for (size_t i = 0; i < result->modules; i++) {
		json_open(json, NULL, '{');
		json_text(json, "name", result->needed[i].name);
		json_text(json, "chain", result->needed[i].chain);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void json_undriven(const struct check_input *input, struct json *json)
{
	const struct select_report report = { input->selection, input->wish };
	const struct hardware *hardware = &input->selection->hardware;

	json_open(json, "undriven", '[');
	for (size_t i = 0; i < hardware->count; i++)
		if (is_undriven(hardware, &hardware->needs[i]))
			json_text(json, NULL, select_device(&report, &hardware->needs[i]));
	json_close(json, ']');
}

void check_print_json(const struct check_result *result, const struct check_input *input)
{
	struct json json = { 0 };

	json_open(&json, NULL, '{');
	json_text(&json, "image", input->baked->path);
	json_text(&json, "kernel", input->kernel->release);
	json_bool(&json, "whole", result->count == 0);
	json_open(&json, "boards", '[');
	for (size_t i = 0; i < input->wish->board_count; i++)
		json_text(&json, NULL, input->wish->boards[i].file);
	json_close(&json, ']');
	json_number(&json, "devices", result->devices);
	json_number(&json, "modules", result->modules);
	json_strings(&json, "filesystems", &result->filesystems);
	json_needed(result, &json);
	json_links(&json, "missing", result->missing, result->count);
	json_links(&json, "optional", result->optional, result->optional_count);
	json_undriven(input, &json);
	json_strings(&json, "firmware_absent", &result->absent);
	json_close(&json, '}');
}
