/* SPDX-License-Identifier: MIT */
#include "hardware_walk.h"

#include <stdlib.h>
#include <string.h>

#include "hardware_kind.h"
#include "modfile.h"

/* ---- devices by path */

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order != 0 ? order : (x->device > y->device) - (x->device < y->device);
}

void walk_index(struct walk *walk)
{
	const struct board *board = walk->board;

	walk->paths = xcalloc(board->count, sizeof(*walk->paths));
	walk->nodes = xcalloc(board->count, sizeof(*walk->nodes));
	walk->need_of = xcalloc(board->count, sizeof(*walk->need_of));
	for (unsigned i = 0; i < board->count; i++) {
		walk->need_of[i] = NO_NEED;
		walk->paths[i] = (struct place){ board->devices[i].path, i };
		if (board->devices[i].of_node)
			walk->nodes[walk->node_count++] =
				(struct place){ board->devices[i].of_node, i };
	}
	if (board->count > 0)
		qsort(walk->paths, board->count, sizeof(*walk->paths), compare_places);
	if (walk->node_count > 0)
		qsort(walk->nodes, walk->node_count, sizeof(*walk->nodes), compare_places);
}

void walk_free(struct walk *walk)
{
	free(walk->paths);
	free(walk->nodes);
	free(walk->need_of);
}

/* The first device of that path, compared up to its `length`; NO_NEED: there is none. */
static size_t place_find(const struct place *places, size_t count, const char *path, size_t length)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(places[middle].path, path, length);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* What begins with it, and is longer, comes behind it. */
	if (low < count && strlen(places[low].path) == length &&
	    strncmp(places[low].path, path, length) == 0)
		return places[low].device;
	return NO_NEED;
}

/* Of /sys, or of the device tree. */
size_t walk_find(const struct walk *walk, const char *path)
{
	size_t found = place_find(walk->paths, walk->board->count, path, strlen(path));

	return found != NO_NEED ? found
				: place_find(walk->nodes, walk->node_count, path, strlen(path));
}

size_t walk_parent(const struct walk *walk, unsigned device)
{
	const struct board_device *of = &walk->board->devices[device];
	size_t found = of->parent ? walk_find(walk, of->parent) : NO_NEED;
	size_t length = strlen(of->path);

	while (found == NO_NEED && length > 1) {
		while (length > 0 && of->path[length - 1] != '/')
			length--;
		length -= length > 0;
		found = place_find(walk->paths, walk->board->count, of->path, length);
	}
	return found == device ? NO_NEED : found;
}

/* ---- what serves a device */

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

void need_sort(struct need *need)
{
	if (need->module_count > 0)
		qsort(need->modules, need->module_count, sizeof(*need->modules), compare_numbers);
}

void need_add_module(struct need *need, unsigned module)
{
	for (size_t i = 0; i < need->module_count; i++)
		if (need->modules[i] == module)
			return;
	need->modules = xgrow(need->modules, need->module_count, sizeof(*need->modules));
	need->modules[need->module_count++] = module;
}

static void need_add_matching(const struct walk *walk, struct need *need, const char *modalias)
{
	const struct kernel *kernel = walk->input->kernel;
	const struct module **found;
	size_t count = kernel_match(kernel, modalias, &found);

	for (size_t i = 0; i < count; i++)
		need_add_module(need, (unsigned)(found[i] - kernel->modules));
	free(found);
}

static const char *builtin_serving(const struct walk *walk, const struct board_device *device)
{
	const struct builtin *builtin = walk->input->builtin;
	const char *owner = NULL;

	for (size_t i = 0; i < device->modaliases.count && !owner; i++) {
		unsigned *found;

		if (aliases_match(&builtin->patterns, device->modaliases.items[i], &found) > 0)
			owner = builtin->owners.items[found[0]];
		free(found);
	}
	return owner;
}

/* What a machine said that it had bound. */
static void need_serve_bound(const struct walk *walk, struct need *need,
			     const struct board_device *device)
{
	const struct kernel *kernel = walk->input->kernel;
	const char *name = device->module ? device->module : device->driver;
	const struct module *module = name ? kernel_find(kernel, name) : NULL;

	if (module && device->module)
		need_add_module(need, (unsigned)(module - kernel->modules));
	else if (name && !module)
		need->builtin = name;
}

void need_serve(const struct walk *walk, struct need *need)
{
	const struct board_device *device = &walk->board->devices[need->device];
	const struct strings *modaliases = &device->modaliases;

	need->builtin = builtin_serving(walk, device);
	if (need->builtin)
		return;
	for (size_t i = 0; i < modaliases->count; i++)
		need_add_matching(walk, need, modaliases->items[i]);
	if (need->module_count == 0)
		need_serve_bound(walk, need, device);
	need_sort(need);
}

bool hardware_has_driver(const struct need *need)
{
	return need->builtin || need->module_count > 0;
}

/* ---- what is wanted */

static bool is_wanted_builtin(const struct walk *walk, const char *name)
{
	const struct builtin *builtin = walk->input->builtin;
	char *wanted = modfile_name(name);
	bool found = false;

	for (size_t i = 0; i < builtin->names.count && !found; i++)
		found = walk->input->is_wanted_builtin[i] &&
			strcmp(builtin->names.items[i], wanted) == 0;
	free(wanted);
	return found;
}

/* Most built-in drivers have no alias that anybody could read: then a host's name has to do. */
static bool guess_builtin(const struct walk *walk, struct need *need)
{
	const struct board_device *device = &walk->board->devices[need->device];
	const struct builtin *builtin = walk->input->builtin;
	const char *dir = hardware_host_dir(device->of_node ? device->of_node : device->path);

	if (hardware_has_driver(need) || !dir || device->modaliases.count == 0)
		return false;
	for (size_t i = 0; i < builtin->paths.count; i++)
		if (walk->input->is_wanted_builtin[i] && strstr(builtin->paths.items[i], dir)) {
			need->builtin = builtin->names.items[i];
			need->is_guess = true;
			return true;
		}
	return false;
}

bool need_is_wanted(const struct walk *walk, struct need *need)
{
	for (size_t i = 0; i < need->module_count; i++)
		if (walk->input->is_wanted[need->modules[i]])
			return true;
	if (need->builtin && is_wanted_builtin(walk, need->builtin))
		return true;
	return guess_builtin(walk, need);
}
