/* SPDX-License-Identifier: MIT */
/*
 * hardware_walk: hardware.c's own: the walk over one board, in three files
 *
 * hardware_serve.c knows the board's devices by path, what serves each, and which are wanted; hardware_child.c what a chip
 * makes by name; hardware.c walks from need to need.
 */
#ifndef INITRAMFS_HARDWARE_WALK_H
#define INITRAMFS_HARDWARE_WALK_H

#include "hardware.h"

#define NO_NEED ((size_t)-1)

/* A device of the board by a path of it. */
struct place {
	const char *path;
	unsigned device;
};

struct walk {
	const struct hardware_input *input;
	struct hardware *out;
	const struct board *board;
	unsigned number; /* the board's */
	size_t first;	 /* its first need */
	struct place *paths, *nodes;
	size_t node_count;
	size_t *need_of; /* a device each: its need, or NO_NEED */
};

void walk_index(struct walk *walk);
void walk_free(struct walk *walk);

/* walk_find: the device of that path, of /sys or of the device tree; walk_parent: what a device sits on. NO_NEED: none. */
size_t walk_find(const struct walk *walk, const char *path);
size_t walk_parent(const struct walk *walk, unsigned device);

/* need_serve: fill in modules and builtin of a need whose device is set. */
void need_serve(const struct walk *walk, struct need *need);
void need_sort(struct need *need);
void need_add_module(struct need *need, unsigned module);

/* need_is_wanted: does a wanted driver serve it? Sets builtin and is_guess when that is known by the node's name only. */
bool need_is_wanted(const struct walk *walk, struct need *need);

/* need_add: at the end; returns its number. need_ask: the device's need, which `consumer` asks for. */
size_t need_add(struct walk *walk, const struct need *need);
size_t need_ask(struct walk *walk, size_t consumer, enum need_kind kind, const char *by,
		unsigned device);
void need_asked(struct need *need, size_t consumer, enum need_kind kind, const char *by);

/* walk_children: the children that a chip (a need's number), asked for by a property, makes by name, of the property's
 * kind. */
void walk_children(struct walk *walk, size_t chip, const char *by);

#endif
