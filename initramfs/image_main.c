/* SPDX-License-Identifier: MIT */
/* coldprobe image: a kernel's modules, chosen, baked into the probe, packed */
#define _GNU_SOURCE
#include "command.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bake.h"
#include "config.h"
#include "elf.h"
#include "firmware.h"
#include "image.h"
#include "image_options.h"
#include "kconfig.h"
#include "kernel.h"
#include "leaning.h"
#include "modfile.h"
#include "own_probe.h"
#include "select.h"
#include "trimmed.h"
#include "util.h"

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

static void check_machines(const struct bytes *probe, const char *name,
			   const struct selection *selection, const char *kernel)
{
	const struct module *module;

	for (size_t i = 0; i < selection->count; i++) {
		module = selection->choices[i].module;
		elf_check_machine(module->machine, module->bits, kernel, module->path, probe, name);
	}
}

/* Without --probe, the first module says for which machine; check_machines holds all the others against it. */
static char *probe_path(const struct image_options *options, const struct selection *selection)
{
	const struct module *module;
	char *what, *path;

	if (options->probe)
		return xstrdup(options->probe);
	module = selection->count > 0 ? selection->choices[0].module
				      : &selection->kernel->modules[0];
	what = xasprintf("%s/%s", options->kernel, module->path);
	path = own_probe_path(module->machine, module->bits, what);
	free(what);
	return path;
}

static struct bytes baked_probe(const struct image_options *options,
				const struct selection *selection)
{
	char *path = probe_path(options, selection);
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

static void choose(struct selection *selection, struct kernel *kernel,
		   struct image_options *options)
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
	leaning_apply(selection, &options->wish, &kconfig);
	config_free(&config);
	kconfig_free(&kconfig);
	firmware_close(&firmware);
}

static void image_make(struct image_options *options)
{
	struct image_parts parts = { .wish = &options->wish,
				     .compression = options->compression,
				     .max_size = options->max_size,
				     .time = source_date() };
	struct selection selection;
	struct image_sizes sizes;
	struct kernel kernel;
	struct bytes probe, packed = { 0 }, rescue = { 0 }, trimmed = { 0 };

	board_options_load(&options->boards, &options->wish);
	used_read(&options->wish.used, &options->wish.traces);
	kernel_read(&kernel, options->kernel);
	choose(&selection, &kernel, options);
	if (pack_is_real(options->wish.packing))
		packed = pack_modules(&selection, options->wish.packing, options->level);
	probe = baked_probe(options, &selection);
	parts.selection = &selection;
	parts.packed = &packed;
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
	free(packed.data);
	select_free(&selection);
	kernel_free(&kernel);
}

int image_main(int argc, char **argv)
{
	struct image_options options;
	int misuse = image_options_read(&options, argc, argv);

	if (!misuse && !options.wants_help)
		image_make(&options);
	if (!misuse)
		stdout_close();
	image_options_free(&options);
	return misuse;
}
