/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "select.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "fitting.h"
#include "modfile.h"
#include "picking.h"
#include "profile.h"

#define NO_MODULE UINT_MAX

/* ---- the closure */

static char *edge_reason(enum depend_kind kind, const struct module *from, const char *word,
			 const struct module *to)
{
	static const char *const kinds[] = { "needed by", "softdep of", "softdep of", "follows",
					     "weakdep of" };
	bool is_alias = strcmp(word, to->name) != 0;

	if (kind == DEPEND_HARD || !is_alias)
		return xasprintf("%s %s", kinds[kind], from->name);
	return xasprintf("%s %s (%s)", kinds[kind], from->name, word);
}

/*
 * One step: what the newly chosen modules (fresh) need directly. It goes kind by kind, strongest
 * first, and in kmod's order within a kind, so that the reason given is the strongest and always
 * the same one.
 */
static bool close_step(struct picking *picking, const bool *fresh, bool *next)
{
	const struct module *modules = picking->kernel->modules;
	bool grew = false;

	for (enum depend_kind kind = 0; kind < DEPEND_KINDS; kind++)
		for (unsigned i = 0; i < picking->kernel->count; i++) {
			const struct depend_list *list;

			if (!fresh[i])
				continue;
			list = depend_of(&picking->graph, i, kind);
			for (size_t k = 0; k < list->count; k++) {
				const struct depend_edge *edge = &list->edges[k];

				if (picking->picks[edge->module].reason)
					continue;
				picking_add(picking, edge->module, false,
					    edge_reason(kind, &modules[i], edge->word,
							&modules[edge->module]));
				next[edge->module] = true;
				grew = true;
			}
		}
	return grew;
}

static void pick_needed(struct picking *picking)
{
	size_t count = picking->kernel->count;
	bool *fresh = xcalloc(count, sizeof(*fresh));
	bool *next = xcalloc(count, sizeof(*next));
	bool *spare;

	for (size_t i = 0; i < count; i++)
		fresh[i] = picking->picks[i].reason != NULL;
	while (close_step(picking, fresh, next)) {
		spare = fresh;
		fresh = next;
		next = spare;
		memset(next, 0, count * sizeof(*next));
	}
	free(fresh);
	free(next);
}

/* ---- --without */

static void leave_out(struct picking *picking, const char *name)
{
	const struct module *module = kernel_find(picking->kernel, name);
	struct pick *pick = module ? &picking->picks[module - picking->kernel->modules] : NULL;

	if (!pick || !pick->reason)
		fatal("--without %s: %s", name,
		      module ? "nothing chooses it" : "the kernel has no such module");
	picking_leave(picking, (unsigned)(pick - picking->picks), false,
		      xasprintf("--without %s; %s", name, pick->reason));
	free(pick->reason);
	pick->reason = NULL;
}

/* ---- the result */

/* What was left out is in no list either, and what would stand in for it is then inserted in any case. */
static void renumber(const struct picking *picking, struct depend_order *order,
		     const unsigned *places)
{
	unsigned marks = DEPEND_FALLBACK;
	size_t kept = 0;

	for (size_t i = 0; i < order->count; i++) {
		unsigned mark = order->items[i] & DEPEND_FALLBACK;
		unsigned module = order->items[i] & ~DEPEND_FALLBACK;
		bool is_in = picking->picks[module].reason != NULL;

		if (!mark)
			marks = is_in ? DEPEND_FALLBACK : 0;
		if (is_in)
			order->items[kept++] = places[module] | (mark & marks);
	}
	order->count = kept;
}

static bool is_filesystem(const struct module *module, unsigned classes)
{
	if (classes & PROFILE_FILESYSTEM)
		for (size_t i = 0; i < module->aliases.count; i++)
			if (strncmp(module->aliases.items[i], "fs-", 3) == 0)
				return true;
	return false;
}

