/* SPDX-License-Identifier: MIT */
#include "dtb_suppliers.h"

#include <ctype.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX 16 /* behind a phandle: the kernel's MAX_PHANDLE_ARGS */
#define HOPS_MAX  64 /* from interrupt parent to interrupt parent */

/* A property is a list of phandles, each with as many cells behind it as the node it names says. */
struct rule {
	const char *property;
	const char *cells; /* the property of the supplier that says how many; NULL: none */
	bool is_optional;  /* a supplier that does not say has none */
	bool goes_down;	   /* the supplier may be below its consumer */
};

static const struct rule rules[] = {
	{ .property = "access-controllers",
	  .cells = "#access-controller-cells",
	  .is_optional = true },
	{ .property = "clocks", .cells = "#clock-cells" },
	{ .property = "dmas", .cells = "#dma-cells" },
	{ .property = "extcon" },
	{ .property = "fsl,usbphy" },
	{ .property = "hwlocks", .cells = "#hwlock-cells" },
	{ .property = "i2c-parent" },
	{ .property = "interconnects", .cells = "#interconnect-cells" },
	{ .property = "interrupt-parent" },
	{ .property = "interrupts-extended", .cells = "#interrupt-cells" },
	{ .property = "io-backends", .cells = "#io-backend-cells" },
	{ .property = "io-channels", .cells = "#io-channel-cells" },
	{ .property = "iommus", .cells = "#iommu-cells" },
	{ .property = "leds" },
	{ .property = "mboxes", .cells = "#mbox-cells" },
	{ .property = "mmc-pwrseq" },
	{ .property = "msi-parent", .cells = "#msi-cells", .is_optional = true },
	{ .property = "nvmem-cells", .cells = "#nvmem-cell-cells", .is_optional = true },
	{ .property = "phy-handle", .goes_down = true },
	{ .property = "phys", .cells = "#phy-cells" },
	{ .property = "power-domains", .cells = "#power-domain-cells" },
	{ .property = "pses", .cells = "#pse-cells" },
	{ .property = "pwms", .cells = "#pwm-cells" },
	{ .property = "resets", .cells = "#reset-cells" },
	{ .property = "usb-phy" },
	{ .property = "wakeup-parent" },
};
static const struct rule plain_rule = { .cells = NULL };
static const struct rule gpio_rule = { .cells = "#gpio-cells" };

struct reader {
	struct board *board;
	const struct dtb_tree *tree;
	struct strings *notes;
	size_t node;  /* whose property is read */
	size_t owner; /* the device that it counts for */
	const char *property;
	const struct rule *rule;
};

