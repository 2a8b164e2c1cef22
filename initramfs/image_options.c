/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "image_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_options.h"
#include "budget.h"
#include "command.h"
#include "firmware.h"
#include "profile.h"

static const char help[] =
	"usage: coldprobe image --kernel DIR [OPTION...] -o FILE\n"
	"\n"
	"  --kernel DIR      a kernel's modules: /lib/modules/RELEASE, or that directory out of a "
	"package\n"
	"  --profile NAME    a class of modules (repeatable; default: default): %s;\n"
	"                    a NAME with a '/' in it is a file of your own\n"
	"  --module NAME     one more module (repeatable); NAME? when its absence is no error\n"
	"  --without NAME    leave a module out, whatever needs it (repeatable): to see what "
	"breaks\n"
	"  --only FILE       what a boot used, from its trace (repeatable: of all these boots); "
	"without --profile nothing else\n" BOARD_HELP FITTING_HELP
	"  --config DIR      a directory of modprobe.d (repeatable; default: none): options, "
	"blacklist, "
	"alias, softdep\n"
	"  --firmware DIR    where firmware is (default: " FIRMWARE_DEFAULT ")\n"
	"  --firmware-missing load|leave\n"
	"                    a module none of whose firmware is there: load it all the same "
	"(default), "
	"or leave it out\n"
	"  --kernel-config FILE\n"
	"                    the kernel's config (default: DIR/config, or boot/config-RELEASE "
	"beside "
	"DIR's lib/)\n"
	"  --keep-compressed\n"
	"                    store compressed modules as they are, if the kernel inflates them\n"
	"  --lean            store modules without what the kernel does not need to run them: "
	"signature, "
	"BTF,\n"
	"                    unused local symbols; the default for those that have neither "
	"signature nor "
	"BTF\n"
	"  --no-lean         store every module bit for bit\n"
	"  --no-trimmed      leave out the names of the modules that are not in the image: a boot "
	"that\n"
	"                    finds no root then cannot say which of them it lacks\n"
	"  --compress KIND   the whole image: %s (default: none, since modules are compressed one "
	"by one)\n"
	"  --compress-modules KIND\n"
	"                    each module, inflated by the probe when it is needed: %s\n"
	"                    (default: mixed: lz4 for those of many machines, zstd for the others; "
	"none with --compress)\n"
	"  --compress-level N\n"
	"                    of modules: 1 is quick, the highest (zstd: 19, lz4: 12; default) "
	"small\n"
	"  --max-size BYTES  make no image that is larger, and name its largest modules; K, M or G "
	"may follow\n"
	"  --probe ELF       the probe to bake into (default: the one for the modules' machine "
	"that was "
	"built or installed with coldprobe)\n"
	"  --rescue FILE     a static program, as busybox, that is the shell when coldprobe.shell "
	"asks for "
	"one: /bin/sh\n"
	"  -o FILE           the image; replaced only when the new one is complete\n"
	"\n"
	"SOURCE_DATE_EPOCH, in seconds, is the time of every file in the image; 0 when it is not "
	"set.\n"
	"\n"
	"example: coldprobe image --kernel /lib/modules/6.1.0-56-amd64 --module loop? -o "
	"initramfs.img\n";

enum {
	KERNEL = 256,
	PROFILE,
	MODULE,
	WITHOUT,
	ONLY,
	CONFIG,
	FIRMWARE,
	FIRMWARE_MISSING,
	KERNEL_CONFIG,
	KEEP_COMPRESSED,
	LEAN,
	NO_LEAN,
	NO_TRIMMED,
	COMPRESS,
	MAX_SIZE,
	COMPRESS_MODULES,
	COMPRESS_LEVEL,
	PROBE,
	RESCUE
};

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, KERNEL },
	{ "profile", required_argument, NULL, PROFILE },
	{ "module", required_argument, NULL, MODULE },
	{ "without", required_argument, NULL, WITHOUT },
	{ "only", required_argument, NULL, ONLY },
	{ "config", required_argument, NULL, CONFIG },
	{ "firmware", required_argument, NULL, FIRMWARE },
	{ "firmware-missing", required_argument, NULL, FIRMWARE_MISSING },
	{ "kernel-config", required_argument, NULL, KERNEL_CONFIG },
	{ "keep-compressed", no_argument, NULL, KEEP_COMPRESSED },
	{ "lean", no_argument, NULL, LEAN },
	{ "no-lean", no_argument, NULL, NO_LEAN },
	{ "no-trimmed", no_argument, NULL, NO_TRIMMED },
	{ "compress", required_argument, NULL, COMPRESS },
	{ "max-size", required_argument, NULL, MAX_SIZE },
	{ "compress-modules", required_argument, NULL, COMPRESS_MODULES },
	{ "compress-level", required_argument, NULL, COMPRESS_LEVEL },
	{ "probe", required_argument, NULL, PROBE },
	{ "rescue", required_argument, NULL, RESCUE },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	BOARD_LONG_OPTIONS,
	FITTING_LONG_OPTIONS,
	{ 0 },
};

