/* SPDX-License-Identifier: MIT */
#include "handmade.h"

#include <stdlib.h>
#include <string.h>

#include "../initramfs/bake.h"
#include "../initramfs/modfile.h"

/* Nothing here is compressed. */
size_t modfile_stem(const char *path)
{
	return strlen(path);
}

static void kernel_make(struct kernel *kernel, const struct corpus_pattern *patterns, size_t count)
{
	struct module *module = NULL;

	kernel->release = xstrdup("6.1.0-test");
	kernel->modules = xcalloc(count + 1, sizeof(*kernel->modules));
	for (size_t i = 0; i < count; i++) {
		if (!module || strcmp(module->name, patterns[i].module) != 0) {
			module = &kernel->modules[kernel->count++];
			module->name = xstrdup(patterns[i].module);
			module->path = xasprintf("kernel/%s.ko", module->name);
		}
		strings_add(&module->aliases, patterns[i].pattern);
	}
}

static void kernel_unmake(struct kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++) {
		free(kernel->modules[i].name);
		free(kernel->modules[i].path);
		strings_free(&kernel->modules[i].aliases);
	}
	free(kernel->modules);
	free(kernel->release);
}

struct bytes handmade_bake(const struct corpus_pattern *patterns, size_t count)
{
	struct kernel kernel = { 0 };
	struct selection selection = { .kernel = &kernel };
	struct bytes table;

	kernel_make(&kernel, patterns, count);
	selection.count = kernel.count;
	selection.choices = xcalloc(kernel.count + 1, sizeof(*selection.choices));
	for (size_t i = 0; i < kernel.count; i++) {
		selection.choices[i].module = &kernel.modules[i];
		selection.choices[i].for_devices = true;
		/* Each needs the one before it, so that there are numbers. */
		if (i > 0) {
			selection.choices[i].before = xmalloc(sizeof(unsigned));
			selection.choices[i].before[0] = (unsigned)i - 1;
			selection.choices[i].before_count = 1;
		}
	}
	table = bake_table(&selection);
	for (size_t i = 0; i < kernel.count; i++)
		free(selection.choices[i].before);
	free(selection.choices);
	kernel_unmake(&kernel);
	return table;
}
