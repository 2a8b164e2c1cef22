/* SPDX-License-Identifier: MIT */
/*
 * redact: numbers that identify one machine, in the paths of its devices, are made anonymous
 *
 * What is taken for one, wherever it stands in a path: a UUID; a MAC address with colons, or as the twelve digits of an
 * interface's name (enx..., wlx..., any two letters and an x); a world wide name (0x and 16 digits); the serial number
 * of a 1-Wire device (a component NN-dddddddddddd). Its digits become zeros that end in a number: the first one
 * that was met is 1. So two stay two, the same stays the same, and the length does not change.
 */
#ifndef INITRAMFS_REDACT_H
#define INITRAMFS_REDACT_H

#include "util.h"

/* What was seen so far; starts as { 0 }. */
struct redaction {
	struct strings seen;
};

/* redact_path: in place. */
void redact_path(struct redaction *redaction, char *path);

/* redact_board_file: in a board file's text the lines that are paths of devices, in their order. */
void redact_board_file(char *text);

#endif
