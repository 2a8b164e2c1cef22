/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "dtb_tree.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "dtb.h"

/* ---- questions */

uint32_t dtb_cell(const void *p)
{
	return fdt32_ld(p);
}

char *dtb_tree_path(const struct dtb_tree *tree, size_t node)
{
	size_t length = tree->nodes[node].path_length, name_length;
	char *path = xmalloc(length + 2);

	path[0] = '/';
	path[node ? length : 1] = '\0';
	for (; node; node = tree->nodes[node].parent) {
		name_length = strlen(tree->nodes[node].name);
		length -= name_length;
		memcpy(path + length, tree->nodes[node].name, name_length);
		path[--length] = '/';
	}
	return path;
}

static int compare_phandles(const void *a, const void *b, void *user)
{
	const struct dtb_tree *tree = user;
	uint32_t x = tree->nodes[*(const size_t *)a].phandle;
	uint32_t y = tree->nodes[*(const size_t *)b].phandle;

	return (x > y) - (x < y);
}

size_t dtb_tree_find(const struct dtb_tree *tree, uint32_t phandle)
{
	size_t low = 0, high = tree->phandle_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t node = tree->by_phandle[middle];

		if (tree->nodes[node].phandle == phandle)
			return node;
		if (tree->nodes[node].phandle < phandle)
			low = middle + 1;
		else
			high = middle;
	}
	return DTB_NONE;
}

const void *dtb_tree_property(const struct dtb_tree *tree, size_t node, const char *name,
			      size_t *size)
{
	int length;
	const void *value = fdt_getprop(tree->fdt, tree->nodes[node].offset, name, &length);

	if (value && size)
		*size = (size_t)length;
	return value;
}

bool dtb_is_line(const char *value, size_t size)
{
	if (size < 2 || value[size - 1] != '\0' || strlen(value) != size - 1)
		return false;
	for (; *value; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

bool dtb_tree_u32(const struct dtb_tree *tree, size_t node, const char *name, uint32_t *value)
{
	size_t size;
	const void *at = dtb_tree_property(tree, node, name, &size);

	if (!at || size < 4)
		return false;
	*value = dtb_cell(at);
	return true;
}

bool dtb_tree_is_above(const struct dtb_tree *tree, size_t above, size_t node)
{
	while (node > above)
		node = tree->nodes[node].parent;
	return node == above;
}

/* ---- the walk */

struct walk {
	struct dtb_tree *tree;
	size_t node;	/* the one that is open */
	unsigned depth; /* how many are */
	int offset;
};

/* "/node/path: reason" */
static char *bad(const struct walk *walk, const char *reason)
{
	char *path, *text;

	if (walk->depth == 0)
		return xstrdup(reason);
	path = dtb_tree_path(walk->tree, walk->node);
	text = xasprintf("%s: %s", path, reason);
	free(path);
	return text;
}

static char *bad_property(const struct walk *walk, const char *name, const char *reason)
{
	char *both = xasprintf("%s: %s", name, reason);
	char *text = bad(walk, both);

	free(both);
	return text;
}

static bool is_name(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return false;
	return *text != '\0';
}

static char *begin_node(struct walk *walk)
{
	struct dtb_tree *tree = walk->tree;
	const char *name = fdt_get_name(tree->fdt, walk->offset, NULL);
	struct dtb_node node = {
		.offset = walk->offset, .name = name, .parent = walk->node, .device = DTB_NONE
	};

	if (!name)
		return bad(walk, "a node's name lies outside");
	if (walk->depth == 0 && tree->count > 0)
		return xstrdup("more than one root");
	if (walk->depth == 0 && *name)
		return xstrdup("the root has a name");
	if (walk->depth > 0 && (!is_name(name) || strchr(name, '/')))
		return bad(walk, "a node in it has a name that is empty or holds a '/', a blank "
				 "or a control character");
	if (walk->depth > DTB_DEPTH_MAX)
		return bad(walk, "nodes are nested more than 64 deep");
	node.depth = walk->depth++;
	node.is_enabled = true;
	if (node.depth > 0) {
		const struct dtb_node *parent = &tree->nodes[node.parent];

		node.path_length = parent->path_length + 1 + strlen(name);
		node.is_enabled = parent->is_enabled;
		if (node.path_length > DTB_PATH_MAX) {
			walk->depth--;
			return bad(walk, "a node in it has a path of more than 4095 bytes");
		}
		tree->nodes[node.parent].has_children = true;
	}
	tree->nodes = xgrow(tree->nodes, tree->count, sizeof(node));
	walk->node = tree->count++;
	tree->nodes[walk->node] = node;
	return NULL;
}

/* A blank becomes '_' in a modalias; what else is below 0x20 has no place in a name. */
static bool are_strings(const char *value, size_t size)
{
	if (size == 0 || value[size - 1] != '\0')
		return false;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c == 0x7f || (c && c < 0x20 && !(c >= '\t' && c <= '\r')))
			return false;
	}
	return true;
}

