/* SPDX-License-Identifier: MIT */
#include "dtb_overlay.h"

#include <ctype.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dtb.h"
#include "dtb_tree.h"

static const char *words(int error)
{
	switch (-error) {
	case FDT_ERR_NOTFOUND:
		return "a node or property that it names is not in the tree";
	case FDT_ERR_BADOVERLAY:
		return "not an overlay that fits: its fragments or fixups are wrong";
	case FDT_ERR_BADPHANDLE:
		return "a phandle in it is wrong";
	case FDT_ERR_NOPHANDLES:
		return "no phandles are left";
	case FDT_ERR_EXISTS:
		return "a node that it makes is there already";
	case FDT_ERR_BADPATH:
		return "a path in it is wrong";
	case FDT_ERR_NOSPACE:
		return "the tree becomes larger than 2 MiB";
	default:
		return fdt_strerror(error);
	}
}

/* The labels that the overlay needs are names of properties of /__fixups__, and in the base of /__symbols__. */
static char *check_labels(const void *base, const void *overlay)
{
	int fixups = fdt_path_offset(overlay, "/__fixups__"),
	    symbols = fdt_path_offset(base, "/__symbols__");
	int offset;

	if (fixups < 0)
		return NULL;
	fdt_for_each_property_offset(offset, overlay, fixups)
	{
		const char *label;

		if (!fdt_getprop_by_offset(overlay, offset, &label, NULL))
			continue;
		if (symbols < 0)
			return xasprintf("/__fixups__: %s: the tree has no labels (/__symbols__; "
					 "dtc -@ keeps them)",
					 label);
		if (!fdt_getprop(base, symbols, label, NULL))
			return xasprintf(
				"/__fixups__: %s: the tree has no such label in /__symbols__",
				label);
	}
	return NULL;
}

/* A fragment may have for its target what an earlier one makes: this is not known before the overlay is applied. */
static char *explain(const void *base, const void *overlay, int error)
{
	int fragment;

	if (error != -FDT_ERR_NOTFOUND)
		return xstrdup(words(error));
	fdt_for_each_subnode(fragment, overlay, 0)
	{
		int length;
		const char *target = fdt_getprop(overlay, fragment, "target-path", &length);

		if (target && length > 0 && fdt_path_offset(base, target) < 0)
			return xasprintf("/%s: target-path: the tree has no node %s",
					 fdt_get_name(overlay, fragment, NULL), target);
	}
	return xstrdup(words(error));
}

static char *check_fragments(const void *overlay)
{
	bool has_any = false;
	int fragment;

	fdt_for_each_subnode(fragment, overlay, 0)
	{
		const char *name = fdt_get_name(overlay, fragment, NULL);
		int length;
		const char *target = fdt_getprop(overlay, fragment, "target-path", &length);

		if (fdt_subnode_offset(overlay, fragment, "__overlay__") < 0)
			continue;
		has_any = true;
		if (target && !dtb_is_line(target, (size_t)length))
			return xasprintf("/%s: target-path: not a string", name);
		if (!target && !fdt_getprop(overlay, fragment, "target", NULL))
			return xasprintf("/%s: neither target nor target-path", name);
	}
	return has_any ? NULL : xstrdup("no overlay: no node of it has an __overlay__");
}

/* What libfdt writes to by offsets (1.6.1 does not check all of them): a phandle in a property of the overlay. */
static char *check_place(const void *overlay, const char *from, const char *path,
			 const char *property, uint64_t offset)
{
	int node = fdt_path_offset(overlay, path), length;

	if (node < 0)
		return xasprintf("%s: the overlay has no node %s", from, path);
	if (!fdt_getprop(overlay, node, property, &length))
		return xasprintf("%s: %s has no property %s", from, path, property);
	if (length < 4 || offset > (uint64_t)length - 4)
		return xasprintf("%s: %s: %s has no phandle at %llu", from, path, property,
				 (unsigned long long)offset);
	return NULL;
}

/* "/path:property:offset" */
static char *check_fixup(const void *overlay, const char *from, const char *fixup)
{
	char *text = xstrdup(fixup), *property = strchr(text, ':'), *offset = NULL, *end = NULL;
	char *problem = NULL;

	if (property)
		*property++ = '\0';
	if (property)
		offset = strchr(property, ':');
	if (offset)
		*offset++ = '\0';
	if (!dtb_is_line(fixup, strlen(fixup) + 1) || *text != '/' || !offset ||
	    !isdigit((unsigned char)*offset))
		problem = xasprintf("%s: a fixup is not \"/path:property:offset\"", from);
	if (!problem) {
		uint64_t at = strtoull(offset, &end, 10);

		problem = *end ? xasprintf("%s: a fixup is not \"/path:property:offset\"", from)
			       : check_place(overlay, from, text, property, at);
	}
	free(text);
	return problem;
}

