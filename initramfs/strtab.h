/* SPDX-License-Identifier: MIT */
/*
 * strtab: an ELF string table made anew: a name that ends another one lies inside it, as linkers do it
 */
#ifndef INITRAMFS_STRTAB_H
#define INITRAMFS_STRTAB_H

#include <stddef.h>

#include "util.h"

struct strtab_name {
	const char *text; /* the caller's */
	size_t length;
	size_t number; /* when it was added, from 0 */
};

struct strtab {
	struct strtab_name *names;
	size_t count;
	size_t *offsets; /* of each number, when made */
	struct bytes bytes;
};

/* strtab_add: returns the name's number. */
size_t strtab_add(struct strtab *strtab, const char *text);

/* strtab_make: once, when all are added: sets bytes, and the offset of every number. The first byte is 0. */
void strtab_make(struct strtab *strtab);
void strtab_free(struct strtab *strtab);

#endif
