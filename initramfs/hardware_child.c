/* SPDX-License-Identifier: MIT */
#include "hardware_walk.h"

#include <stdlib.h>
#include <string.h>

#include "hardware_kind.h"

/* What a child must be a driver for. */
struct wanted_kind {
	const struct kernel *kernel;
	const char *by;
};

static bool kind_fits(const void *context, unsigned module)
{
	const struct wanted_kind *kind = context;

	return hardware_fits(kind->by, kind->kernel->modules[module].path);
}

static void add_made(const struct walk *walk, struct need *child, const struct need *chip)
{
	struct wanted_kind kind = { walk->input->kernel, child->by };

	for (size_t i = 0; i < chip->module_count; i++) {
		const struct mfd_children *made = mfd_children(walk->input->mfd, chip->modules[i]);

		for (size_t k = 0; k < made->count; k++)
			if (kind_fits(&kind, made->modules[k]))
				need_add_module(child, made->modules[k]);
	}
}

static void add_named(const struct walk *walk, struct need *child, const char *name)
{
	struct wanted_kind kind = { walk->input->kernel, child->by };

	child->module_count = mfd_named(walk->input->mfd, name, kind_fits, &kind, &child->modules);
}

/* By the compatibles of a modalias, without vendors: "of:NpmicT(null)Crockchip,rk817", or by "spi:as3722". */
static void add_by_name(const struct walk *walk, struct need *child, const char *modalias)
{
	const char *at = strncmp(modalias, "of:", 3) == 0 ? strchr(modalias, 'C') : NULL;

	child->is_guess = true;
	if (strncmp(modalias, "spi:", 4) == 0 || strncmp(modalias, "i2c:", 4) == 0)
		add_named(walk, child, modalias + 4);
	for (; at && child->module_count == 0; at = strchr(at + 1, 'C')) {
		const char *comma = at + 1 + strcspn(at + 1, ",C");
		char *name = NULL;

		if (*comma == ',')
			name = xasprintf("%.*s", (int)strcspn(comma + 1, "C"), comma + 1);
		if (name)
			add_named(walk, child, name);
		free(name);
	}
}

static bool has_child(const struct walk *walk, size_t chip, const char *by)
{
	for (size_t i = chip; i < walk->out->count; i++) {
		const struct need *need = &walk->out->needs[i];

		if (need->kind == NEED_CHILD && need->consumer == chip &&
		    hardware_same_kind(need->by, by))
			return true;
	}
	return false;
}

/* The children that are devices of the board, as they are in a captured machine. */
static void walk_child_devices(struct walk *walk, size_t chip, const char *by)
{
	unsigned device = walk->out->needs[chip].device;

	for (unsigned i = 0; i < walk->board->count; i++) {
		struct need probe = { .board = walk->number, .device = i };
		bool fits = false;

		if (walk->need_of[i] != NO_NEED || walk_parent(walk, i) != device)
			continue;
		need_serve(walk, &probe);
		for (size_t k = 0; k < probe.module_count && !fits; k++)
			fits = hardware_fits(by,
					     walk->input->kernel->modules[probe.modules[k]].path);
		free(probe.modules);
		if (fits)
			need_ask(walk, chip, NEED_CHILD, by, i);
	}
}

void walk_children(struct walk *walk, size_t number, const char *by)
{
	const struct need *chip = &walk->out->needs[number];
	const struct strings *modaliases = &walk->board->devices[chip->device].modaliases;
	struct need child = { .board = walk->number,
			      .device = chip->device,
			      .kind = NEED_CHILD,
			      .consumer = number,
			      .by = by };

	if (has_child(walk, number, by))
		return;
	add_made(walk, &child, chip);
	for (size_t i = 0;
	     by && chip->module_count == 0 && child.module_count == 0 && i < modaliases->count; i++)
		add_by_name(walk, &child, modaliases->items[i]);
	if (child.module_count > 0) {
		need_sort(&child);
		need_asked(&child, number, NEED_CHILD, by);
		need_add(walk, &child);
	}
	walk_child_devices(walk, number, by);
}
