/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <stdlib.h>
#include <string.h>

struct board_device *board_add(struct board *board, const char *path)
{
	struct board_device *device;

	board->devices = xgrow(board->devices, board->count, sizeof(*board->devices));
	device = &board->devices[board->count++];
	*device = (struct board_device){ .path = xstrdup(path) };
	return device;
}

void board_add_modalias(struct board_device *device, const char *modalias)
{
	for (size_t i = 0; i < device->modaliases.count; i++)
		if (strcmp(device->modaliases.items[i], modalias) == 0)
			return;
	strings_add(&device->modaliases, modalias);
}

static bool is_same(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

void board_add_slave(struct board_device *device, const char *path)
{
	for (size_t i = 0; i < device->slaves.count; i++)
		if (strcmp(device->slaves.items[i], path) == 0)
			return;
	strings_add(&device->slaves, path);
}

void board_add_supplier(struct board_device *device, const char *by, const char *path)
{
	for (size_t i = 0; i < device->supplier_count; i++)
		if (strcmp(device->suppliers[i].path, path) == 0 &&
		    is_same(device->suppliers[i].by, by))
			return;
	device->suppliers =
		xgrow(device->suppliers, device->supplier_count, sizeof(*device->suppliers));
	device->suppliers[device->supplier_count++] =
		(struct board_supplier){ .by = by ? xstrdup(by) : NULL, .path = xstrdup(path) };
}

static int compare_paths(const void *a, const void *b)
{
	const struct board_device *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void board_sort(struct board *board)
{
	if (board->count > 0)
		qsort(board->devices, board->count, sizeof(*board->devices), compare_paths);
}

struct board_device *board_find(const struct board *board, const char *path)
{
	for (size_t i = 0; i < board->count; i++)
		if (strcmp(board->devices[i].path, path) == 0)
			return &board->devices[i];
	return NULL;
}

const char *board_alias(const struct board *board, const char *name)
{
	for (size_t i = 0; i < board->alias_count; i++)
		if (strcmp(board->aliases[i].name, name) == 0)
			return board->aliases[i].path;
	return NULL;
}

bool board_add_alias(struct board *board, const char *name, const char *path)
{
	if (board_alias(board, name))
		return false;
	board->aliases = xgrow(board->aliases, board->alias_count, sizeof(*board->aliases));
	board->aliases[board->alias_count++] =
		(struct board_alias){ .name = xstrdup(name), .path = xstrdup(path) };
	return true;
}

void board_clear_device(struct board_device *device)
{
	free(device->path);
	free(device->subsystem);
	free(device->driver);
	free(device->module);
	free(device->parent);
	free(device->of_node);
	free(device->devname);
	strings_free(&device->modaliases);
	strings_free(&device->slaves);
	for (size_t i = 0; i < device->supplier_count; i++) {
		free(device->suppliers[i].by);
		free(device->suppliers[i].path);
	}
	free(device->suppliers);
	*device = (struct board_device){ 0 };
}

void board_free(struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		board_clear_device(&board->devices[i]);
	free(board->devices);
	free(board->file);
	free(board->arch);
	free(board->kernel);
	free(board->model);
	free(board->source);
	free(board->root);
	free(board->root_type);
	strings_free(&board->loaded);
	strings_free(&board->firmware);
	for (size_t i = 0; i < board->alias_count; i++) {
		free(board->aliases[i].name);
		free(board->aliases[i].path);
	}
	free(board->aliases);
	*board = (struct board){ 0 };
}
