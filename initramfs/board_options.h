/* SPDX-License-Identifier: MIT */
/*
 * board_options: the machines that a command is asked about: --dtb, --dtbo, --board, --root, --root-path, and what a
 * selection for them takes besides: --keep, --filesystem
 */
#ifndef INITRAMFS_BOARD_OPTIONS_H
#define INITRAMFS_BOARD_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "board.h"
#include "select.h"

enum {
	BOARD_DTB = 512,
	BOARD_DTBO,
	BOARD_BOARD,
	BOARD_ROOT,
	BOARD_ROOT_PATH,
	BOARD_KEEP,
	BOARD_FILESYSTEM
};

/* Lines of getopt_long's table. */
#define BOARD_LONG_OPTIONS                                                                         \
	{ "dtb", required_argument, NULL, BOARD_DTB },                                             \
		{ "dtbo", required_argument, NULL, BOARD_DTBO },                                   \
		{ "board", required_argument, NULL, BOARD_BOARD },                                 \
		{ "root", required_argument, NULL, BOARD_ROOT },                                   \
	{                                                                                          \
		"root-path", no_argument, NULL, BOARD_ROOT_PATH                                    \
	}
#define FITTING_LONG_OPTIONS                                                                       \
	{ "keep", required_argument, NULL, BOARD_KEEP },                                           \
	{                                                                                          \
		"filesystem", required_argument, NULL, BOARD_FILESYSTEM                            \
	}

#define BOARD_HELP                                                                                 \
	"  --dtb FILE        a board's device tree (repeatable: what any of the boards needs)\n"   \
	"  --dtbo FILE       an overlay of the --dtb before it (repeatable, in their order)\n"     \
	"  --board FILE      a board file, as coldprobe capture writes it (repeatable)\n"          \
	"  --root DEVICE     only what carries this device and what is below it: a path, the end " \
	"of one, a name in\n"                                                                      \
	"                    /dev, or an alias of the device tree, as mmc0\n"                      \
	"  --root-path       only what carries the root that the board files name\n"
#define FITTING_HELP                                                                               \
	"  --keep NAME       a profile whose modules are in whatever the board is (repeatable): "  \
	"usb-storage,\n"                                                                           \
	"                    pci-storage, hid, phy\n"                                              \
	"  --filesystem TYPE of the file systems only this one (repeatable; default: all; with "   \
	"--root-path\n"                                                                            \
	"                    that of the root, where the board file says it)\n"

struct board_source {
	const char *path;
	bool is_tree;
	struct strings overlays;
};

struct board_options {
	struct board_source *sources;
	size_t count;
	const char *root; /* NULL: none */
	bool has_root_path;
	/* after board_options_load */
	struct board *boards; /* one a source */
	const char **roots;   /* one a board: paths; NULL: no root was asked for */
};

/* board_option_take: 0; the exit code of wrong usage; -1: not one of these. */
int board_option_take(struct board_options *options, struct wish *wish, int option, char **argv);

/* board_options_check: when all are taken: 0, or the exit code of wrong usage. */
int board_options_check(const struct board_options *options, const char *command);

/*
 * board_options_load: read the boards, find their roots; of the wish set boards, roots, and with --root-path
 * filesystems. Fatal as board_read and dtb_read, and when a root is no device of a board, or several are.
 */
void board_options_load(struct board_options *options, struct wish *wish);
void board_options_free(struct board_options *options);

#endif
