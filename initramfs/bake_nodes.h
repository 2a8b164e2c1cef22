/* SPDX-License-Identifier: MIT */
/*
 * bake_nodes: patterns made of numbers -> the nodes of probe/table.h
 */
#ifndef INITRAMFS_BAKE_NODES_H
#define INITRAMFS_BAKE_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "pool.h"
#include "schema.h"

struct nodes {
	struct pool pool;
	unsigned module_count;
	bool is_full; /* an offset no longer fits a reference: a larger unit is needed */
};

/* bake_nodes: the reference of the node that all these patterns (at least one) hang from; reorders them. */
uint16_t bake_nodes(struct nodes *nodes, struct field_pattern *patterns, size_t count);

#endif
