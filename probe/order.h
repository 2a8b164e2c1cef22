/* SPDX-License-Identifier: MIT */
/*
 * order: which module may go in next                                                                (pure)
 *
 * One whose needs are settled, in the order of module numbers, which is kmod's priority; of several that serve one
 * device, the later waits for the earlier; a sequential one goes in alone. Modules that wait for each other in a circle
 * (softdeps can) are let go in one after the other, unless something that is going in may end the wait.
 */
#ifndef PROBE_ORDER_H
#define PROBE_ORDER_H

#include "insert.h"

/*
 * order_next: of those that are in the state `first`, then of those in `second`, unless it is the same: the number of the
 * module that is to go in, itself or what it needs, and above its 16 bits the number of the one for whose sake.
 * Negative: none may now.
 */
int order_next(const struct loader *loader, enum load_state first, enum load_state second);

#endif