/* Each property of /__fixups__ is a label, and its value the places where its phandle goes. */
static char *check_fixups(const void *overlay)
{
	int fixups = fdt_path_offset(overlay, "/__fixups__"), property, length;
	char *problem = NULL;

	if (fixups < 0)
		return NULL;
	fdt_for_each_property_offset(property, overlay, fixups)
	{
		const char *label;
		const char *value = fdt_getprop_by_offset(overlay, property, &label, &length);
		const char *end = value + length;
		char *from = xasprintf("/__fixups__: %s", label);

		if (length == 0 || end[-1])
			problem = xasprintf("%s: not strings", from);
		for (; !problem && value < end; value += strlen(value) + 1)
			problem = check_fixup(overlay, from, value);
		free(from);
		if (problem)
			return problem;
	}
	return NULL;
}

/* Below /__local_fixups__ is the overlay once more, each property the offsets of the phandles in the real one. */
static char *check_local_node(const struct dtb_tree *tree, size_t node, const char *path)
{
	const char *real = path + strlen("/__local_fixups__");
	int property, length;
	char *problem = NULL;

	fdt_for_each_property_offset(property, tree->fdt, tree->nodes[node].offset)
	{
		const char *name;
		const char *value = fdt_getprop_by_offset(tree->fdt, property, &name, &length);
		char *from = xasprintf("%s: %s", path, name);

		if (length % 4)
			problem = xasprintf("%s: %d bytes, no multiple of 4", from, length);
		for (int at = 0; !problem && at < length; at += 4)
			problem = check_place(tree->fdt, from, *real ? real : "/", name,
					      dtb_cell(value + at));
		free(from);
		if (problem)
			return problem;
	}
	return NULL;
}

static char *check_local_fixups(const struct dtb_tree *tree)
{
	char *problem = NULL;
	size_t top = 1;

	while (top < tree->count && (tree->nodes[top].parent != 0 ||
				     strcmp(tree->nodes[top].name, "__local_fixups__") != 0))
		top++;
	for (size_t i = top; !problem && i < tree->count; i++) {
		char *path;

		if (i != top && !dtb_tree_is_above(tree, top, i))
			break;
		path = dtb_tree_path(tree, i);
		problem = check_local_node(tree, i, path);
		free(path);
	}
	return problem;
}

static char *check(const struct bytes *base, const struct bytes *overlay)
{
	struct dtb_tree tree;
	char *problem = dtb_tree_read(&tree, overlay->data, overlay->size);

	if (!problem)
		problem = check_fragments(overlay->data);
	if (!problem)
		problem = check_fixups(overlay->data);
	if (!problem)
		problem = check_local_fixups(&tree);
	if (!problem)
		problem = check_labels(base->data, overlay->data);
	dtb_tree_free(&tree);
	return problem;
}

/* A failure spoils both: each try is made on copies. */
static int apply(void *to, size_t size, const struct bytes *base, const struct bytes *overlay)
{
	unsigned char *copy = xmalloc(overlay->size);
	int error = fdt_open_into(base->data, to, (int)size);

	memcpy(copy, overlay->data, overlay->size);
	if (!error)
		error = fdt_overlay_apply(to, copy);
	free(copy);
	return error;
}

char *dtb_overlay_apply(struct bytes *base, const struct bytes *overlay)
{
	char *problem = check(base, overlay);
	size_t size = base->size + overlay->size + 1024;
	unsigned char *to = NULL;
	int error = -FDT_ERR_NOSPACE;

	if (problem)
		return problem;
	for (; error == -FDT_ERR_NOSPACE && size <= 4 * DTB_SIZE_MAX; size *= 2) {
		to = xrealloc(to, size);
		error = apply(to, size, base, overlay);
	}
	if (!error)
		error = fdt_pack(to);
	if (error) {
		free(to);
		return explain(base->data, overlay->data, error);
	}
	free(base->data);
	base->data = to;
	base->size = fdt_totalsize(to);
	return NULL;
}
