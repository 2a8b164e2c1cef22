/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/util.h"

#define MAX_LINKS 40
#define MAX_PATH  4096

static struct node *node_new(struct filesystem *in, struct node *parent, const char *name,
			     size_t length, enum node_kind kind)
{
	struct node *node = xcalloc(1, sizeof(*node)), **end;

	node->name = xasprintf("%.*s", (int)length, name);
	node->kind = kind;
	node->mode = kind == NODE_DIRECTORY ? 0755 : 0644;
	node->in = in;
	node->parent = parent;
	if (parent) {
		for (end = &parent->child; *end; end = &(*end)->next)
			;
		*end = node;
	}
	return node;
}

struct filesystem *tree_new(const char *type, const char *source)
{
	static uint64_t device = 20;
	struct filesystem *filesystem = xcalloc(1, sizeof(*filesystem));

	filesystem->type = xstrdup(type);
	filesystem->source = xstrdup(source);
	filesystem->device = device++;
	filesystem->root = node_new(filesystem, NULL, "", 0, NODE_DIRECTORY);
	return filesystem;
}

struct node *tree_add(struct node *directory, const char *name, enum node_kind kind)
{
	return node_new(directory->in, directory, name, strlen(name), kind);
}

static struct node *find_child(const struct node *directory, const char *name, size_t length)
{
	struct node *node;

	for (node = directory->child; node; node = node->next)
		if (strlen(node->name) == length && !memcmp(node->name, name, length))
			return node;
	return NULL;
}

struct node *tree_child(const struct node *directory, const char *name)
{
	return find_child(directory, name, strlen(name));
}

struct node *tree_make(struct filesystem *filesystem, const char *path, enum node_kind kind,
		       const char *text)
{
	struct node *node = filesystem->root, *next;

	while (*(path += strspn(path, "/"))) {
		size_t length = strcspn(path, "/");
		int last = !path[length + strspn(path + length, "/")];

		next = find_child(node, path, length);
		if (!next)
			next = node_new(filesystem, node, path, length,
					last ? kind : NODE_DIRECTORY);
		node = next;
		path += length;
	}
	if (text) {
		node->text = xstrdup(text);
		node->size = strlen(text);
	}
	return node;
}

void tree_append(struct node *file, const void *data, size_t size)
{
	file->text = xrealloc(file->text, file->size + size + 1);
	memcpy(file->text + file->size, data, size);
	file->size += size;
	file->text[file->size] = '\0';
}

void tree_remove(struct node *node)
{
	struct node **at;

	for (at = &node->parent->child; *at != node; at = &(*at)->next)
		;
	*at = node->next;
	node->removed = 1;
}

void tree_mount(struct filesystem *filesystem, struct node *target)
{
	while (target->mounted)
		target = target->mounted->root;
	target->mounted = filesystem;
	filesystem->covers = target;
}

void tree_unmount(struct filesystem *filesystem)
{
	if (filesystem->covers)
		filesystem->covers->mounted = NULL;
	filesystem->covers = NULL;
}

/* step_up: "..", which stops at the process' root and leaves a mount upwards. */
static struct node *step_up(const struct place *place, struct node *node)
{
	while (node != place->root && !node->parent && node->in->covers)
		node = node->in->covers;
	return node != place->root && node->parent ? node->parent : node;
}

static struct node *cross_mounts(struct node *node)
{
	while (node->mounted)
		node = node->mounted->root;
	return node;
}

/* splice: the link's target in front of the rest of the path. Returns 0 or -errno. */
static int splice(char path[MAX_PATH], const char *target, const char *rest)
{
	char whole[MAX_PATH];
	int length = snprintf(whole, sizeof(whole), "%s%s", target, rest);

	if (length >= MAX_PATH)
		return -ENAMETOOLONG;
	memcpy(path, whole, length + 1);
	return 0;
}

int tree_find(const struct place *place, struct node *from, const char *path, int follow,
	      struct node **found)
{
	struct node *node = *path == '/' ? place->root : from, *next;
	char buffer[MAX_PATH];
	char *at = buffer;
	int links = 0;

	if (!*path)
		return -ENOENT;
	if (splice(buffer, path, ""))
		return -ENAMETOOLONG;
	while (*(at += strspn(at, "/"))) {
		size_t length = strcspn(at, "/");

		if (node->kind != NODE_DIRECTORY)
			return -ENOTDIR;
		if (length == 2 && !memcmp(at, "..", 2))
			next = step_up(place, node);
		else if (length == 1 && *at == '.')
			next = node;
		else if ((next = find_child(node, at, length)))
			next = cross_mounts(next);
		if (!next)
			return -ENOENT;
		at += length;
		if (next->kind == NODE_LINK && (follow || *at)) {
			if (++links > MAX_LINKS)
				return -ELOOP;
			if (splice(buffer, next->text, at))
				return -ENAMETOOLONG;
			at = buffer;
			next = *at == '/' ? place->root : node;
		}
		node = next;
	}
	*found = node;
	return path[strlen(path) - 1] == '/' && node->kind != NODE_DIRECTORY ? -ENOTDIR : 0;
}

int tree_find_parent(const struct place *place, struct node *from, const char *path,
		     struct node **directory, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *above;
	int error;

	*name = slash ? slash + 1 : path;
	if (!**name || !strcmp(*name, ".") || !strcmp(*name, ".."))
		return -EINVAL;
	above = slash ? xasprintf("%.*s", (int)(slash - path) + 1, path) : xstrdup(".");
	error = tree_find(place, from, above, 1, directory);
	free(above);
	return error;
}

const char *tree_path(const struct node *node)
{
	static char buffers[4][MAX_PATH];
	static unsigned turn;
	char *buffer = buffers[turn++ % 4], *at = buffer + MAX_PATH - 1;

	*at = '\0';
	for (;;) {
		size_t length;

		while (!node->parent && node->in->covers)
			node = node->in->covers;
		if (!node->parent)
			break;
		length = strlen(node->name);
		if ((size_t)(at - buffer) < length + 1)
			break;
		at -= length;
		memcpy(at, node->name, length);
		*--at = '/';
		node = node->parent;
	}
	return *at ? at : "/";
}

unsigned tree_count(const struct node *directory)
{
	const struct node *node;
	unsigned count = 0;

	for (node = directory->child; node; node = node->next)
		count += 1 + (node->kind == NODE_DIRECTORY ? tree_count(node) : 0);
	return count;
}
