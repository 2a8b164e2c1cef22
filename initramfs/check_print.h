/* SPDX-License-Identifier: MIT */
/*
 * check_print: how `coldprobe check` says what it found
 */
#ifndef INITRAMFS_CHECK_PRINT_H
#define INITRAMFS_CHECK_PRINT_H

#include "check.h"

/* check_print: a line a missing link, a last one for all; with `is_verbose` also what is not held against the image. */
void check_print(const struct check_result *result, const struct check_input *input,
		 bool is_verbose);
void check_print_json(const struct check_result *result, const struct check_input *input);

#endif
