/* SPDX-License-Identifier: MIT */
#include "dtb.h"

#include <ctype.h>
#include <libfdt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dtb_overlay.h"
#include "dtb_suppliers.h"
#include "dtb_tree.h"

#define SPI_NAME_MAX 31 /* the kernel's SPI_NAME_SIZE, less its NUL */
#define WARNINGS_MAX 20
#define ALIASES_MAX  1000

/* ---- buses */

static bool is_compatible(const struct dtb_node *node, const char *with)
{
	const char *end = node->compatible + node->compatible_size;

	for (const char *one = node->compatible; one < end; one += strlen(one) + 1)
		if (strcasecmp(one, with) == 0)
			return true;
	return false;
}

/* Up to '@' the names of nodes are those of what they are: "spi", "mmc". */
static bool is_named(const struct dtb_node *node, const char *name)
{
	size_t length = strlen(name);

	return strncmp(node->name, name, length) == 0 &&
	       (!node->name[length] || strchr("@-0123456789", node->name[length]));
}

/* Children have one number for an address, and no size: chip selects, slots. */
static bool has_slots(const struct dtb_tree *tree, size_t node)
{
	uint32_t address, size;

	return dtb_tree_u32(tree, node, "#address-cells", &address) && address == 1 &&
	       dtb_tree_u32(tree, node, "#size-cells", &size) && size == 0;
}

static bool is_on_spi(const struct dtb_tree *tree, size_t node)
{
	size_t bus = tree->nodes[node].parent;

	return tree->nodes[bus].compatible && dtb_tree_property(tree, node, "reg", NULL) &&
	       has_slots(tree, bus) &&
	       (is_named(&tree->nodes[bus], "spi") ||
		dtb_tree_property(tree, node, "spi-max-frequency", NULL));
}

/* A card's function; a slot is a platform device. */
static bool is_on_mmc(const struct dtb_tree *tree, size_t node)
{
	size_t bus = tree->nodes[node].parent;

	return tree->nodes[bus].compatible && dtb_tree_property(tree, node, "reg", NULL) &&
	       has_slots(tree, bus) && !is_compatible(&tree->nodes[node], "mmc-slot") &&
	       (is_named(&tree->nodes[bus], "mmc") ||
		dtb_tree_property(tree, bus, "bus-width", NULL));
}

/* ---- modaliases */

static char *of_modalias(const struct dtb_tree *tree, size_t node)
{
	const struct dtb_node *of = &tree->nodes[node];
	const char *type = dtb_tree_property(tree, node, "device_type", NULL);
	char *text = xasprintf("of:N%.*sT%s", (int)strcspn(of->name, "@"), of->name,
			       type ? type : "(null)");
	size_t length = strlen(text);

	text = xrealloc(text, length + of->compatible_size + 1);
	text[length] = 'C';
	/* The strings as they lie, each NUL but the last the next one's 'C'. */
	for (size_t i = 0; i < of->compatible_size; i++) {
		unsigned char c = (unsigned char)of->compatible[i];

		text[length + 1 + i] = c == '\0' ? 'C' : isspace(c) || c == 0xa0 ? '_' : (char)c;
	}
	text[length + of->compatible_size] = '\0';
	return text;
}

static char *spi_modalias(const struct dtb_node *node)
{
	const char *comma = strchr(node->compatible, ',');
	char *text = xasprintf("spi:%.*s", SPI_NAME_MAX, comma ? comma + 1 : node->compatible);

	for (char *c = text; *c; c++)
		if (isspace((unsigned char)*c))
			*c = '_';
	return text;
}

/* "arm,pl180" is part 0x180 of ARM's (0x41), "arm,sp805" 0x805 of 0x41 with 1 before it; the x of "arm,pl18x" is 0 or 1.
 * NULL: unknown. */
static char *amba_modalias(const struct dtb_tree *tree, size_t node)
{
	const struct dtb_node *of = &tree->nodes[node];
	const char *end = of->compatible + of->compatible_size;
	uint32_t id;

	if (dtb_tree_u32(tree, node, "arm,primecell-periphid", &id) && id)
		return xasprintf("amba:d%08X", id);
	for (const char *one = of->compatible; one < end; one += strlen(one) + 1) {
		bool is_sp = strncmp(one, "arm,sp", 6) == 0;
		const char *part = one + 6;

		if ((is_sp || strncmp(one, "arm,pl", 6) == 0) && strlen(part) == 3 &&
		    strspn(part, "0123456789") + (part[2] == 'x') == 3)
			return xasprintf("amba:d00%c41%.2s%c", is_sp ? '1' : '0', part,
					 part[2] == 'x' ? '0' : part[2]);
	}
	return NULL;
}

/* The kernel's own request, for the driver of a PHY. NULL: the id stands in the hardware only. */
static char *mdio_modalias(const struct dtb_node *node)
{
	const char *end = node->compatible + node->compatible_size;
	unsigned upper, lower;
	char text[] = "mdio:00000000000000000000000000000000";

	for (const char *one = node->compatible; one < end; one += strlen(one) + 1) {
		if (sscanf(one, "ethernet-phy-id%4x.%4x", &upper, &lower) != 2)
			continue;
		for (unsigned bit = 0; bit < 32; bit++)
			if ((upper << 16 | lower) & 1u << (31 - bit))
				text[5 + bit] = '1';
		return xstrdup(text);
	}
	return NULL;
}

