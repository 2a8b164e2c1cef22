/* SPDX-License-Identifier: MIT */
/* fuzz: a device tree is a board or an exact error; what comes out can be a line of a board file. The bytes may be two
 * trees: then the second is an overlay for the first, as many as apply. */
#include "../../initramfs/dtb.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/dtb_overlay.h"
#include "../../initramfs/dtb_tree.h"
#include "fuzz.h"

#include "dtb_seeds.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(SEED_DTB),
	FUZZ_SEED(SEED_DTB SEED_DTB_OVERLAY),
	FUZZ_SEED(SEED_DTB_OVERLAY),
	{ NULL, 0 },
};

static void check_line(const char *text)
{
	if (!*text || text[strspn(text, " ")] == '\0')
		abort();
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			abort();
}

static void check_path(const char *path)
{
	check_line(path);
	if (*path != '/' || strlen(path) > DTB_PATH_MAX)
		abort();
}

static void check_device(const struct board_device *device)
{
	check_path(device->path);
	if (strcmp(device->path, device->of_node) != 0)
		abort();
	if (device->parent) {
		size_t length = strlen(device->parent);

		if (strncmp(device->path, device->parent, length) != 0 ||
		    device->path[length] != '/')
			abort();
	}
	for (size_t i = 0; i < device->modaliases.count; i++) {
		check_line(device->modaliases.items[i]);
		if (strchr(device->modaliases.items[i], ' '))
			abort();
	}
	for (size_t i = 0; i < device->supplier_count; i++) {
		check_path(device->suppliers[i].path);
		check_line(device->suppliers[i].by);
		if (strchr(device->suppliers[i].by, ' '))
			abort();
	}
}

static void check_problem(char *problem)
{
	for (const char *c = problem; *c; c++)
		if ((unsigned char)*c < 0x20)
			abort();
	free(problem);
}

static void parse(const void *data, size_t size)
{
	struct board board = { 0 };
	struct strings notes = { 0 };
	char *problem = dtb_parse(&board, data, size, &notes);

	if (problem)
		check_problem(problem);
	if (board.model)
		check_line(board.model);
	for (size_t i = 0; i < board.alias_count; i++) {
		check_line(board.aliases[i].name);
		check_line(board.aliases[i].path);
	}
	for (size_t i = 0; i < board.count; i++)
		check_device(&board.devices[i]);
	for (size_t i = 0; i < notes.count; i++)
		check_line(notes.items[i]);
	strings_free(&notes);
	board_free(&board);
}

/* Each overlay in memory of its own size: libfdt must not need what lies behind it. */
static struct bytes copy(const uint8_t *data, size_t size)
{
	struct bytes bytes = { malloc(size), size };

	memcpy(bytes.data, data, size);
	return bytes;
}

static void apply(const uint8_t *data, size_t size, const uint8_t *more, size_t more_size)
{
	struct bytes base = copy(data, size), overlay = copy(more, more_size);
	struct dtb_tree tree;
	char *problem = dtb_tree_read(&tree, base.data, base.size);

	dtb_tree_free(&tree);
	if (!problem)
		problem = dtb_overlay_apply(&base, &overlay);
	if (problem)
		check_problem(problem);
	else
		parse(base.data, base.size);
	free(base.data);
	free(overlay.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t first;

	parse(data, size);
	if (size < 8)
		return 0;
	first = fdt_totalsize(data);
	if (first < size && size - first >= 4)
		apply(data, first, data + first, size - first);
	return 0;
}
