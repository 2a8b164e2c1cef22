/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "select_print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hardware_kind.h"
#include "print.h"

/* ---- what every way of printing uses */

void select_sum(const struct selection *selection, struct select_sums *sums)
{
	*sums = (struct select_sums){ 0 };
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];

		if (choice->board_count > 0) {
			sums->hardware++;
			sums->hardware_bytes += choice->module->size;
		} else {
			sums->rest++;
			sums->rest_bytes += choice->module->size;
		}
	}
}

/* For each choice the first need that it serves; SIZE_MAX: it serves none. */
static size_t *first_needs(const struct selection *selection)
{
	const struct hardware *hardware = &selection->hardware;
	const struct module *modules = selection->kernel->modules;
	size_t *of_module = xcalloc(selection->kernel->count, sizeof(*of_module));
	size_t *first = xcalloc(selection->count, sizeof(*first));

	for (size_t i = hardware->count; i-- > 0;)
		for (size_t k = 0; k < hardware->needs[i].module_count; k++)
			of_module[hardware->needs[i].modules[k]] = i + 1;
	for (size_t i = 0; i < selection->count; i++)
		first[i] = of_module[selection->choices[i].module - modules] - 1;
	free(of_module);
	return first;
}

struct order {
	const struct selection *selection;
	size_t *first;
};

static int compare(const void *a, const void *b, void *context)
{
	const struct order *order = context;
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
	const struct choice *one = &order->selection->choices[x];
	const struct choice *other = &order->selection->choices[y];

	if (!one->board_count != !other->board_count)
		return one->board_count ? -1 : 1;
	if (order->first[x] != order->first[y])
		return order->first[x] < order->first[y] ? -1 : 1;
	return (x > y) - (x < y);
}

unsigned *select_order(const struct selection *selection)
{
	struct order order = { selection, first_needs(selection) };
	unsigned *numbers = xcalloc(selection->count, sizeof(*numbers));

	for (unsigned i = 0; i < selection->count; i++)
		numbers[i] = i;
	qsort_r(numbers, selection->count, sizeof(*numbers), compare, &order);
	free(order.first);
	return numbers;
}

char *select_link(enum need_kind kind, const char *by)
{
	static const char *const kinds[] = { "device", "supplier", "bus", "child", "behind it" };

	if (kind == NEED_CHILD)
		return by ? xasprintf("child for %s", by) : xstrdup("child");
	return xstrdup(by ? by : kinds[kind]);
}

const char *select_device(const struct select_report *report, const struct need *need)
{
	return report->wish->boards[need->board].devices[need->device].path;
}

char *select_drivers(const struct select_report *report, const struct need *need)
{
	const struct module *modules = report->selection->kernel->modules;
	char *text = need->builtin ? xasprintf("built-in %s", need->builtin) : xstrdup("");

	if (need->builtin && need->is_guess) {
		free(text);
		text = xstrdup("built in, by its name");
	}
	for (size_t i = 0; i < need->module_count; i++) {
		char *longer = xasprintf("%s%s%s", text, *text ? ", " : "",
					 modules[need->modules[i]].name);

		free(text);
		text = longer;
	}
	return text;
}

void select_say(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		fatal("out of memory");
	va_end(arguments);
	print_text(text);
	putchar('\n');
	free(text);
}

/* ---- the table */

/* "a.dtb, b.dtb"; "all"; for the caller to free. */
static char *board_names(const struct select_report *report, const struct choice *choice)
{
	char *text = xstrdup("");

	if (choice->board_count == report->wish->board_count) {
		free(text);
		return xstrdup("all");
	}
	for (size_t i = 0; i < choice->board_count; i++) {
		char *longer = xasprintf("%s%s%s", text, *text ? ", " : "",
					 path_base(report->wish->boards[choice->boards[i]].file));

		free(text);
		text = longer;
	}
	return text;
}

static void print_choice(const struct select_report *report, const struct choice *choice, int width)
{
	char *names = NULL;

	if (choice->board_count > 0 && report->wish->board_count > 1)
		names = board_names(report, choice);
	select_say("  %-*s %9zu  %s%s%s%s", width, choice->module->name, choice->module->size,
		   choice->reason, names ? "  [" : "", names ? names : "", names ? "]" : "");
	free(names);
}

