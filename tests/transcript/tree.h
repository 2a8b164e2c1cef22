/* SPDX-License-Identifier: MIT */
/*
 * tree: the files that the fake door serves: a few filesystems in memory, mounted on each other
 *
 * Paths are resolved as the kernel does: from the process' root, across mounts and symbolic links,
 * where ".." stops at the root and leaves a mount upwards. What is mounted over the process' own
 * root stays invisible until chroot. Nodes are never freed: one that was removed stays readable
 * through open descriptors.
 */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

#include <stddef.h>
#include <stdint.h>

enum node_kind { NODE_DIRECTORY, NODE_FILE, NODE_LINK };

struct filesystem {
	const char *type;   /* "ramfs", "devtmpfs", "ext4" ... */
	const char *source; /* as given to mount */
	int readonly;
	uint64_t device; /* st_dev */
	struct node *root;
	struct node *covers; /* the directory that it is mounted on; NULL: none */
};

struct node {
	char *name;
	enum node_kind kind;
	unsigned mode; /* permissions */
	struct filesystem *in;
	struct node *parent, *child, *next; /* in the order of creation */
	struct filesystem *mounted;	    /* on this directory */
	char *text;			    /* a file's bytes, a link's target */
	size_t size;
	struct media *media; /* a block device's bytes */
	int removed;
};

struct filesystem *tree_new(const char *type, const char *source);

/* tree_make: a node at a path below the filesystem's root, with the directories above it. The one
 * that is there stays. */
struct node *tree_make(struct filesystem *filesystem, const char *path, enum node_kind kind,
		       const char *text);

/* tree_add: a new node in a directory that has none of that name. */
struct node *tree_add(struct node *directory, const char *name, enum node_kind kind);

/* tree_child: the node of that name in a directory, or NULL. */
struct node *tree_child(const struct node *directory, const char *name);

void tree_append(struct node *file, const void *data, size_t size);
void tree_remove(struct node *node);

/* tree_mount, tree_unmount: what is mounted on `target` comes on top. */
void tree_mount(struct filesystem *filesystem, struct node *target);
void tree_unmount(struct filesystem *filesystem);

/* The process: where its paths begin. */
struct place {
	struct node *root, *cwd;
};

/* tree_find: returns 0 or -errno; `follow`: also a link at the very end. */
int tree_find(const struct place *place, struct node *from, const char *path, int follow,
	      struct node **found);

/* tree_find_parent: the directory in which the last component lies or would lie; *name points into
 * path. */
int tree_find_parent(const struct place *place, struct node *from, const char *path,
		     struct node **directory, const char **name);

/* tree_path: the whole path of a node, for people. Static storage, four of them. */
const char *tree_path(const struct node *node);

/* tree_count: how many files and directories are below one, without what is mounted on it. */
unsigned tree_count(const struct node *directory);

#endif
