/* SPDX-License-Identifier: MIT */
#include "board_merge.h"

#include <stdlib.h>
#include <string.h>

/* What the machines tell differently is "" until the end, so that a third one does not decide. */
static void join(char **value, const char *other, const char *where, const char *key)
{
	if (!other || (*value && (!**value || strcmp(*value, other) == 0)))
		return;
	if (!*value) {
		*value = xstrdup(other);
		return;
	}
	warning("%s: %s: %s and %s: left out", where, key, *value, other);
	**value = '\0';
}

static void drop_empty(char **value)
{
	if (*value && !**value) {
		free(*value);
		*value = NULL;
	}
}

static void add_once(struct strings *list, const struct strings *other)
{
	for (size_t i = 0; i < other->count; i++) {
		size_t k = 0;

		while (k < list->count && strcmp(list->items[k], other->items[i]) != 0)
			k++;
		if (k == list->count)
			strings_add(list, other->items[i]);
	}
}

static void merge_device(struct board_device *device, const struct board_device *other)
{
	const char *path = device->path;

	join(&device->subsystem, other->subsystem, path, "subsystem");
	join(&device->driver, other->driver, path, "driver");
	join(&device->module, other->module, path, "module");
	join(&device->parent, other->parent, path, "parent");
	join(&device->of_node, other->of_node, path, "of-node");
	join(&device->devname, other->devname, path, "devname");
	for (size_t i = 0; i < other->modaliases.count; i++)
		board_add_modalias(device, other->modaliases.items[i]);
	for (size_t i = 0; i < other->slaves.count; i++)
		board_add_slave(device, other->slaves.items[i]);
	for (size_t i = 0; i < other->supplier_count; i++)
		board_add_supplier(device, other->suppliers[i].by, other->suppliers[i].path);
	device->is_waiting |= other->is_waiting;
}

/* Whether "A + B" has it. */
static bool has_model(const char *models, const char *model)
{
	size_t length = strlen(model);

	for (const char *at = models; (at = strstr(at, model)) != NULL; at++)
		if ((at == models || (at - models >= 3 && strncmp(at - 3, " + ", 3) == 0)) &&
		    (!at[length] || strncmp(at + length, " + ", 3) == 0))
			return true;
	return false;
}

static void join_models(struct board *board, const struct board *other)
{
	char *joined;

	if (!other->model || !*other->model ||
	    (board->model && has_model(board->model, other->model)))
		return;
	joined = board->model ? xasprintf("%s + %s", board->model, other->model)
			      : xstrdup(other->model);
	free(board->model);
	board->model = joined;
}

void board_merge(struct board *board, const struct board *other)
{
	if (board->arch && other->arch && strcmp(board->arch, other->arch) != 0)
		fatal("%s: of %s, but %s is of %s: no kernel serves both", other->file, other->arch,
		      board->file, board->arch);
	join(&board->arch, other->arch, other->file, "arch");
	join(&board->kernel, other->kernel, other->file, "kernel");
	join(&board->root, other->root, other->file, "root");
	join(&board->root_type, other->root_type, other->file, "root-type");
	join_models(board, other);
	add_once(&board->loaded, &other->loaded);
	add_once(&board->firmware, &other->firmware);
	for (size_t i = 0; i < other->alias_count; i++)
		board_add_alias(board, other->aliases[i].name, other->aliases[i].path);
	free(board->source);
	board->source = xstrdup("merge");
	for (size_t i = 0; i < other->count; i++) {
		const struct board_device *from = &other->devices[i];
		struct board_device *device = board_find(board, from->path);

		merge_device(device ? device : board_add(board, from->path), from);
	}
}

void board_merge_end(struct board *board)
{
	drop_empty(&board->arch);
	drop_empty(&board->kernel);
	drop_empty(&board->root);
	drop_empty(&board->root_type);
	for (size_t i = 0; i < board->count; i++) {
		struct board_device *device = &board->devices[i];

		drop_empty(&device->subsystem);
		drop_empty(&device->driver);
		drop_empty(&device->module);
		drop_empty(&device->parent);
		drop_empty(&device->of_node);
		drop_empty(&device->devname);
	}
	board_sort(board);
}
