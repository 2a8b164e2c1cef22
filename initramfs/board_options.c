/* SPDX-License-Identifier: MIT */
#include "board_options.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dtb.h"

/* ---- the command line */

static int take_overlay(struct board_options *options, char **argv)
{
	if (options->count == 0 || !options->sources[options->count - 1].is_tree)
		return command_misuse(argv[0], "--dtbo %s: no --dtb is before it", optarg);
	strings_add(&options->sources[options->count - 1].overlays, optarg);
	return 0;
}

static int take_source(struct board_options *options, bool is_tree)
{
	options->sources = xgrow(options->sources, options->count, sizeof(*options->sources));
	options->sources[options->count++] =
		(struct board_source){ .path = optarg, .is_tree = is_tree };
	return 0;
}

int board_option_take(struct board_options *options, struct wish *wish, int option, char **argv)
{
	switch (option) {
	case BOARD_DTB:
		return take_source(options, true);
	case BOARD_DTBO:
		return take_overlay(options, argv);
	case BOARD_BOARD:
		return take_source(options, false);
	case BOARD_ROOT:
		options->root = optarg;
		return 0;
	case BOARD_ROOT_PATH:
		options->has_root_path = true;
		return 0;
	case BOARD_KEEP:
		strings_add(&wish->keeps, optarg);
		return 0;
	case BOARD_FILESYSTEM:
		strings_add(&wish->filesystems, optarg);
		return 0;
	}
	return -1;
}

int board_options_check(const struct board_options *options, const char *command)
{
	if (options->root && options->has_root_path)
		return command_misuse(command, "--root and --root-path: one or the other");
	if (options->count == 0 && (options->root || options->has_root_path))
		return command_misuse(command, "%s needs --dtb FILE or --board FILE",
				      options->root ? "--root" : "--root-path");
	return 0;
}

/* ---- the root */

static bool ends_in(const char *path, const char *end)
{
	size_t length = path ? strlen(path) : 0, tail = strlen(end);

	if (length < tail || strcmp(path + length - tail, end) != 0)
		return false;
	return length == tail || *end == '/' || path[length - tail - 1] == '/';
}

static bool is_called(const struct board_device *device, const char *name)
{
	const char *dev = strncmp(name, "/dev/", 5) == 0 ? name + 5 : name;

	return strcmp(device->path, name) == 0 ||
	       (device->of_node && strcmp(device->of_node, name) == 0) ||
	       (device->devname && strcmp(device->devname, dev) == 0);
}

static const char *root_by_end(const struct board *board, const char *end)
{
	const char *found = NULL;

	for (size_t i = 0; i < board->count; i++) {
		const struct board_device *device = &board->devices[i];

		if (!ends_in(device->path, end) && !ends_in(device->of_node, end))
			continue;
		if (found)
			fatal("%s: --root %s: both %s and %s end so", board->file, end, found,
			      device->path);
		found = device->path;
	}
	return found;
}

static const char *root_find(const struct board *board, const char *name)
{
	const char *alias = board_alias(board, name);
	const char *found;

	for (size_t i = 0; i < board->count; i++)
		if (is_called(&board->devices[i], alias ? alias : name))
			return board->devices[i].path;
	if (alias)
		fatal("%s: --root %s: %s, which it is an alias of, is disabled, or no device",
		      board->file, name, alias);
	found = root_by_end(board, name);
	if (!found)
		fatal("%s: --root %s: it has no such device, and no such alias", board->file, name);
	return found;
}

static const char *root_own(const struct board *board)
{
	if (!board->root)
		fatal("%s: --root-path: it does not say which device carries the root (root:)",
		      board->file);
	if (!board_find(board, board->root))
		fatal("%s: --root-path: the root, %s, is not among its devices", board->file,
		      board->root);
	return board->root;
}

/* ---- reading */

static void add_type(struct strings *types, const char *type)
{
	for (size_t i = 0; i < types->count; i++)
		if (strcmp(types->items[i], type) == 0)
			return;
	strings_add(types, type);
}

/* --filesystem by default: the roots' own, if all the boards say it. */
static void take_types(const struct board_options *options, struct strings *types)
{
	if (types->count > 0)
		return;
	for (size_t i = 0; i < options->count; i++)
		if (!options->boards[i].root_type)
			return;
	for (size_t i = 0; i < options->count; i++)
		add_type(types, options->boards[i].root_type);
}

static void load_roots(struct board_options *options, struct wish *wish)
{
	options->roots = xcalloc(options->count, sizeof(*options->roots));
	for (size_t i = 0; i < options->count; i++) {
		const struct board *board = &options->boards[i];

		options->roots[i] =
			options->root ? root_find(board, options->root) : root_own(board);
	}
	if (options->has_root_path)
		take_types(options, &wish->filesystems);
}

void board_options_load(struct board_options *options, struct wish *wish)
{
	options->boards = xcalloc(options->count, sizeof(*options->boards));
	for (size_t i = 0; i < options->count; i++) {
		const struct board_source *source = &options->sources[i];

		if (source->is_tree)
			dtb_read(&options->boards[i], source->path, &source->overlays);
		else
			board_read(&options->boards[i], source->path);
	}
	if (options->root || options->has_root_path)
		load_roots(options, wish);
	wish->boards = options->boards;
	wish->board_count = options->count;
	wish->roots = options->roots;
}

void board_options_free(struct board_options *options)
{
	for (size_t i = 0; i < options->count; i++) {
		strings_free(&options->sources[i].overlays);
		if (options->boards)
			board_free(&options->boards[i]);
	}
	free(options->sources);
	free(options->boards);
	free(options->roots);
	*options = (struct board_options){ 0 };
}