/* Is one the driver of what sits on the other's devices? Not if they drive devices of one bus (scsi:). */
static bool is_of_one_bus(const struct module *one, const struct module *other)
{
	for (size_t i = 0; i < one->aliases.count; i++)
		for (size_t k = 0; k < other->aliases.count; k++) {
			size_t length = strcspn(one->aliases.items[i], ":") + 1;

			if (strncmp(one->aliases.items[i], other->aliases.items[k], length) == 0)
				return true;
		}
	return false;
}

/* The module of the one line `behind` that is for this driver of a device; NO_MODULE: none is, or several are. */
static unsigned find_behind(const struct picking *picking, unsigned number)
{
	const struct module *module = &picking->kernel->modules[number];
	unsigned found = NO_MODULE;

	if (!picking->picks[number].for_devices || !aliases_drive(&module->aliases))
		return NO_MODULE;
	for (size_t i = 0; i < picking->behind_count; i++) {
		unsigned other = picking->behind[i].module;

		if (other == found ||
		    (picking->behind[i].is_for_used && !picking->picks[other].is_used) ||
		    !profile_path_matches(picking->behind[i].glob, module->path))
			continue;
		if (found != NO_MODULE)
			return NO_MODULE;
		found = other;
	}
	if (found == NO_MODULE || !picking->picks[found].reason ||
	    is_of_one_bus(module, &picking->kernel->modules[found]))
		return NO_MODULE;
	return found;
}

static bool order_has(const struct depend_order *order, unsigned number)
{
	for (size_t i = 0; i < order->count; i++)
		if ((order->items[i] & ~DEPEND_FALLBACK) == number)
			return true;
	return false;
}

/* To what is numbered as choices. */
static void add_behind(const struct picking *picking, unsigned number, const unsigned *places,
		       const struct depend_order *before, struct depend_order *after)
{
	unsigned behind = find_behind(picking, number);

	if (behind == NO_MODULE)
		return;
	behind = places[behind];
	if (order_has(before, behind) || order_has(after, behind))
		return;
	after->items = xgrow(after->items, after->count, sizeof(*after->items));
	after->items[after->count++] = behind | CHOICE_SPARE;
}

static void choice_fill(struct choice *choice, struct picking *picking, unsigned number,
			const unsigned *places)
{
	const struct module *module = &picking->kernel->modules[number];
	struct pick *pick = &picking->picks[number];
	struct depend_order before, after;

	depend_order(&picking->graph, number, &before, &after);
	renumber(picking, &before, places);
	renumber(picking, &after, places);
	add_behind(picking, number, places, &before, &after);
	*choice = (struct choice){
		.module = module,
		.reason = xstrdup(pick->reason),
		.for_devices = pick->for_devices,
		.before = before.items,
		.before_count = before.count,
		.after = after.items,
		.after_count = after.count,
		.classes = pick->classes,
		/* A profile of somebody's own need not have classes: what it names is meant for mounting. */
		.is_filesystem = is_filesystem(module, pick->classes ? pick->classes
								     : pick->for_devices *
									       PROFILE_FILESYSTEM),
		.is_sequential = pick->is_sequential,
		.is_urgent = pick->is_urgent,
		.is_likely = pick->is_likely,
		.is_common = pick->is_common,
		.is_compressed = picking->wish->keeps_compressed && modfile_config(module->path),
		.is_packed = pack_is_real(picking->wish->packing) &&
			     !(picking->wish->keeps_compressed && modfile_config(module->path)),
	};
	if (picking->wish->firmware)
		firmware_find(&choice->firmware, picking->wish->firmware, &module->firmware);
}

/* What goes in before a common one goes in as often; what would stand in for another does not. */
static void spread_common(struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];

		for (size_t k = 0; choice->is_common && k < choice->before_count; k++)
			if (!(choice->before[k] & DEPEND_FALLBACK))
				selection->choices[choice->before[k]].is_common = true;
	}
}