static char *take_phandle(struct walk *walk, const char *name, const void *value, size_t size)
{
	struct dtb_node *node = &walk->tree->nodes[walk->node];
	uint32_t phandle;

	if (size != 4)
		return bad_property(walk, name, "is not of 4 bytes");
	phandle = dtb_cell(value);
	if (phandle == 0 || phandle == UINT32_MAX)
		return bad_property(walk, name, "0 and 0xffffffff are none");
	if (node->phandle && node->phandle != phandle)
		return bad_property(walk, name, "phandle and linux,phandle differ");
	node->phandle = phandle;
	return NULL;
}

static bool is_okay(const char *status, size_t size)
{
	return (size >= 5 && memcmp(status, "okay", 5) == 0) ||
	       (size >= 3 && memcmp(status, "ok", 3) == 0);
}

static char *take_property(struct walk *walk)
{
	struct dtb_node *node;
	const char *name;
	int length;
	const char *value = fdt_getprop_by_offset(walk->tree->fdt, walk->offset, &name, &length);
	size_t size = (size_t)length;

	if (walk->depth == 0)
		return xstrdup("a property outside the root");
	node = &walk->tree->nodes[walk->node];
	if (!value || length < 0)
		return bad(walk, "a property's name lies outside the strings");
	if (!is_name(name))
		return bad(walk,
			   "a property's name is empty or holds a blank or a control character");
	if (node->has_children)
		return bad_property(walk, name, "a property behind the node's children");
	if (strcmp(name, "compatible") == 0) {
		if (!are_strings(value, size))
			return bad_property(walk, name,
					    "not strings that end, without control characters");
		node->compatible = value;
		node->compatible_size = size;
	} else if (strcmp(name, "device_type") == 0) {
		if (!dtb_is_line(value, size) || !is_name(value))
			return bad_property(walk, name, "not one string without blanks");
	} else if (strcmp(name, "status") == 0) {
		node->is_enabled &= size > 0 && is_okay(value, size);
	} else if (strcmp(name, "phandle") == 0 || strcmp(name, "linux,phandle") == 0) {
		return take_phandle(walk, name, value, size);
	}
	return NULL;
}

static char *take_end(struct walk *walk)
{
	if (walk->depth == 0)
		return xstrdup("the end of a node outside the root");
	walk->node = walk->tree->nodes[walk->node].parent;
	walk->depth--;
	return NULL;
}

/* Tag by tag, so that what is wrong can be told by the node where it is. */
static char *walk_nodes(struct walk *walk)
{
	for (;;) {
		int next;
		uint32_t tag = fdt_next_tag(walk->tree->fdt, walk->offset, &next);
		char *problem = NULL;

		if (tag == FDT_END && next >= 0)
			break;
		if (next < 0)
			return bad(walk, next == -FDT_ERR_TRUNCATED
						 ? "the tree ends here, before its end"
						 : "what follows is neither node nor property");
		if (tag == FDT_BEGIN_NODE)
			problem = begin_node(walk);
		else if (tag == FDT_PROP)
			problem = take_property(walk);
		else if (tag == FDT_END_NODE)
			problem = take_end(walk);
		if (problem)
			return problem;
		walk->offset = next;
	}
	if (walk->depth > 0)
		return bad(walk, "the tree ends within this node");
	return walk->tree->count > 0 ? NULL : xstrdup("it has no nodes");
}

