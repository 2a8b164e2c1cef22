/* SPDX-License-Identifier: MIT */
/*
 * check_walk: check.c's own: the walk over what is needed, a file each
 *
 * check_device.c goes from need to need, check_filesystem.c to the file systems; check_optional.c
 * knows what a module does without; check_module.c looks at one module, with
 * what it needs; check_files.c at the bytes of all.
 */
#ifndef INITRAMFS_CHECK_WALK_H
#define INITRAMFS_CHECK_WALK_H

#include "check.h"
#include "depend.h"

struct check {
	const struct check_input *input;
	struct check_result *out;
	struct depend_graph graph;
	char **chains; /* a module of the kernel each: the first chain that needs it; NULL: none does */
	bool *is_done;			  /* the same: what it needs was looked at */
	bool *is_supplied;		  /* the same: its firmware was */
	const struct unpack_file **files; /* sorted by path */
	bool is_optional; /* what is looked at now: all, for what only optional links need; first without those */
};

/* check_complain: one more missing link, or the same again; takes problem, chain and remedy over. */
void check_complain(struct check *check, enum check_kind kind, const char *what, char *problem,
		    char *chain, char *remedy);

/* check_file: the file of that path in the archive; NULL: there is none. */
const struct unpack_file *check_file(const struct check *check, const char *path);

/* check_module_file: the path of a module's file in the archive, by its number in the table; for the caller to free. */
char *check_module_file(const struct check *check, unsigned number);

/* check_answers: does the table answer a modalias with the module of that number? */
bool check_answers(const struct check *check, const char *modalias, int number);

/* check_choice: the selection's choice of a module of the kernel; NULL: it has none. */
const struct choice *check_choice(const struct check *check, unsigned module);

/*
 * check_module: is a module of the kernel in the image, with all that it needs? `chain` leads to it. Returns its number
 * in the table, or -1, after a complaint.
 */
int check_module(struct check *check, unsigned module, const char *chain);

/* check_edge_is_optional: does a module do without what one of its dependencies names? */
bool check_edge_is_optional(struct check *check, unsigned module, enum depend_kind kind,
			    const struct depend_edge *edge);

void check_devices(struct check *check);
void check_filesystems(struct check *check);

/* check_bytes: every module's file of the image against the kernel's. */
void check_bytes(struct check *check);

#endif