static int take_missing(struct image_options *options, char **argv)
{
	enum firmware_policy policy = firmware_policy_find(optarg);

	if (policy != FIRMWARE_LOAD && policy != FIRMWARE_LEAVE)
		return command_misuse(argv[0], "--firmware-missing %s: there are load, leave",
				      optarg);
	options->wish.firmware_missing = policy;
	return 0;
}

static int take_compression(struct image_options *options, char **argv)
{
	options->compression_name = optarg;
	options->compression = compress_find(optarg);
	if (!options->compression)
		return command_misuse(argv[0], "--compress %s: there are %s", optarg,
				      compress_names());
	return 0;
}

static int take_max_size(struct image_options *options, char **argv)
{
	if (budget_parse(optarg, &options->max_size))
		return 0;
	return command_misuse(argv[0], "--max-size %s: not a number of bytes", optarg);
}

static int take_packing(struct image_options *options, char **argv)
{
	options->wish.packing = pack_find(optarg);
	if (!options->wish.packing)
		return command_misuse(argv[0], "--compress-modules %s: there are %s", optarg,
				      pack_names());
	return 0;
}

static int take_level(struct image_options *options, char **argv)
{
	char *end;
	long level = strtol(optarg, &end, 10);

	if (!*optarg || *end || level < 1 || level > 99)
		return command_misuse(argv[0], "--compress-level %s: a number from 1 on", optarg);
	options->level = (int)level;
	return 0;
}

/* What may be repeated; NULL: another option. */
static struct strings *list_of(struct image_options *options, int option)
{
	return option == PROFILE   ? &options->wish.profiles
	       : option == MODULE  ? &options->wish.modules
	       : option == WITHOUT ? &options->wish.without
	       : option == ONLY	   ? &options->wish.traces
	       : option == CONFIG  ? &options->configs
				   : NULL;
}

/* Modules one by one, unless the whole archive is asked for. */
static void default_compression(struct image_options *options)
{
	if (!options->wish.packing)
		options->wish.packing = pack_find(options->compression ? "none" : "mixed");
	if (options->compression)
		return;
	options->compression_name = pack_is_real(options->wish.packing) ? "none" : "zstd";
	options->compression = compress_find(options->compression_name);
}

/* Returns 0, or the exit code of a wrong option. */
static int option_take(struct image_options *options, int option, char **argv)
{
	int taken = board_option_take(&options->boards, &options->wish, option, argv);
	struct strings *list = list_of(options, option);

	if (taken >= 0)
		return taken;
	if (list) {
		strings_add(list, optarg);
		return 0;
	}
	switch (option) {
	case KERNEL:
		options->kernel = optarg;
		return 0;
	case FIRMWARE:
		options->firmware = optarg;
		return 0;
	case FIRMWARE_MISSING:
		return take_missing(options, argv);
	case KERNEL_CONFIG:
		options->kernel_config = optarg;
		return 0;
	case KEEP_COMPRESSED:
		options->wish.keeps_compressed = true;
		return 0;
	case LEAN:
		options->wish.lean = LEAN_ALL;
		return 0;
	case NO_LEAN:
		options->wish.lean = LEAN_NONE;
		return 0;
	case NO_TRIMMED:
		options->has_no_trimmed = true;
		return 0;
	case COMPRESS:
		return take_compression(options, argv);
	case COMPRESS_MODULES:
		return take_packing(options, argv);
	case COMPRESS_LEVEL:
		return take_level(options, argv);
	case MAX_SIZE:
		return take_max_size(options, argv);
	case PROBE:
		options->probe = optarg;
		return 0;
	case RESCUE:
		options->rescue = optarg;
		return 0;
	case 'o':
		options->output = optarg;
		return 0;
	case 'h':
		options->wants_help = true;
		return 0;
	}
	return command_bad_option(option, argv);
}

int image_options_read(struct image_options *options, int argc, char **argv)
{
	int option, misuse;

	*options = (struct image_options){ 0 };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		misuse = option_take(options, option, argv);
		if (misuse)
			return misuse;
	}
	if (options->wants_help) {
		printf(help, profile_names(), compress_names(), pack_names());
		return 0;
	}
	default_compression(options);
	if (optind < argc)
		return command_misuse(argv[0], "%s: not an option", argv[optind]);
	if (!options->kernel)
		return command_misuse(argv[0], "--kernel DIR is missing");
	if (!options->output)
		return command_misuse(argv[0], "-o FILE is missing");
	if (options->wish.lean == LEAN_ALL && options->wish.keeps_compressed)
		return command_misuse(
			argv[0],
			"--lean and --keep-compressed: a module stored as it is cannot be lean");
	return board_options_check(&options->boards, argv[0]);
}

void image_options_free(struct image_options *options)
{
	strings_free(&options->wish.profiles);
	strings_free(&options->wish.modules);
	strings_free(&options->wish.traces);
	strings_free(&options->wish.without);
	strings_free(&options->wish.keeps);
	strings_free(&options->wish.filesystems);
	board_options_free(&options->boards);
	used_free(&options->wish.used);
	strings_free(&options->configs);
}
