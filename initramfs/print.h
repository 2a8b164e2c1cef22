/* SPDX-License-Identifier: MIT */
/*
 * print: text that others wrote, on a terminal
 *
 * Names come from hardware, files and arguments: control characters are shown as \xNN, so that no
 * device name moves the cursor. Other bytes go out as they are.
 */
#ifndef INITRAMFS_PRINT_H
#define INITRAMFS_PRINT_H

#include <stddef.h>

void print_text(const char *text);
void print_bytes(const char *text, size_t length);

#endif
