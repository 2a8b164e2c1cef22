/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "board_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "print.h"

struct diff {
	const struct board *a, *b;
	bool by_node; /* not by path */
	bool is_json;
	struct json json;
	const char *pending; /* a changed thing's name, of which nothing was said yet */
	bool is_same;
};

bool board_is_tree(const struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		if (!board->devices[i].of_node ||
		    strcmp(board->devices[i].of_node, board->devices[i].path) != 0)
			return false;
	return board->count > 0;
}

/* ---- which device is which */

static const char *key_of(const struct diff *diff, const struct board_device *device)
{
	return diff->by_node ? device->of_node : device->path;
}

static bool is_equal(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

static const struct board_device *find(const struct diff *diff, const struct board *board,
				       const char *key)
{
	const struct board_device *found = NULL;

	for (size_t i = 0; i < board->count; i++) {
		const struct board_device *device = &board->devices[i];

		if (!is_equal(key_of(diff, device), key))
			continue;
		if (!diff->by_node || device->modaliases.count > 0)
			return device;
		found = found ? found : device;
	}
	return found;
}

/* The next device of a board that stands for its key. */
static const struct board_device *next(const struct diff *diff, const struct board *board,
				       size_t *i)
{
	while (*i < board->count) {
		const struct board_device *device = &board->devices[(*i)++];
		const char *key = key_of(diff, device);

		if (key && find(diff, board, key) == device)
			return device;
	}
	return NULL;
}

/* ---- one thing that both have, or one of them */

/* Before the first difference of a device its name. */
static void begin(struct diff *diff)
{
	diff->is_same = false;
	if (!diff->pending)
		return;
	if (diff->is_json) {
		json_open(&diff->json, NULL, '{');
		json_text(&diff->json, diff->by_node ? "of_node" : "path", diff->pending);
	} else {
		fputs("changed: ", stdout);
		print_text(diff->pending);
		putchar('\n');
	}
	diff->pending = NULL;
}

static void take_value(struct diff *diff, const char *key, const char *a, const char *b)
{
	if (is_equal(a, b))
		return;
	begin(diff);
	if (diff->is_json) {
		json_open_flat(&diff->json, key, '{');
		json_text(&diff->json, "a", a);
		json_text(&diff->json, "b", b);
		json_close(&diff->json, '}');
		return;
	}
	printf("\t%s: ", key);
	print_text(a ? a : "none");
	fputs(" -> ", stdout);
	print_text(b ? b : "none");
	putchar('\n');
}

static bool has(const struct strings *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

static void take_half(struct diff *diff, const char *key, char sign, const struct strings *list,
		      const struct strings *other)
{
	if (diff->is_json)
		json_open_flat(&diff->json, sign == '-' ? "only_a" : "only_b", '[');
	for (size_t i = 0; i < list->count; i++) {
		if (has(other, list->items[i]))
			continue;
		if (diff->is_json) {
			json_text(&diff->json, NULL, list->items[i]);
			continue;
		}
		printf("\t%s: %c ", key, sign);
		print_text(list->items[i]);
		putchar('\n');
	}
	if (diff->is_json)
		json_close(&diff->json, ']');
}

static bool is_subset(const struct strings *list, const struct strings *other)
{
	for (size_t i = 0; i < list->count; i++)
		if (!has(other, list->items[i]))
			return false;
	return true;
}

static void take_list(struct diff *diff, const char *key, const struct strings *a,
		      const struct strings *b)
{
	if (is_subset(a, b) && is_subset(b, a))
		return;
	begin(diff);
	if (diff->is_json)
		json_open(&diff->json, key, '{');
	take_half(diff, key, '-', a, b);
	take_half(diff, key, '+', b, a);
	if (diff->is_json)
		json_close(&diff->json, '}');
}

/* ---- a device that both have */

/* By node, only what is a device of both: there is no link to what the kernel set up before it had devices. */
static const char *supplier_name(const struct diff *diff, const struct board *board,
				 const struct board_supplier *supplier)
{
	const struct board_device *device = board_find(board, supplier->path);
	const char *node = device ? device->of_node : NULL;

	if (!diff->by_node)
		return supplier->path;
	return node && find(diff, diff->a, node) && find(diff, diff->b, node) ? node : NULL;
}

static struct strings suppliers_of(const struct diff *diff, const struct board *board,
				   const struct board_device *device)
{
	struct strings list = { 0 };

	for (size_t i = 0; i < device->supplier_count; i++) {
		const struct board_supplier *supplier = &device->suppliers[i];
		const char *name = supplier_name(diff, board, supplier);
		bool has_by = supplier->by && !diff->by_node;
		char *text = xasprintf("%s%s%s", has_by ? supplier->by : "", has_by ? " " : "",
				       name ? name : "");

		if (name && !has(&list, text))
			strings_add(&list, text);
		free(text);
	}
	return list;
}

static void compare_devices(struct diff *diff, const struct board_device *a,
			    const struct board_device *b)
{
	struct strings old = suppliers_of(diff, diff->a, a);
	struct strings new = suppliers_of(diff, diff->b, b);

	take_list(diff, "modalias", &a->modaliases, &b->modaliases);
	if (!diff->by_node) {
		take_value(diff, "subsystem", a->subsystem, b->subsystem);
		take_value(diff, "driver", a->driver, b->driver);
		take_value(diff, "module", a->module, b->module);
		take_value(diff, "parent", a->parent, b->parent);
		take_value(diff, "of-node", a->of_node, b->of_node);
		take_value(diff, "devname", a->devname, b->devname);
		take_list(diff, "slave", &a->slaves, &b->slaves);
		take_value(diff, "waiting-for-supplier", a->is_waiting ? "1" : NULL,
			   b->is_waiting ? "1" : NULL);
	}
	take_list(diff, "supplier", &old, &new);
	strings_free(&old);
	strings_free(&new);
}

static void print_changed(struct diff *diff)
{
	const struct board_device *a, *b;
	size_t i = 0;

	if (diff->is_json)
		json_open(&diff->json, "changed", '[');
	while ((a = next(diff, diff->a, &i)) != NULL) {
		b = find(diff, diff->b, key_of(diff, a));
		if (!b)
			continue;
		diff->pending = key_of(diff, a);
		compare_devices(diff, a, b);
		if (diff->is_json && !diff->pending)
			json_close(&diff->json, '}');
	}
	diff->pending = NULL;
	if (diff->is_json)
		json_close(&diff->json, ']');
}

/* ---- devices that one of them has */

static void print_only(struct diff *diff, const char *name, const struct board *board,
		       const struct board *other)
{
	const struct board_device *device;
	size_t i = 0;

	if (diff->is_json)
		json_open(&diff->json, name, '[');
	while ((device = next(diff, board, &i)) != NULL) {
		if (find(diff, other, key_of(diff, device)))
			continue;
		diff->is_same = false;
		if (diff->is_json) {
			json_open_flat(&diff->json, NULL, '{');
			json_text(&diff->json, "path", device->path);
			json_text(&diff->json, "driver", device->driver);
			json_strings(&diff->json, "modaliases", &device->modaliases);
			json_close(&diff->json, '}');
			continue;
		}
		fputs("only in ", stdout);
		print_text(board->file);
		fputs(": ", stdout);
		print_text(device->path);
		for (size_t k = 0; k < device->modaliases.count; k++) {
			fputs("\n\tmodalias: ", stdout);
			print_text(device->modaliases.items[k]);
		}
		fputs(device->driver ? "\n\tdriver: " : "", stdout);
		print_text(device->driver ? device->driver : "");
		putchar('\n');
	}
	if (diff->is_json)
		json_close(&diff->json, ']');
}

/* ---- the whole */

/* Of a tree, only what both say: it knows of no kernel and no root. */
static void compare_headers(struct diff *diff)
{
	const struct board *a = diff->a, *b = diff->b;

	if (!diff->by_node || (a->arch && b->arch))
		take_value(diff, "arch", a->arch, b->arch);
	if (!diff->by_node || (a->model && b->model))
		take_value(diff, "model", a->model, b->model);
	if (diff->by_node)
		return;
	take_value(diff, "kernel", a->kernel, b->kernel);
	take_value(diff, "root", a->root, b->root);
	take_value(diff, "root-type", a->root_type, b->root_type);
	take_list(diff, "loaded", &a->loaded, &b->loaded);
	take_list(diff, "firmware", &a->firmware, &b->firmware);
}

bool board_diff(const struct board *a, const struct board *b, bool is_json)
{
	struct diff diff = { .a = a, .b = b, .is_json = is_json, .is_same = true };

	diff.by_node = board_is_tree(a) != board_is_tree(b);
	if (is_json) {
		json_open(&diff.json, NULL, '{');
		json_text(&diff.json, "a", a->file);
		json_text(&diff.json, "b", b->file);
		json_open(&diff.json, "machine", '{');
	} else {
		diff.pending = "the machine";
	}
	compare_headers(&diff);
	diff.pending = NULL;
	if (is_json)
		json_close(&diff.json, '}');
	print_only(&diff, "only_a", a, b);
	print_only(&diff, "only_b", b, a);
	print_changed(&diff);
	if (is_json) {
		json_bool(&diff.json, "same", diff.is_same);
		json_close(&diff.json, '}');
	}
	return diff.is_same;
}