static void choices_fill(struct selection *selection, struct picking *picking)
{
	size_t count = picking->kernel->count;
	unsigned *places = xcalloc(count, sizeof(*places));

	for (size_t i = 0; i < count; i++)
		if (picking->picks[i].reason)
			places[i] = (unsigned)selection->count++;
	selection->choices = xcalloc(selection->count, sizeof(*selection->choices));
	for (unsigned i = 0; i < count; i++) {
		struct pick *pick = &picking->picks[i];

		if (pick->reason) {
			choice_fill(&selection->choices[places[i]], picking, i, places);
		} else if (pick->left) {
			selection->left = xgrow(selection->left, selection->left_count,
						sizeof(*selection->left));
			selection->left[selection->left_count++] =
				(struct left){ .module = &picking->kernel->modules[i],
					       .is_silent = pick->is_silent,
					       .reason = pick->left };
			pick->left = NULL;
		}
	}
	spread_common(selection);
	free(places);
}

/* ---- all of it */

struct selector {
	struct builtin builtin;
	struct mfd mfd;
	struct picking picking;
	struct pick *picks; /* as the wish has it, before any board */
};

static struct pick *picks_copy(const struct pick *picks, size_t count)
{
	struct pick *copy = xcalloc(count, sizeof(*copy));

	for (size_t i = 0; i < count; i++) {
		copy[i] = picks[i];
		copy[i].reason = picks[i].reason ? xstrdup(picks[i].reason) : NULL;
		copy[i].left = picks[i].left ? xstrdup(picks[i].left) : NULL;
	}
	return copy;
}

struct selector *selector_open(const struct kernel *kernel, const struct wish *wish)
{
	struct selector *selector = xcalloc(1, sizeof(*selector));

	builtin_read(&selector->builtin, kernel->dir);
	mfd_init(&selector->mfd, kernel);
	picking_init(&selector->picking, kernel, wish, &selector->builtin);
	picking_wished(&selector->picking);
	fitting_filesystems(&selector->picking);
	selector->picks = picks_copy(selector->picking.picks, kernel->count);
	return selector;
}

void selector_choose(struct selector *selector, const struct board *boards, size_t count,
		     const char *const *roots, struct selection *selection)
{
	struct picking *picking = &selector->picking;

	*selection = (struct selection){ .kernel = picking->kernel };
	picks_free(picking->picks, picking->kernel->count);
	picking->picks = picks_copy(selector->picks, picking->kernel->count);
	if (count > 0) {
		fitting_find(picking, &selector->mfd, boards, count, roots, &selection->hardware);
		fitting_apply(picking, boards, count, &selection->hardware);
	}
	pick_needed(picking);
	for (size_t i = 0; i < picking->wish->without.count; i++)
		leave_out(picking, picking->wish->without.items[i]);
	choices_fill(selection, picking);
	fitting_tell(picking, count, selection);
}

void selector_close(struct selector *selector)
{
	picks_free(selector->picks, selector->picking.kernel->count);
	picking_free(&selector->picking);
	mfd_free(&selector->mfd);
	builtin_free(&selector->builtin);
	free(selector);
}

void select_modules(struct selection *selection, const struct kernel *kernel,
		    const struct wish *wish)
{
	struct selector *selector = selector_open(kernel, wish);

	selector_choose(selector, wish->boards, wish->board_count, wish->roots, selection);
	selector_close(selector);
}

size_t select_bytes(const struct choice *choice)
{
	return choice->lean.data ? choice->lean.size : choice->module->size;
}

void select_free(struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		free(selection->choices[i].reason);
		free(selection->choices[i].before);
		free(selection->choices[i].boards);
		free(selection->choices[i].after);
		firmware_free(&selection->choices[i].firmware);
		free(selection->choices[i].lean.data);
	}
	for (size_t i = 0; i < selection->left_count; i++)
		free(selection->left[i].reason);
	free(selection->left);
	free(selection->choices);
	hardware_free(&selection->hardware);
	*selection = (struct selection){ 0 };
}