static int name_width(const struct selection *selection)
{
	size_t width = strlen("module");

	for (size_t i = 0; i < selection->count; i++)
		if (strlen(selection->choices[i].module->name) > width)
			width = strlen(selection->choices[i].module->name);
	return (int)width;
}

static void print_choices(const struct select_report *report, bool is_hardware)
{
	const struct selection *selection = report->selection;
	unsigned *order = select_order(selection);
	int width = name_width(selection);

	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[order[i]];

		if ((choice->board_count > 0) == is_hardware)
			print_choice(report, choice, width);
	}
	free(order);
}

static void print_boards(const struct select_report *report)
{
	const struct wish *wish = report->wish;

	for (size_t i = 0; i < wish->board_count; i++) {
		const struct board *board = &wish->boards[i];

		select_say("%s%s%s%s: %zu devices", board->file, board->model ? " (" : "",
			   board->model ? board->model : "", board->model ? ")" : "", board->count);
		if (wish->roots && wish->roots[i])
			select_say("  root on %s", wish->roots[i]);
	}
}

static void print_without(const struct select_report *report)
{
	const struct hardware *hardware = &report->selection->hardware;
	bool has_title = false;

	for (size_t i = 0; i < hardware->count; i++) {
		const struct need *need = &hardware->needs[i];
		char *link;

		if (hardware_has_driver(need) || need->kind == NEED_PARENT)
			continue;
		if (!has_title)
			printf("\nno driver is known for these suppliers: built in without an "
			       "alias, or not built\n");
		has_title = true;
		link = select_link(need->kind, need->by);
		select_say("  %s (%s of %s)", select_device(report, need), link,
			   select_device(report, &hardware->needs[need->consumer]));
		free(link);
	}
}

static void print_absent(const struct select_report *report)
{
	const struct hardware *hardware = &report->selection->hardware;

	if (hardware->absent_count > 0)
		printf("\nsuppliers that are disabled, or no device of the board\n");
	for (size_t i = 0; i < hardware->absent_count; i++) {
		const struct hardware_absent *absent = &hardware->absent[i];

		select_say("  %s (%s of %s)", absent->path, absent->by ? absent->by : "supplier",
			   select_device(report, &hardware->needs[absent->consumer]));
	}
}

/* Is a wanted device the host of a bus whose drivers are in that directory? */
static bool has_bus(const struct select_report *report, const char *dir)
{
	const struct hardware *hardware = &report->selection->hardware;

	for (size_t i = 0; i < hardware->count; i++) {
		const struct need *need = &hardware->needs[i];
		const char *node;

		if (need->kind != NEED_DEVICE)
			continue;
		node = hardware_host_dir(select_device(report, need));
		if (need->is_guess && node && strncmp(node, dir, strlen(dir)) == 0)
			return true;
		for (size_t k = 0; k < need->module_count; k++)
			if (strstr(report->selection->kernel->modules[need->modules[k]].path, dir))
				return true;
	}
	return false;
}

static bool is_kept(const struct wish *wish, const char *name)
{
	for (size_t i = 0; i < wish->keeps.count; i++)
		if (strcmp(wish->keeps.items[i], name) == 0)
			return true;
	return false;
}

/* What somebody who boots from there must know. */
static void print_buses(const struct select_report *report)
{
	static const struct {
		const char *dir, *name, *keep;
	} buses[] = {
		{ "/drivers/pci/", "PCI", "pci-storage" },
		{ "/drivers/usb/", "USB", "usb-storage" },
	};

	for (size_t i = 0; i < sizeof(buses) / sizeof(*buses); i++)
		if (has_bus(report, buses[i].dir) && !is_kept(report->wish, buses[i].keep))
			printf("\nits %s host is in, a disk's driver behind it is not, unless a "
			       "board "
			       "file has the disk: --keep %s\n",
			       buses[i].name, buses[i].keep);
}

void select_print_table(const struct select_report *report)
{
	struct select_sums sums;

	select_sum(report->selection, &sums);
	print_boards(report);
	printf("\nits devices need %zu modules, %zu bytes\n", sums.hardware, sums.hardware_bytes);
	print_choices(report, true);
	if (sums.rest > 0)
		printf("\nwhatever the hardware is: %zu modules, %zu bytes\n", sums.rest,
		       sums.rest_bytes);
	print_choices(report, false);
	print_buses(report);
	print_without(report);
	print_absent(report);
}
