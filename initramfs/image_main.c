/* SPDX-License-Identifier: MIT */
/* coldprobe image: a kernel's modules, chosen, baked into the probe, packed */
#define _GNU_SOURCE
#include "command.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bake.h"
#include "config.h"
#include "elf.h"
#include "firmware.h"
#include "image.h"
#include "kconfig.h"
#include "kernel.h"
#include "modfile.h"
#include "profile.h"
#include "select.h"
#include "trimmed.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe image --kernel DIR [OPTION...] -o FILE\n"
	"\n"
	"  --kernel DIR      a kernel's modules: /lib/modules/RELEASE, or that directory out of a "
	"package\n"
	"  --profile NAME    a class of modules (repeatable; default: default): %s;\n"
	"                    a NAME with a '/' in it is a file of your own\n"
	"  --module NAME     one more module (repeatable); NAME? when its absence is no error\n"
	"  --only FILE       what a boot used, from its trace (repeatable: of all these boots); "
	"without --profile nothing else\n"
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
	"  --no-trimmed      leave out the names of the modules that are not in the image: a boot "
	"that\n"
	"                    finds no root then cannot say which of them it lacks\n"
	"  --compress KIND   %s (default: zstd)\n"
	"  --probe ELF       the probe to bake into (default: the one that was built or installed "
	"with coldprobe)\n"
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

struct options {
	const char *kernel;
	const char *probe;
	const char *rescue; /* NULL: none */
	const char *output;
	const char *firmware;	   /* NULL: the default */
	const char *kernel_config; /* NULL: look for it */
	struct strings configs;
	const struct compress_kind *compression;
	const char *compression_name;
	struct wish wish;
	bool has_no_trimmed;
	bool wants_help;
};

enum {
	KERNEL = 256,
	PROFILE,
	MODULE,
	ONLY,
	CONFIG,
	FIRMWARE,
	FIRMWARE_MISSING,
	KERNEL_CONFIG,
	KEEP_COMPRESSED,
	NO_TRIMMED,
	COMPRESS,
	PROBE,
	RESCUE
};

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, KERNEL },
	{ "profile", required_argument, NULL, PROFILE },
	{ "module", required_argument, NULL, MODULE },
	{ "only", required_argument, NULL, ONLY },
	{ "config", required_argument, NULL, CONFIG },
	{ "firmware", required_argument, NULL, FIRMWARE },
	{ "firmware-missing", required_argument, NULL, FIRMWARE_MISSING },
	{ "kernel-config", required_argument, NULL, KERNEL_CONFIG },
	{ "keep-compressed", no_argument, NULL, KEEP_COMPRESSED },
	{ "no-trimmed", no_argument, NULL, NO_TRIMMED },
	{ "compress", required_argument, NULL, COMPRESS },
	{ "probe", required_argument, NULL, PROBE },
	{ "rescue", required_argument, NULL, RESCUE },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int take_missing(struct options *options, char **argv)
{
	enum firmware_policy policy = firmware_policy_find(optarg);

	if (policy != FIRMWARE_LOAD && policy != FIRMWARE_LEAVE)
		return command_misuse(argv[0], "--firmware-missing %s: there are load, leave",
				      optarg);
	options->wish.firmware_missing = policy;
	return 0;
}

static int take_compression(struct options *options, char **argv)
{
	options->compression_name = optarg;
	options->compression = compress_find(optarg);
	if (!options->compression)
		return command_misuse(argv[0], "--compress %s: there are %s", optarg,
				      compress_names());
	return 0;
}

/* Returns 0, or the exit code of a wrong option. */
static int option_take(struct options *options, int option, char **argv)
{
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
	case ONLY:
		strings_add(&options->wish.traces, optarg);
		return 0;
	case CONFIG:
		strings_add(&options->configs, optarg);
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
	case NO_TRIMMED:
		options->has_no_trimmed = true;
		return 0;
	case COMPRESS:
		return take_compression(options, argv);
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

static int options_read(struct options *options, int argc, char **argv)
{
	int option, misuse;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		misuse = option_take(options, option, argv);
		if (misuse)
			return misuse;
	}
	if (options->wants_help)
		return 0;
	if (optind < argc)
		return command_misuse(argv[0], "%s: not an option", argv[optind]);
	if (!options->kernel)
		return command_misuse(argv[0], "--kernel DIR is missing");
	if (!options->output)
		return command_misuse(argv[0], "-o FILE is missing");
	return 0;
}

/* The time of every file in the image, in seconds since 1970: what the archive's 32 bits can hold.
 */
static long long source_date(void)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	unsigned long long seconds;
	char *end;

	if (!text)
		return 0;
	errno = 0;
	seconds = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || seconds > UINT32_MAX)
		fatal("SOURCE_DATE_EPOCH: \"%s\" is not a number of seconds from 0 to %u", text,
		      UINT32_MAX);
	return (long long)seconds;
}

/* Beside the command in a build tree; else where a package puts it. */
static char *default_probe(void)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *path = NULL;

	if (length > 0) {
		self[length] = '\0';
		*strrchr(self, '/') = '\0';
		path = xasprintf("%s/amd64-musl/probe", self);
		if (access(path, R_OK) == 0)
			return path;
		free(path);
	}
	return xstrdup("/usr/lib/coldprobe/probe");
}

