/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "json.h"
#include "select_print.h"

static const char *const kinds[] = { "device", "supplier", "parent", "child", "behind" };

static void print_boards(const struct select_report *report, struct json *json)
{
	const struct wish *wish = report->wish;

	json_open(json, "boards", '[');
	for (size_t i = 0; i < wish->board_count; i++) {
		json_open(json, NULL, '{');
		json_text(json, "file", wish->boards[i].file);
		json_text(json, "model", wish->boards[i].model);
		json_text(json, "root", wish->roots ? wish->roots[i] : NULL);
		json_number(json, "devices", wish->boards[i].count);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void print_modules(const struct select_report *report, struct json *json)
{
	const struct selection *selection = report->selection;
	unsigned *order = select_order(selection);

	json_open(json, "modules", '[');
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[order[i]];

		json_open(json, NULL, '{');
		json_text(json, "name", choice->module->name);
		json_text(json, "path", choice->module->path);
		json_number(json, "bytes", choice->module->size);
		json_text(json, "reason", choice->reason);
		json_open_flat(json, "boards", '[');
		for (size_t k = 0; k < choice->board_count; k++)
			json_number(json, NULL, choice->boards[k]);
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
	free(order);
}

static void print_askers(const struct need *need, struct json *json)
{
	json_open(json, "asked", '[');
	for (size_t i = 0; i < need->asker_count; i++) {
		json_open_flat(json, NULL, '{');
		json_number(json, "need", need->askers[i].consumer);
		json_text(json, "kind", kinds[need->askers[i].kind]);
		json_text(json, "by", need->askers[i].by);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void print_need(const struct select_report *report, const struct need *need,
		       struct json *json)
{
	json_open(json, NULL, '{');
	json_number(json, "board", need->board);
	json_text(json, "device", select_device(report, need));
	json_text(json, "kind", kinds[need->kind]);
	json_open_flat(json, "modules", '[');
	for (size_t i = 0; i < need->module_count; i++)
		json_text(json, NULL, report->selection->kernel->modules[need->modules[i]].name);
	json_close(json, ']');
	json_text(json, "builtin", need->builtin);
	json_bool(json, "guess", need->is_guess);
	json_bool(json, "optional", need->is_optional);
	print_askers(need, json);
	json_close(json, '}');
}

static void print_absent(const struct hardware *hardware, struct json *json)
{
	json_open(json, "absent", '[');
	for (size_t i = 0; i < hardware->absent_count; i++) {
		json_open_flat(json, NULL, '{');
		json_number(json, "need", hardware->absent[i].consumer);
		json_text(json, "by", hardware->absent[i].by);
		json_text(json, "path", hardware->absent[i].path);
		json_close(json, '}');
	}
	json_close(json, ']');
}

void select_print_json(const struct select_report *report)
{
	const struct hardware *hardware = &report->selection->hardware;
	struct select_sums sums;
	struct json json = { 0 };

	select_sum(report->selection, &sums);
	json_open(&json, NULL, '{');
	json_text(&json, "kernel", report->selection->kernel->release);
	print_boards(report, &json);
	json_number(&json, "hardware_modules", sums.hardware);
	json_number(&json, "hardware_bytes", sums.hardware_bytes);
	json_number(&json, "other_modules", sums.rest);
	json_number(&json, "other_bytes", sums.rest_bytes);
	print_modules(report, &json);
	json_open(&json, "needs", '[');
	for (size_t i = 0; i < hardware->count; i++)
		print_need(report, &hardware->needs[i], &json);
	json_close(&json, ']');
	print_absent(hardware, &json);
	json_close(&json, '}');
}
