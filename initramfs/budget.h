/* SPDX-License-Identifier: MIT */
/*
 * budget: how large an image may be, and what makes it larger
 */
#ifndef INITRAMFS_BUDGET_H
#define INITRAMFS_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "select.h"

/* budget_parse: a number of bytes, from 1, with K (1024), M or G behind it or none; false: it is no such thing. */
bool budget_parse(const char *text, size_t *bytes);

/*
 * budget_check: exit 1 when an image is larger than `max` bytes (0: it may have any size): one line that says so, and a
 * line for each of the ten largest modules: its bytes with its firmware's, name, reason. What is half written is
 * discarded (output.h).
 */
void budget_check(const char *path, size_t size, size_t max, const struct selection *selection);

#endif
