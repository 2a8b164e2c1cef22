/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "select_print.h"

#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "modfile.h"

#define NONE ((size_t)-1)

/* ---- chains */

/* From `need` up to every device that is wanted, breadth first: up[i] is the step from i towards `need`, an asker of it. */
struct ways {
	size_t *next; /* a need each: the need that it asked for on the way; NONE: not reached */
	struct need_asker *asker; /* and how */
};

static void ways_find(const struct hardware *hardware, size_t need, struct ways *ways)
{
	size_t *queue = xcalloc(hardware->count, sizeof(*queue));
	size_t count = 0;

	ways->next = xcalloc(hardware->count, sizeof(*ways->next));
	ways->asker = xcalloc(hardware->count, sizeof(*ways->asker));
	for (size_t i = 0; i < hardware->count; i++)
		ways->next[i] = NONE;
	ways->next[need] = need;
	queue[count++] = need;
	for (size_t i = 0; i < count; i++) {
		const struct need *at = &hardware->needs[queue[i]];

		for (size_t k = 0; k < at->asker_count; k++) {
			size_t consumer = at->askers[k].consumer;

			if (ways->next[consumer] != NONE)
				continue;
			ways->next[consumer] = queue[i];
			ways->asker[consumer] = at->askers[k];
			queue[count++] = consumer;
		}
	}
	free(queue);
}

static void ways_free(struct ways *ways)
{
	free(ways->next);
	free(ways->asker);
}

/* "/i2c@7000d000/pmic@40 (as3722)". What is behind or made by a device has no path of its own. */
char *select_need(const struct select_report *report, const struct need *need)
{
	const struct hardware *hardware = &report->selection->hardware;
	bool is_own = need->kind != NEED_BEHIND &&
		      (need->kind != NEED_CHILD ||
		       hardware->needs[need->consumer].device != need->device);
	char *drivers = select_drivers(report, need), *text;

	if (!is_own)
		return drivers;
	text = *drivers ? xasprintf("%s (%s)", select_device(report, need), drivers)
			: xstrdup(select_device(report, need));
	free(drivers);
	return text;
}

static char *joined(char *text, const char *between, char *more)
{
	char *longer = xasprintf("%s%s%s", text, between, more);

	free(text);
	free(more);
	return longer;
}

static void print_chain(const struct select_report *report, const struct ways *ways, size_t from,
			size_t need, const char *indent)
{
	const struct hardware *hardware = &report->selection->hardware;
	char *text = xasprintf("%sroot <- ", indent);

	text = joined(text, "", select_need(report, &hardware->needs[from]));
	for (size_t at = from; at != need; at = ways->next[at]) {
		char *link = select_link(ways->asker[at].kind, ways->asker[at].by);

		text = joined(text, " <- ", link);
		text = joined(text, " ", select_need(report, &hardware->needs[ways->next[at]]));
	}
	select_say("%s", text);
	free(text);
}

static void print_ways(const struct select_report *report, size_t need, const char *indent)
{
	const struct hardware *hardware = &report->selection->hardware;
	struct ways ways;

	ways_find(hardware, need, &ways);
	for (size_t i = 0; i < hardware->count; i++)
		if (hardware->needs[i].kind == NEED_DEVICE && ways.next[i] != NONE)
			print_chain(report, &ways, i, need, indent);
	ways_free(&ways);
}

static bool serves(const struct need *need, unsigned module)
{
	for (size_t i = 0; i < need->module_count; i++)
		if (need->modules[i] == module)
			return true;
	return false;
}

static bool print_needs(const struct select_report *report, unsigned module, unsigned board,
			const char *indent)
{
	const struct hardware *hardware = &report->selection->hardware;
	bool has_any = false;

	for (size_t i = 0; i < hardware->count; i++)
		if (hardware->needs[i].board == board && serves(&hardware->needs[i], module)) {
			if (!has_any && report->wish->board_count > 1)
				select_say("%s%s:", indent, report->wish->boards[board].file);
			has_any = true;
			print_ways(report, i, indent);
		}
	return has_any;
}

/* ---- a module that is in */

static const struct choice *choice_find(const struct selection *selection, const char *name)
{
	char *wanted = modfile_name(name);
	const struct choice *found = NULL;

	for (size_t i = 0; i < selection->count && !found; i++)
		if (strcmp(selection->choices[i].module->name, wanted) == 0)
			found = &selection->choices[i];
	free(wanted);
	return found;
}

struct why {
	const struct select_report *report;
	struct depend_graph graph;
	bool *is_told; /* a module of the kernel each */
};

static unsigned number_of(const struct why *why, const struct module *module)
{
	return (unsigned)(module - why->report->selection->kernel->modules);
}

/* The chosen modules that name this one, each then told as well. */
static size_t tell_dependants(struct why *why, unsigned module, unsigned *queue, size_t count)
{
	static const char *const kinds[] = { "depends on it", "asks for it before (softdep)",
					     "asks for it after (softdep)", "is followed by it",
					     "may ask for it (weakdep)" };
	const struct selection *selection = why->report->selection;

	for (size_t i = 0; i < selection->count; i++) {
		unsigned other = number_of(why, selection->choices[i].module);

		for (enum depend_kind kind = 0; kind < DEPEND_KINDS; kind++) {
			const struct depend_list *list = depend_of(&why->graph, other, kind);
			bool names_it = false;

			for (size_t k = 0; k < list->count; k++)
				names_it |= list->edges[k].module == module;
			if (!names_it)
				continue;
			select_say("  %s %s", selection->choices[i].module->name, kinds[kind]);
			if (!why->is_told[other])
				queue[count++] = other;
			why->is_told[other] = true;
		}
	}
	return count;
}

static void tell_in(const struct select_report *report, const struct choice *choice)
{
	const struct selection *selection = report->selection;
	struct why why = { .report = report };
	unsigned *queue = xcalloc(selection->kernel->count, sizeof(*queue));
	size_t count = 0;

	depend_init(&why.graph, selection->kernel);
	why.is_told = xcalloc(selection->kernel->count, sizeof(*why.is_told));
	queue[count++] = number_of(&why, choice->module);
	why.is_told[queue[0]] = true;
	for (size_t i = 0; i < count; i++) {
		const struct module *module = &selection->kernel->modules[queue[i]];
		bool has_needs = false;

		select_say("%s: %s", module->name, choice_find(selection, module->name)->reason);
		for (unsigned board = 0; board < report->wish->board_count; board++)
			has_needs |= print_needs(report, queue[i], board, "  ");
		count = tell_dependants(&why, queue[i], queue, count);
	}
	depend_free(&why.graph);
	free(why.is_told);
	free(queue);
}

/* ---- and one that is not */

static void tell_out(const struct select_report *report, const char *name)
{
	const struct selection *selection = report->selection;
	const struct module *module = kernel_find(selection->kernel, name);

	if (!module) {
		select_say("%s: not in: %s", name,
			   kernel_is_builtin(selection->kernel, name)
				   ? "it is built into the kernel"
				   : "the kernel has no such module, and it is not built in");
		return;
	}
	for (size_t i = 0; i < selection->left_count; i++)
		if (selection->left[i].module == module) {
			select_say("%s: not in: %s", module->name, selection->left[i].reason);
			return;
		}
	select_say("%s: not in: no profile chooses it, no wanted device leads to it, and no module "
		   "that "
		   "is in asks for it",
		   module->name);
}

int select_print_why(const struct select_report *report, const char *name)
{
	const struct choice *choice = choice_find(report->selection, name);

	if (!choice) {
		tell_out(report, name);
		return 1;
	}
	tell_in(report, choice);
	return 0;
}
