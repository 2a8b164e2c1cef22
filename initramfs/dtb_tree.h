/* SPDX-License-Identifier: MIT */
/*
 * dtb_tree: a flattened device tree, checked, with its nodes in an array
 *
 * Nodes are in the order of the file: a node's parent comes before it; 0 is the root. Names and properties point into
 * the bytes that were read, which must outlive the tree.
 */
#ifndef INITRAMFS_DTB_TREE_H
#define INITRAMFS_DTB_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

#define DTB_NONE ((size_t)-1)

struct dtb_node {
	int offset;    /* libfdt's */
	size_t parent; /* of the root: the root */
	const char *name;
	size_t path_length;
	unsigned depth;		/* of the root: 0 */
	uint32_t phandle;	/* 0: none */
	const char *compatible; /* strings, each with its NUL; NULL: none */
	size_t compatible_size;
	bool is_enabled; /* and so is all above it */
	bool has_children;
	size_t device; /* for the user: an index of his, DTB_NONE at first */
};

struct dtb_tree {
	const void *fdt;
	struct dtb_node *nodes;
	size_t count;
	size_t *by_phandle; /* nodes that have one, sorted by it */
	size_t phandle_count;
};

/*
 * dtb_tree_read: returns NULL, or what is wrong, for the caller to free. Whatever it returns, the tree is for
 * dtb_tree_free to free. After NULL every libfdt call that reads the bytes is safe; every name, and every
 * `device_type`, is printable text without blanks, every `compatible` a list of strings that end; no two nodes have
 * one path or one phandle.
 */
char *dtb_tree_read(struct dtb_tree *tree, const void *data, size_t size);
void dtb_tree_free(struct dtb_tree *tree);

/* dtb_tree_path: for the caller to free. */
char *dtb_tree_path(const struct dtb_tree *tree, size_t node);

/* dtb_tree_find: the node that has this phandle, or DTB_NONE. */
size_t dtb_tree_find(const struct dtb_tree *tree, uint32_t phandle);

/* dtb_tree_property: its value, or NULL. */
const void *dtb_tree_property(const struct dtb_tree *tree, size_t node, const char *name,
			      size_t *size);

/* dtb_tree_u32: the first number of a property; false: it has none. */
bool dtb_tree_u32(const struct dtb_tree *tree, size_t node, const char *name, uint32_t *value);

/* dtb_tree_is_above: `above` is an ancestor of node. */
bool dtb_tree_is_above(const struct dtb_tree *tree, size_t above, size_t node);

/* dtb_is_line: a value is one string that ends, is not empty and has no control character: it can be printed. */
bool dtb_is_line(const char *value, size_t size);

/* dtb_cell: the number at p, of 4 bytes. */
uint32_t dtb_cell(const void *p);

#endif