static void note(const struct reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note(const struct reader *reader, const char *format, ...)
{
	char reason[512], *path = dtb_tree_path(reader->tree, reader->node), *text;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	text = xasprintf("%s: %s: %s", path, reader->property, reason);
	strings_add(reader->notes, text);
	free(text);
	free(path);
}

/* The device that the node is, or is a part of: from there the kernel looks upwards for a `compatible`. */
static void link_to(const struct reader *reader, size_t supplier)
{
	const struct dtb_tree *tree = reader->tree;
	bool goes_down = reader->rule && reader->rule->goes_down;
	char *path;

	while (supplier && !tree->nodes[supplier].compatible)
		supplier = tree->nodes[supplier].parent;
	if (supplier == 0 || supplier == reader->owner ||
	    dtb_tree_is_above(tree, supplier, reader->owner))
		return;
	if (dtb_tree_is_above(tree, reader->owner, supplier) && !goes_down)
		return;
	path = dtb_tree_path(tree, supplier);
	board_add_supplier(&reader->board->devices[tree->nodes[reader->owner].device],
			   reader->property, path);
	free(path);
}

/* The node of a phandle; a note and DTB_NONE: there is none. */
static size_t find(const struct reader *reader, uint32_t phandle)
{
	size_t node = dtb_tree_find(reader->tree, phandle);

	if (node == DTB_NONE)
		note(reader, "no node has the phandle 0x%x", phandle);
	return node;
}

/* How many cells a supplier wants; false, and a note: that cannot be. */
static bool cells_of(const struct reader *reader, size_t supplier, const char *name,
		     bool is_optional, uint32_t *cells)
{
	bool is_there = dtb_tree_u32(reader->tree, supplier, name, cells);
	char *path;

	if (!is_there)
		*cells = 0;
	if ((is_there || is_optional) && *cells <= CELLS_MAX)
		return true;
	path = dtb_tree_path(reader->tree, supplier);
	if (is_there)
		note(reader, "%.300s has %s %u, more than %u", path, name, *cells, CELLS_MAX);
	else
		note(reader, "%.300s has no %s", path, name);
	free(path);
	return false;
}

static void read_list(const struct reader *reader, const unsigned char *value, size_t size)
{
	const struct rule *rule = reader->rule;
	size_t at = 0, supplier;
	uint32_t cells;

	if (size % 4) {
		note(reader, "%zu bytes, no multiple of 4", size);
		return;
	}
	while (at < size) {
		uint32_t phandle = dtb_cell(value + at);

		at += 4;
		if (phandle == 0)
			continue;
		supplier = find(reader, phandle);
		if (supplier == DTB_NONE)
			return;
		cells = 0;
		if (rule->cells &&
		    !cells_of(reader, supplier, rule->cells, rule->is_optional, &cells))
			return;
		if (cells > (size - at) / 4) {
			note(reader, "ends within the %u cells behind phandle 0x%x", cells,
			     phandle);
			return;
		}
		at += cells * 4;
		link_to(reader, supplier);
	}
}

/* iommu-map, msi-map: of each four cells the second is a phandle. */
static void read_map(const struct reader *reader, const unsigned char *value, size_t size)
{
	size_t supplier;

	if (size % 16) {
		note(reader, "%zu bytes, no multiple of 16", size);
		return;
	}
	for (size_t at = 0; at < size; at += 16) {
		supplier = find(reader, dtb_cell(value + at + 4));
		if (supplier == DTB_NONE)
			return;
		link_to(reader, supplier);
	}
}

/* The interrupt parent that holds for a node: its own, or the nearest above it that says one or takes interrupts. */
static size_t interrupt_parent(const struct reader *reader)
{
	const struct dtb_tree *tree = reader->tree;
	size_t node = reader->node;
	uint32_t phandle;

	for (unsigned hops = 0; hops < HOPS_MAX; hops++) {
		if (dtb_tree_u32(tree, node, "interrupt-parent", &phandle)) {
			node = find(reader, phandle);
			if (node == DTB_NONE)
				return node;
		} else if (node == 0) {
			note(reader, "there is no interrupt-parent");
			return DTB_NONE;
		} else {
			node = tree->nodes[node].parent;
		}
		if (dtb_tree_property(tree, node, "#interrupt-cells", NULL))
			return node;
	}
	note(reader, "the way to an interrupt parent is longer than %u", HOPS_MAX);
	return DTB_NONE;
}

static void read_interrupts(const struct reader *reader)
{
	size_t parent;

	if (dtb_tree_property(reader->tree, reader->node, "interrupts-extended", NULL))
		return;
	parent = interrupt_parent(reader);
	if (parent != DTB_NONE)
		link_to(reader, parent);
}

/* The nearest #address-cells at or above a node; 2 where nobody says. */
static uint32_t address_cells(const struct dtb_tree *tree, size_t node)
{
	uint32_t cells = 2;

	while (!dtb_tree_u32(tree, node, "#address-cells", &cells) && node)
		node = tree->nodes[node].parent;
	return cells;
}

/*
 * Each entry: a child's address and interrupt, a phandle, an address and an interrupt for that parent. Interrupt
 * controllers that have one (fsl,ls-extirq, renesas,rza1-irqc) read it themselves, and know no parent's address.
 */
static void read_interrupt_map(const struct reader *reader, const unsigned char *value, size_t size)
{
	bool is_controller =
		dtb_tree_property(reader->tree, reader->node, "interrupt-controller", NULL);
	uint32_t before, address = address_cells(reader->tree, reader->node), interrupt;

	if (size % 4) {
		note(reader, "%zu bytes, no multiple of 4", size);
		return;
	}
	if (!cells_of(reader, reader->node, "#interrupt-cells", false, &interrupt))
		return;
	if (address > CELLS_MAX) {
		note(reader, "#address-cells %u, more than %u", address, CELLS_MAX);
		return;
	}
	before = address + interrupt;
	for (size_t at = 0, left = size / 4, parent; left > 0;) {
		if (left <= before) {
			note(reader, "ends within an entry");
			return;
		}
		parent = find(reader, dtb_cell(value + (at + before) * 4));
		if (parent == DTB_NONE ||
		    !cells_of(reader, parent, "#address-cells", true, &address) ||
		    !cells_of(reader, parent, "#interrupt-cells", false, &interrupt))
			return;
		if (is_controller)
			address = 0;
		at += before + 1;
		left -= before + 1;
		if (left < address + interrupt) {
			note(reader, "ends within an entry");
			return;
		}
		at += address + interrupt;
		left -= address + interrupt;
		link_to(reader, parent);
	}
}

static bool has_end(const char *name, const char *end)
{
	size_t length = strlen(name), end_length = strlen(end);

	return length > end_length && strcmp(name + length - end_length, end) == 0;
}

static const struct rule *rule_find(const struct reader *reader, const char *name)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (strcmp(rules[i].property, name) == 0)
			return &rules[i];
	if (has_end(name, "-supply") ||
	    (strncmp(name, "pinctrl-", 8) == 0 && isdigit((unsigned char)name[8])))
		return &plain_rule;
	if (strcmp(name, "gpio") == 0 || strcmp(name, "gpios") == 0)
		return dtb_tree_property(reader->tree, reader->node, "gpio-hog", NULL) ? NULL
										       : &gpio_rule;
	if ((has_end(name, "-gpio") || has_end(name, "-gpios")) && !has_end(name, ",nr-gpios"))
		return &gpio_rule;
	return NULL;
}

static void read_property(struct reader *reader, int offset)
{
	int length;
	const void *value =
		fdt_getprop_by_offset(reader->tree->fdt, offset, &reader->property, &length);
	const char *name = reader->property;

	if (strcmp(name, "interrupts") == 0) {
		read_interrupts(reader);
	} else if (strcmp(name, "interrupt-map") == 0) {
		read_interrupt_map(reader, value, (size_t)length);
	} else if (strcmp(name, "iommu-map") == 0 || strcmp(name, "msi-map") == 0) {
		read_map(reader, value, (size_t)length);
	} else {
		reader->rule = rule_find(reader, name);
		if (reader->rule)
			read_list(reader, value, (size_t)length);
		reader->rule = NULL;
	}
}

void dtb_suppliers_add(struct board *board, const struct dtb_tree *tree, struct strings *notes)
{
	struct reader reader = { .board = board, .tree = tree, .notes = notes };
	int offset;

	for (size_t i = 1; i < tree->count; i++) {
		if (!tree->nodes[i].is_enabled)
			continue;
		reader.node = reader.owner = i;
		while (reader.owner && tree->nodes[reader.owner].device == DTB_NONE)
			reader.owner = tree->nodes[reader.owner].parent;
		if (reader.owner == 0)
			continue;
		fdt_for_each_property_offset(offset, tree->fdt, tree->nodes[i].offset)
			read_property(&reader, offset);
	}
}
