/* SPDX-License-Identifier: MIT */
/*
 * board_merge: one board that stands for several machines
 *
 * Each device once, with the modaliases, slaves and suppliers of all; what the machines tell differently of it (a driver:
 * at the same place they have different devices) is left out, for it is true of one only. So are kernel, root and
 * root-type when they differ. Models are joined with " + ". loaded and firmware are the union.
 */
#ifndef INITRAMFS_BOARD_MERGE_H
#define INITRAMFS_BOARD_MERGE_H

#include "board.h"

/*
 * board_merge: take `other` into `board`; any number of times, then board_merge_end, which also sorts. What is left out is
 * said, a line each. Fatal when the two are of different architectures: no kernel serves both.
 */
void board_merge(struct board *board, const struct board *other);
void board_merge_end(struct board *board);

#endif
