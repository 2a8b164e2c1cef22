/* SPDX-License-Identifier: MIT */
/* coldprobe select: which modules a machine needs to reach its root, and why each */
#include "command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_options.h"
#include "profile.h"
#include "select_print.h"

static const char help[] =
	"usage: coldprobe select --kernel DIR (--dtb FILE [--dtbo FILE]... | --board FILE)... "
	"[OPTION...]\n"
	"\n"
	"Says which of a kernel's modules the devices of a board need to reach its root, suppliers "
	"included, and why.\n"
	"\n"
	"  --kernel DIR      a kernel's modules: /lib/modules/RELEASE, or that directory out of a "
	"package\n" BOARD_HELP
	"  --profile NAME    what is looked for among the devices (repeatable; default: default, "
	"disks): %s;\n"
	"                    a NAME with a '/' in it is a file of your own\n" FITTING_HELP
	"  --module NAME     one more module (repeatable); NAME? when its absence is no error\n"
	"  --why MODULE      every chain of devices that leads to this module, or why it is not in "
	"(exit 1)\n"
	"  --each            not all boards together: a line for each, with the modules and bytes "
	"that its devices need\n"
	"  --json            all of it for programs\n"
	"  --svg FILE        a picture: the chains of devices, and the sizes of the modules\n"
	"\n"
	"example: coldprobe select --kernel /lib/modules/6.1.0-56-arm64 --dtb "
	"bcm2837-rpi-3-b.dtb\n";

struct options {
	const char *kernel;
	const char *why;
	const char *svg;
	bool is_json;
	bool is_each;
	bool wants_help;
	struct board_options boards;
	struct wish wish;
};

enum { KERNEL = 256, PROFILE, MODULE, WHY, EACH, JSON, SVG };

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, KERNEL },
	{ "profile", required_argument, NULL, PROFILE },
	{ "module", required_argument, NULL, MODULE },
	{ "why", required_argument, NULL, WHY },
	{ "each", no_argument, NULL, EACH },
	{ "json", no_argument, NULL, JSON },
	{ "svg", required_argument, NULL, SVG },
	{ "help", no_argument, NULL, 'h' },
	BOARD_LONG_OPTIONS,
	FITTING_LONG_OPTIONS,
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
	case MODULE:
		strings_add(&options->wish.modules, optarg);
		return 0;
	case WHY:
		options->why = optarg;
		return 0;
	case EACH:
		options->is_each = true;
		return 0;
	case JSON:
		options->is_json = true;
		return 0;
	case SVG:
		options->svg = optarg;
		return 0;
	case 'h':
		options->wants_help = true;
		return 0;
	}
	return command_bad_option(option, argv);
}

static int options_check(const struct options *options, const char *command)
{
	int ways = options->is_each + options->is_json + (options->why != NULL);

	if (!options->kernel)
		return command_misuse(command, "--kernel DIR is missing");
	if (options->boards.count == 0)
		return command_misuse(command, "--dtb FILE or --board FILE is missing");
	if (ways > 1)
		return command_misuse(command, "--why, --each, --json: one of them");
	if (options->svg && options->is_each)
		return command_misuse(command,
				      "--svg is a picture of all boards together, not --each");
	return board_options_check(&options->boards, command);
}

static int options_read(struct options *options, int argc, char **argv)
{
	int option, misuse;

	*options = (struct options){ 0 };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		misuse = option_take(options, option, argv);
		if (misuse)
			return misuse;
	}
	if (options->wants_help) {
		printf(help, profile_names());
		return 0;
	}
	if (optind < argc)
		return command_misuse(argv[0], "%s: not an option", argv[optind]);
	return options_check(options, argv[0]);
}

static void options_free(struct options *options)
{
	board_options_free(&options->boards);
	strings_free(&options->wish.profiles);
	strings_free(&options->wish.modules);
	strings_free(&options->wish.keeps);
	strings_free(&options->wish.filesystems);
}

static void print_each(const struct kernel *kernel, const struct options *options)
{
	const struct wish *wish = &options->wish;
	struct selector *selector = selector_open(kernel, wish);

	for (size_t i = 0; i < wish->board_count; i++) {
		struct selection selection;
		struct select_sums sums;

		selector_choose(selector, &wish->boards[i], 1, wish->roots ? &wish->roots[i] : NULL,
				&selection);
		select_sum(&selection, &sums);
		printf("%4zu %9zu  %s\n", sums.hardware, sums.hardware_bytes, wish->boards[i].file);
		select_free(&selection);
	}
	selector_close(selector);
}

static int print(const struct kernel *kernel, const struct options *options)
{
	struct selection selection;
	struct select_report report = { &selection, &options->wish };
	int code = 0;

	select_modules(&selection, kernel, &options->wish);
	if (options->svg)
		select_write_svg(&report, options->svg);
	if (options->why)
		code = select_print_why(&report, options->why);
	else if (options->is_json)
		select_print_json(&report);
	else
		select_print_table(&report);
	select_free(&selection);
	return code;
}

int select_main(int argc, char **argv)
{
	struct options options;
	struct kernel kernel;
	int code = options_read(&options, argc, argv);

	if (code == 0 && !options.wants_help) {
		board_options_load(&options.boards, &options.wish);
		kernel_read(&kernel, options.kernel);
		if (options.is_each)
			print_each(&kernel, &options);
		else
			code = print(&kernel, &options);
		kernel_free(&kernel);
	}
	if (code < 2)
		stdout_close();
	options_free(&options);
	return code;
}
