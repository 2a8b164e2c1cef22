/* SPDX-License-Identifier: MIT */
#include "hardware.h"

#include <stdlib.h>
#include <string.h>

#include "hardware_kind.h"
#include "hardware_walk.h"
#include "profile.h"

/* ---- needs */

size_t need_add(struct walk *walk, const struct need *need)
{
	struct hardware *out = walk->out;

	out->needs = xgrow(out->needs, out->count, sizeof(*out->needs));
	out->needs[out->count] = *need;
	return out->count++;
}

static bool is_same(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

void need_asked(struct need *need, size_t consumer, enum need_kind kind, const char *by)
{
	for (size_t i = 0; i < need->asker_count; i++)
		if (need->askers[i].consumer == consumer && need->askers[i].kind == kind &&
		    is_same(need->askers[i].by, by))
			return;
	need->askers = xgrow(need->askers, need->asker_count, sizeof(*need->askers));
	need->askers[need->asker_count++] = (struct need_asker){ consumer, kind, by };
}

/* The device's need, which `consumer` asks for. */
size_t need_ask(struct walk *walk, size_t consumer, enum need_kind kind, const char *by,
		unsigned device)
{
	struct need need = { .board = walk->number,
			     .device = device,
			     .kind = kind,
			     .consumer = consumer,
			     .by = by };
	size_t number = walk->need_of[device];

	if (number == NO_NEED) {
		need_serve(walk, &need);
		number = need_add(walk, &need);
		walk->need_of[device] = number;
	}
	if (walk->out->needs[number].kind != NEED_DEVICE)
		need_asked(&walk->out->needs[number], consumer, kind, by);
	return number;
}

/* ---- the wanted devices */

static bool is_at_or_below(const char *path, const char *root)
{
	size_t length = strlen(root);

	return strncmp(path, root, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void walk_wanted(struct walk *walk)
{
	const char *root = walk->input->roots ? walk->input->roots[walk->number] : NULL;

	for (unsigned i = 0; i < walk->board->count; i++) {
		const char *path = walk->board->devices[i].path;
		struct need need = { .board = walk->number,
				     .device = i,
				     .kind = NEED_DEVICE,
				     .consumer = walk->out->count };

		if (root && !is_at_or_below(path, root))
			continue;
		need_serve(walk, &need);
		if (need_is_wanted(walk, &need) || (root && strcmp(path, root) == 0))
			walk->need_of[i] = need_add(walk, &need);
		else
			free(need.modules);
	}
}

/* ---- what is behind a wanted device */

static bool is_behind(const struct walk *walk, const struct need *need, const char *glob)
{
	const char *builtin =
		need->builtin ? builtin_path(walk->input->builtin, need->builtin) : NULL;

	if (builtin && profile_path_matches(glob, builtin))
		return true;
	for (size_t i = 0; i < need->module_count; i++)
		if (profile_path_matches(glob, walk->input->kernel->modules[need->modules[i]].path))
			return true;
	return false;
}

static void walk_behind(struct walk *walk, size_t number)
{
	const struct hardware_input *input = walk->input;
	struct need behind = { .board = walk->number,
			       .device = walk->out->needs[number].device,
			       .kind = NEED_BEHIND,
			       .consumer = number };

	for (size_t i = 0; i < input->behind_count; i++)
		if (is_behind(walk, &walk->out->needs[number], input->behind[i].glob))
			need_add_module(&behind, input->behind[i].module);
	if (behind.module_count == 0)
		return;
	need_sort(&behind);
	need_asked(&behind, number, NEED_BEHIND, NULL);
	need_add(walk, &behind);
}

/* ---- the walk */

static void walk_absent(struct walk *walk, size_t consumer, const struct board_supplier *supplier)
{
	struct hardware *out = walk->out;

	out->absent = xgrow(out->absent, out->absent_count, sizeof(*out->absent));
	out->absent[out->absent_count++] =
		(struct hardware_absent){ consumer, supplier->by, supplier->path };
}

static void walk_suppliers(struct walk *walk, size_t number)
{
	const struct board_device *device = &walk->board->devices[walk->out->needs[number].device];

	for (size_t i = 0; i < device->supplier_count; i++) {
		const struct board_supplier *supplier = &device->suppliers[i];
		size_t found = walk_find(walk, supplier->path);

		if (found == NO_NEED)
			walk_absent(walk, number, supplier);
		else if (found != walk->out->needs[number].device)
			walk_children(walk,
				      need_ask(walk, number, NEED_SUPPLIER, supplier->by,
					       (unsigned)found),
				      supplier->by);
	}
}

static void walk_parents(struct walk *walk, size_t number)
{
	unsigned device = walk->out->needs[number].device;
	const struct strings *slaves = &walk->board->devices[device].slaves;
	size_t parent = walk_parent(walk, device);

	if (parent != NO_NEED)
		need_ask(walk, number, NEED_PARENT, NULL, (unsigned)parent);
	for (size_t i = 0; i < slaves->count; i++) {
		size_t slave = walk_find(walk, slaves->items[i]);

		if (slave != NO_NEED)
			need_ask(walk, number, NEED_PARENT, "slave", (unsigned)slave);
	}
}

/* ---- what the kernel goes on without */

static bool asks_in_earnest(const struct walk *walk, const struct need *need,
			    const struct need_asker *asker)
{
	const struct board_device *device = &walk->board->devices[need->device];

	return !walk->out->needs[asker->consumer].is_optional &&
	       !(asker->kind == NEED_SUPPLIER &&
		 hardware_is_optional(asker->by, &device->modaliases));
}

/* All but the wanted devices, until somebody who is not optional asks for them. */
static void walk_optional(struct walk *walk)
{
	struct need *needs = walk->out->needs;
	bool changed = true;

	for (size_t i = walk->first; i < walk->out->count; i++)
		needs[i].is_optional = needs[i].kind != NEED_DEVICE;
	while (changed) {
		changed = false;
		for (size_t i = walk->first; i < walk->out->count; i++)
			for (size_t k = 0; k < needs[i].asker_count && needs[i].is_optional; k++)
				if (asks_in_earnest(walk, &needs[i], &needs[i].askers[k])) {
					needs[i].is_optional = false;
					changed = true;
				}
	}
}

static void walk_board(struct walk *walk)
{
	walk_index(walk);
	walk_wanted(walk);
	for (size_t i = walk->first; i < walk->out->count; i++) {
		struct need *need = &walk->out->needs[i];

		if (walk->need_of[need->device] != i)
			continue; /* its children, or what is behind it */
		if (need->kind == NEED_DEVICE)
			walk_behind(walk, i);
		walk_suppliers(walk, i);
		walk_parents(walk, i);
	}
	walk_optional(walk);
	walk_free(walk);
}

void hardware_find(struct hardware *hardware, const struct hardware_input *input)
{
	*hardware = (struct hardware){ 0 };
	for (unsigned i = 0; i < input->board_count; i++) {
		struct walk walk = { .input = input,
				     .out = hardware,
				     .board = &input->boards[i],
				     .number = i,
				     .first = hardware->count };

		walk_board(&walk);
	}
}

void hardware_free(struct hardware *hardware)
{
	for (size_t i = 0; i < hardware->count; i++) {
		free(hardware->needs[i].askers);
		free(hardware->needs[i].modules);
	}
	free(hardware->needs);
	free(hardware->absent);
	*hardware = (struct hardware){ 0 };
}
