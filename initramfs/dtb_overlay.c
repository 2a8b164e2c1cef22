/* SPDX-License-Identifier: MIT */
#include "dtb_overlay.h"

#include <libfdt.h>
#include <stdbool.h>
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
		if (target && (length <= 0 || target[length - 1]))
			return xasprintf("/%s: target-path: not a string", name);
		if (!target && !fdt_getprop(overlay, fragment, "target", NULL))
			return xasprintf("/%s: neither target nor target-path", name);
	}
	return has_any ? NULL : xstrdup("no overlay: no node of it has an __overlay__");
}

static char *check(const struct bytes *base, const struct bytes *overlay)
{
	struct dtb_tree tree;
	char *problem = dtb_tree_read(&tree, overlay->data, overlay->size);

	dtb_tree_free(&tree);
	if (!problem)
		problem = check_fragments(overlay->data);
	if (!problem)
		problem = check_labels(base->data, overlay->data);
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
