/* SPDX-License-Identifier: MIT */
/* coldprobe check: would an image load what a machine's way to its root needs? */
#define _GNU_SOURCE
#include "command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board_options.h"
#include "check.h"
#include "check_print.h"
#include "profile.h"

static const char help[] =
	"usage: coldprobe check IMAGE (--dtb FILE [--dtbo FILE]... | --board FILE)... [OPTION...]\n"
	"\n"
	"Says whether an image has all that a machine needs on the way to its root: exit code 0, "
	"or "
	"1 with a line for each missing link.\n"
	"\n"
	"  --kernel DIR      the kernel's modules (default: /lib/modules/RELEASE of the "
	"image)\n" BOARD_HELP
	"  --profile NAME    what is looked for among the devices (repeatable; default: default, "
	"disks): %s;\n"
	"                    a NAME with a '/' in it is a file of your own\n"
	"  --filesystem TYPE the root's (repeatable: any of them; default: as the board file says; "
	"else any)\n"
	"  --firmware DIR    where firmware is (default: " FIRMWARE_DEFAULT ")\n"
	"  --kernel-config FILE\n"
	"                    the kernel's config (default: DIR/config, or boot/config-RELEASE "
	"beside DIR's lib/)\n"
	"  --verbose         also what has no known driver, and firmware that is nowhere\n"
	"  --json            all of it for programs\n"
	"\n"
	"example: coldprobe check initramfs.img --dtb bcm2837-rpi-3-b.dtb\n";

struct options {
	const char *kernel, *kernel_config, *firmware;
	bool is_json, is_verbose, wants_help;
	struct board_options boards;
	struct wish wish;
};

enum { KERNEL = 256, PROFILE, FIRMWARE, KERNEL_CONFIG, VERBOSE, JSON };

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, KERNEL },
	{ "profile", required_argument, NULL, PROFILE },
	{ "filesystem", required_argument, NULL, BOARD_FILESYSTEM },
	{ "firmware", required_argument, NULL, FIRMWARE },
	{ "kernel-config", required_argument, NULL, KERNEL_CONFIG },
	{ "verbose", no_argument, NULL, VERBOSE },
	{ "json", no_argument, NULL, JSON },
	{ "help", no_argument, NULL, 'h' },
	BOARD_LONG_OPTIONS,
	{ 0 },
};

static int option_take(struct options *options, int option, char **argv)
{
	int taken = board_option_take(&options->boards, &options->wish, option, argv);

	if (taken >= 0)
		return taken;
	switch (option) {
	case KERNEL:
		options->kernel = optarg;
		return 0;
	case PROFILE:
		strings_add(&options->wish.profiles, optarg);
		return 0;
	case FIRMWARE:
		options->firmware = optarg;
		return 0;
	case KERNEL_CONFIG:
		options->kernel_config = optarg;
		return 0;
	case VERBOSE:
	case 'v':
		options->is_verbose = true;
		return 0;
	case JSON:
		options->is_json = true;
		return 0;
	case 'h':
		options->wants_help = true;
		return 0;
	}
	return command_bad_option(option, argv);
}

static int options_read(struct options *options, int argc, char **argv)
{
	int option, misuse;

	*options = (struct options){ 0 };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hv", long_options, NULL)) != -1) {
		misuse = option_take(options, option, argv);
		if (misuse)
			return misuse;
	}
	if (options->wants_help) {
		printf(help, profile_names());
		return 0;
	}
	if (argc - optind != 1)
		return command_misuse(argv[0], "takes one IMAGE");
	if (options->boards.count == 0)
		return command_misuse(argv[0], "--dtb FILE or --board FILE is missing");
	return board_options_check(&options->boards, argv[0]);
}

static void options_free(struct options *options)
{
	board_options_free(&options->boards);
	strings_free(&options->wish.profiles);
	strings_free(&options->wish.filesystems);
}

static char *kernel_dir(const struct options *options, const struct baked *baked)
{
	const struct table *table = &baked->table;
	char *dir;

	if (options->kernel)
		return xstrdup(options->kernel);
	dir = xasprintf("/lib/modules/%s", table->strings + table->header->release);
	if (access(dir, F_OK) != 0)
		fatal("%s: it is for kernel %s, and there is no %s: --kernel DIR names it",
		      baked->path, table->strings + table->header->release, dir);
	return dir;
}

/* Types of the root. The selection is made without them: it is the image that has to have them. */
static struct strings take_types(struct options *options)
{
	struct strings types = options->wish.filesystems;

	options->wish.filesystems = (struct strings){ 0 };
	for (size_t i = 0; types.count == 0 && i < options->boards.count; i++)
		if (options->boards.boards[i].root_type)
			strings_add(&types, options->boards.boards[i].root_type);
	return types;
}

static int check(struct options *options, const char *path)
{
	struct baked baked;
	struct kernel kernel;
	struct builtin builtin;
	struct kconfig kconfig;
	struct firmware_source firmware;
	struct selection selection;
	struct strings types;
	struct check_input input;
	struct check_result result;
	char *dir;
	int code;

	board_options_load(&options->boards, &options->wish);
	types = take_types(options);
	baked_read_all(&baked, path);
	dir = kernel_dir(options, &baked);
	kernel_read(&kernel, dir);
	builtin_read(&builtin, dir);
	kconfig_read(&kconfig, &kernel, options->kernel_config);
	firmware_open(&firmware, options->firmware, &kernel, &kconfig);
	select_modules(&selection, &kernel, &options->wish);
	input = (struct check_input){ &baked,	 &kernel,    &builtin,	     &kconfig,
				      &firmware, &selection, &options->wish, &types };
	check_image(&result, &input);
	if (options->is_json)
		check_print_json(&result, &input);
	else
		check_print(&result, &input, options->is_verbose);
	code = result.count > 0;
	check_free(&result);
	select_free(&selection);
	firmware_close(&firmware);
	kconfig_free(&kconfig);
	builtin_free(&builtin);
	kernel_free(&kernel);
	strings_free(&types);
	baked_free(&baked);
	free(dir);
	return code;
}

int check_main(int argc, char **argv)
{
	struct options options;
	int code = options_read(&options, argc, argv);

	if (code == 0 && !options.wants_help)
		code = check(&options, argv[optind]);
	if (code < 2)
		stdout_close();
	options_free(&options);
	return code;
}