/* ---- all of it */

static char *check_header(const void *data, size_t size)
{
	uint32_t total;

	if (size < 4 || dtb_cell(data) != FDT_MAGIC)
		return xstrdup("no device tree: it does not begin with d00dfeed");
	if (size < sizeof(struct fdt_header))
		return xasprintf("cut short: %zu bytes, less than a header", size);
	total = fdt_totalsize(data);
	if (total > DTB_SIZE_MAX)
		return xasprintf("%u bytes, says its header; more than 2 MiB no kernel takes",
				 total);
	if (total > size)
		return xasprintf("cut short: %zu bytes, its header says %u", size, total);
	switch (-fdt_check_header(data)) {
	case 0:
		break;
	case FDT_ERR_BADVERSION:
		return xasprintf("version %u of the format, of which 2 to 17 are known",
				 fdt_version(data) < 2 ? fdt_version(data)
						       : fdt_last_comp_version(data));
	default:
		return xstrdup("its header names parts that lie outside");
	}
	if (fdt_num_mem_rsv(data) < 0)
		return xstrdup("its list of reserved memory does not end");
	return NULL;
}

static char *index_phandles(struct dtb_tree *tree)
{
	tree->by_phandle = xcalloc(tree->count, sizeof(*tree->by_phandle));
	for (size_t i = 0; i < tree->count; i++)
		if (tree->nodes[i].phandle)
			tree->by_phandle[tree->phandle_count++] = i;
	qsort_r(tree->by_phandle, tree->phandle_count, sizeof(*tree->by_phandle), compare_phandles,
		tree);
	for (size_t i = 1; i < tree->phandle_count; i++) {
		size_t one = tree->by_phandle[i - 1], other = tree->by_phandle[i];
		char *path, *other_path, *problem;

		if (tree->nodes[one].phandle != tree->nodes[other].phandle)
			continue;
		path = dtb_tree_path(tree, one > other ? one : other);
		other_path = dtb_tree_path(tree, one > other ? other : one);
		problem = xasprintf("%s: phandle: 0x%x is also that of %s", path,
				    tree->nodes[one].phandle, other_path);
		free(path);
		free(other_path);
		return problem;
	}
	return NULL;
}

struct sibling {
	size_t parent, node;
	const char *name;
};

static int compare_siblings(const void *a, const void *b)
{
	const struct sibling *x = a, *y = b;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	return strcmp(x->name, y->name);
}

static char *check_siblings(const struct dtb_tree *tree)
{
	struct sibling *all = xcalloc(tree->count, sizeof(*all));
	char *problem = NULL;

	for (size_t i = 1; i < tree->count; i++)
		all[i] = (struct sibling){ tree->nodes[i].parent, i, tree->nodes[i].name };
	qsort(all + 1, tree->count - 1, sizeof(*all), compare_siblings);
	for (size_t i = 2; i < tree->count && !problem; i++)
		if (compare_siblings(&all[i - 1], &all[i]) == 0) {
			char *path = dtb_tree_path(tree, all[i].node);

			problem = xasprintf("%s: a second node of this path", path);
			free(path);
		}
	free(all);
	return problem;
}

char *dtb_tree_read(struct dtb_tree *tree, const void *data, size_t size)
{
	struct walk walk = { .tree = tree };
	char *problem;

	*tree = (struct dtb_tree){ .fdt = data };
	problem = check_header(data, size);
	if (!problem)
		problem = walk_nodes(&walk);
	if (!problem)
		problem = index_phandles(tree);
	if (!problem)
		problem = check_siblings(tree);
	return problem;
}

void dtb_tree_free(struct dtb_tree *tree)
{
	free(tree->nodes);
	free(tree->by_phandle);
	*tree = (struct dtb_tree){ 0 };
}
