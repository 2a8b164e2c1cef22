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
#include "image.h"
#include "kernel.h"
#include "profile.h"
#include "select.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe image --kernel DIR [OPTION...] -o FILE\n"
	"\n"
	"  --kernel DIR      a kernel's modules: /lib/modules/RELEASE, or that directory out of a "
	"package\n"
	"  --profile NAME    a class of modules (repeatable; default: default): %s;\n"
	"                    a NAME with a '/' in it is a file of your own\n"
	"  --module NAME     one more module (repeatable); NAME? when its absence is no error\n"
	"  --compress KIND   %s (default: zstd)\n"
	"  --probe ELF       the probe to bake into (default: the one that was built or installed "
	"with coldprobe)\n"
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
	const char *output;
	const struct compress_kind *compression;
	const char *compression_name;
	struct wish wish;
	bool wants_help;
};

enum { KERNEL = 256, PROFILE, MODULE, COMPRESS, PROBE };

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, KERNEL },
	{ "profile", required_argument, NULL, PROFILE },
	{ "module", required_argument, NULL, MODULE },
	{ "compress", required_argument, NULL, COMPRESS },
	{ "probe", required_argument, NULL, PROBE },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

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
	case COMPRESS:
		options->compression_name = optarg;
		options->compression = compress_find(optarg);
		if (!options->compression)
			return command_misuse(argv[0], "--compress %s: there are %s", optarg,
					      compress_names());
		return 0;
	case PROBE:
		options->probe = optarg;
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

static struct bytes baked_probe(const char *wanted, const struct selection *selection)
{
	char *path = wanted ? xstrdup(wanted) : default_probe();
	struct bytes probe = file_read(path);
	struct bytes table = bake_table(selection);
	struct bytes baked = bake_probe(&probe, path, &table);

	free(table.data);
	free(probe.data);
	free(path);
	return baked;
}

static void image_make(const struct options *options)
{
	struct image_parts parts = { .wish = &options->wish,
				     .compression = options->compression,
				     .time = source_date() };
	struct selection selection;
	struct image_sizes sizes;
	struct kernel kernel;
	struct bytes probe;

	kernel_read(&kernel, options->kernel);
	select_modules(&selection, &kernel, &options->wish);
	probe = baked_probe(options->probe, &selection);
	parts.selection = &selection;
	parts.probe = &probe;
	image_write(&parts, options->output, &sizes);
	printf("%s: %zu modules, %.1f MB unpacked, %.1f MB (%s)\n", options->output,
	       selection.count, (double)sizes.unpacked / 1e6, (double)sizes.packed / 1e6,
	       options->compression_name);
	free(probe.data);
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
	return 0;
}
