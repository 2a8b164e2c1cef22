/* SPDX-License-Identifier: MIT */
/*
 * image_options: what `coldprobe image` is asked for
 */
#ifndef INITRAMFS_IMAGE_OPTIONS_H
#define INITRAMFS_IMAGE_OPTIONS_H

#include <stdbool.h>

#include "board_options.h"
#include "compress.h"
#include "select.h"
#include "util.h"

/* Strings are the command line's own. */
struct image_options {
	const char *kernel;
	const char *probe;  /* NULL: the command's own */
	const char *rescue; /* NULL: none */
	const char *output;
	const char *firmware;	   /* NULL: the default */
	const char *kernel_config; /* NULL: look for it */
	struct strings configs;
	const struct compress_kind *compression;
	const char *compression_name; /* NULL: not asked for */
	struct board_options boards;
	size_t max_size; /* bytes; 0: any */
	int level;	 /* of packing; 0: the highest */
	struct wish wish;
	bool has_no_trimmed;
	bool wants_help; /* and it was printed */
};

/* image_options_read: returns 0, or the exit code of wrong usage, which it has told. */
int image_options_read(struct image_options *options, int argc, char **argv);
void image_options_free(struct image_options *options);

#endif