static void add_modalias(struct board_device *device, char *modalias)
{
	if (modalias)
		board_add_modalias(device, modalias);
	free(modalias);
}

static void add_modaliases(struct board_device *device, const struct dtb_tree *tree, size_t node)
{
	const struct dtb_node *of = &tree->nodes[node];
	const char *type = dtb_tree_property(tree, node, "device_type", NULL);

	if (type && strcmp(type, "cpu") == 0)
		return;
	if (is_compatible(of, "arm,primecell")) {
		add_modalias(device, amba_modalias(tree, node));
	} else if (is_on_spi(tree, node)) {
		add_modalias(device, spi_modalias(of));
	} else if (!is_on_mmc(tree, node)) {
		add_modalias(device, of_modalias(tree, node));
		add_modalias(device, mdio_modalias(of));
	}
}

/* ---- the board */

static void add_device(struct board *board, struct dtb_tree *tree, size_t node)
{
	struct dtb_node *of = &tree->nodes[node];
	char *path = dtb_tree_path(tree, node);
	struct board_device *device = board_add(board, path);
	size_t parent = of->parent;

	device->of_node = path;
	of->device = board->count - 1;
	while (parent && tree->nodes[parent].device == DTB_NONE)
		parent = tree->nodes[parent].parent;
	if (parent)
		device->parent = xstrdup(board->devices[tree->nodes[parent].device].path);
	add_modaliases(device, tree, node);
}

static void add_aliases(struct board *board, const struct dtb_tree *tree, struct strings *notes)
{
	int node = fdt_path_offset(tree->fdt, "/aliases"), offset, length;

	if (node < 0)
		return;
	fdt_for_each_property_offset(offset, tree->fdt, node)
	{
		const char *name;
		const char *path = fdt_getprop_by_offset(tree->fdt, offset, &name, &length);

		if (strcmp(name, "phandle") == 0 || strcmp(name, "linux,phandle") == 0)
			continue;
		if (dtb_is_line(path, (size_t)length) && *path == '/' &&
		    board->alias_count < ALIASES_MAX) {
			board_add_alias(board, name, path);
		} else {
			char *text =
				xasprintf("/aliases: %s: no path, or more than 1000 of them", name);

			strings_add(notes, text);
			free(text);
		}
	}
}

static bool is_overlay(const struct dtb_tree *tree)
{
	for (size_t i = 1; i < tree->count; i++)
		if (tree->nodes[i].depth == 2 && strcmp(tree->nodes[i].name, "__overlay__") == 0)
			return true;
	return false;
}

char *dtb_parse(struct board *board, const void *data, size_t size, struct strings *notes)
{
	struct dtb_tree tree;
	char *problem = dtb_tree_read(&tree, data, size);
	const char *model;
	size_t model_size;

	if (!problem && is_overlay(&tree))
		problem = xstrdup("an overlay: it goes with --dtbo, onto the tree of --dtb");
	if (problem) {
		dtb_tree_free(&tree);
		return problem;
	}
	model = dtb_tree_property(&tree, 0, "model", &model_size);
	if (model && dtb_is_line(model, model_size))
		board->model = xstrdup(model);
	for (size_t i = 1; i < tree.count; i++)
		if (tree.nodes[i].compatible && tree.nodes[i].is_enabled)
			add_device(board, &tree, i);
	add_aliases(board, &tree, notes);
	dtb_suppliers_add(board, &tree, notes);
	dtb_tree_free(&tree);
	return NULL;
}

static struct bytes read_tree(const char *path, const struct strings *overlays)
{
	struct bytes base = file_read(path), overlay;
	struct dtb_tree tree;
	char *problem = dtb_tree_read(&tree, base.data, base.size);

	dtb_tree_free(&tree);
	if (problem)
		fatal("%s: %s", path, problem);
	for (size_t i = 0; overlays && i < overlays->count; i++) {
		overlay = file_read(overlays->items[i]);
		problem = dtb_overlay_apply(&base, &overlay);
		if (problem)
			fatal("%s: %s", overlays->items[i], problem);
		free(overlay.data);
	}
	return base;
}

void dtb_read(struct board *board, const char *path, const struct strings *overlays)
{
	struct bytes tree = read_tree(path, overlays);
	struct strings notes = { 0 };
	char *problem;

	*board = (struct board){ .file = xstrdup(path), .source = xstrdup(path) };
	problem = dtb_parse(board, tree.data, tree.size, &notes);
	if (problem)
		fatal("%s: %s", path, problem);
	for (size_t i = 0; i < notes.count && i < WARNINGS_MAX; i++)
		warning("%s: %s", path, notes.items[i]);
	if (notes.count > WARNINGS_MAX)
		warning("%s: %zu more of that kind", path, notes.count - WARNINGS_MAX);
	strings_free(&notes);
	free(tree.data);
}
