/* SPDX-License-Identifier: MIT */
/*
 * board_diff: what two boards do not have in common
 *
 * Devices are the same by their path; where one board is of a device tree and the other is not, by their node in it.
 * Then of all devices with a node the first that has a modalias stands for it; suppliers are told by their nodes, if
 * both boards have them as devices (an interrupt controller that the kernel needs early is none of its devices); and
 * nothing else is compared: a tree binds no drivers.
 */
#ifndef INITRAMFS_BOARD_DIFF_H
#define INITRAMFS_BOARD_DIFF_H

#include <stdbool.h>

#include "board.h"

/* board_is_tree: that it is of a device tree: each device is its own node. */
bool board_is_tree(const struct board *board);

/* board_diff: print it, as text or as JSON. Returns whether they are the same. `source` and the order do not count. */
bool board_diff(const struct board *a, const struct board *b, bool is_json);

#endif