static void check_machines(const struct bytes *probe, const char *name,
			   const struct selection *selection, const char *kernel)
{
	const struct module *module;

	for (size_t i = 0; i < selection->count; i++) {
		module = selection->choices[i].module;
		elf_check_machine(module->machine, module->bits, kernel, module->path, probe, name);
	}
}

static struct bytes baked_probe(const struct options *options, const struct selection *selection)
{
	char *path = options->probe ? xstrdup(options->probe) : default_probe();
	struct bytes probe = file_read(path);
	struct bytes table = bake_table(selection);
	struct bytes baked = bake_probe(&probe, path, &table);

	check_machines(&baked, path, selection, options->kernel);
	free(table.data);
	free(probe.data);
	free(path);
	return baked;
}

/* Does the kernel inflate by itself what is stored as it is? */
static void check_compressed(const struct selection *selection, const struct kconfig *config)
{
	static const char inflates[] = "CONFIG_MODULE_DECOMPRESS";

	if (!config->path)
		fatal("--keep-compressed: the kernel's config was not found: is it able to inflate "
		      "modules? --kernel-config FILE says so");
	if (!kconfig_has(config, inflates))
		fatal("--keep-compressed: %s=y is not in %s: that kernel inflates no modules",
		      inflates, config->path);
	for (size_t i = 0; i < selection->count; i++) {
		const char *path = selection->choices[i].module->path;
		const char *needed = modfile_config(path);

		if (needed && !kconfig_has(config, needed))
			fatal("--keep-compressed: %s: %s=y is not in %s", path, needed,
			      config->path);
	}
}

#define MISSING_SHOWN 3

/* One line a module; the manifest has all the names. */
static void report_missing(const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct strings *missing = &selection->choices[i].firmware.missing;
		char *text = xstrdup("");

		for (size_t k = 0; k < missing->count && k < MISSING_SHOWN; k++) {
			char *longer = xasprintf("%s%s%s", text, k ? ", " : "", missing->items[k]);

			free(text);
			text = longer;
		}
		if (missing->count > MISSING_SHOWN)
			warning("%s: missing firmware: %s and %zu more",
				selection->choices[i].module->name, text,
				missing->count - MISSING_SHOWN);
		else if (missing->count > 0)
			warning("%s: missing firmware: %s", selection->choices[i].module->name,
				text);
		free(text);
	}
}

static void choose(struct selection *selection, struct kernel *kernel, struct options *options)
{
	struct kconfig kconfig;
	struct firmware_source firmware;
	struct config config;

	config_read(&config, &options->configs);
	kconfig_read(&kconfig, kernel, options->kernel_config);
	firmware_open(&firmware, options->firmware, kernel, &kconfig);
	if (options->configs.count > 0)
		config_apply(&config, kernel);
	options->wish.firmware = &firmware;
	select_modules(selection, kernel, &options->wish);
	options->wish.firmware = NULL;
	config_check(&config, selection);
	if (options->wish.keeps_compressed)
		check_compressed(selection, &kconfig);
	config_free(&config);
	kconfig_free(&kconfig);
	firmware_close(&firmware);
}

static void image_make(struct options *options)
{
	struct image_parts parts = { .wish = &options->wish,
				     .compression = options->compression,
				     .time = source_date() };
	struct selection selection;
	struct image_sizes sizes;
	struct kernel kernel;
	struct bytes probe, rescue = { 0 }, trimmed = { 0 };

	used_read(&options->wish.used, &options->wish.traces);
	kernel_read(&kernel, options->kernel);
	choose(&selection, &kernel, options);
	probe = baked_probe(options, &selection);
	parts.selection = &selection;
	parts.probe = &probe;
	if (options->rescue) {
		rescue = file_read(options->rescue);
		elf_check_static(&rescue, options->rescue, &probe);
		parts.rescue = &rescue;
		parts.rescue_name = options->rescue;
	}
	if (!options->has_no_trimmed)
		trimmed = trimmed_make(&selection);
	parts.trimmed = &trimmed;
	image_write(&parts, options->output, &sizes);
	report_missing(&selection);
	printf("%s: %zu modules, %.1f MB unpacked, %.1f MB (%s)\n", options->output,
	       selection.count, (double)sizes.unpacked / 1e6, (double)sizes.packed / 1e6,
	       options->compression_name);
	free(probe.data);
	free(rescue.data);
	free(trimmed.data);
	select_free(&selection);
	kernel_free(&kernel);
}

int image_main(int argc, char **argv)
{
	struct options options = { .compression = compress_find("zstd"),
				   .compression_name = "zstd" };
	int misuse = options_read(&options, argc, argv);

	if (misuse)
		return misuse;
	if (options.wants_help)
		printf(help, profile_names(), compress_names());
	else
		image_make(&options);
	stdout_close();
	strings_free(&options.wish.profiles);
	strings_free(&options.wish.modules);
	strings_free(&options.wish.traces);
	used_free(&options.wish.used);
	strings_free(&options.configs);
	return 0;
}
