/* SPDX-License-Identifier: MIT */
#include "modules.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/bake.h"
#include "../../initramfs/depend.h"
#include "../../initramfs/profile.h"
#include "../../initramfs/select.h"
#include "../../initramfs/util.h"

static const struct machine *source; /* of the modules */

/* modules_line: what the machine says of a module. */
static const char *modules_line(unsigned module)
{
	const char *line = NULL;
	size_t at = 0;

	for (module++; module; module--)
		line = machine_next(&source->header, "module", &at);
	return line;
}

char *modules_word(unsigned module, const char *key)
{
	return machine_word(modules_line(module), key, 0);
}

int modules_says(unsigned module, const char *word)
{
	char **words = machine_split(modules_line(module), " \t");

	while (*words && strcmp(*words, word))
		words++;
	return *words != NULL;
}

/* What "packed=" names; NULL: none. */
static const struct pack_kind *modules_packing(unsigned module)
{
	char *name = modules_word(module, "packed");
	const struct pack_kind *kind = name ? pack_find(name) : NULL;

	free(name);
	return kind;
}

char *modules_file(unsigned module)
{
	char *name = machine_first(modules_line(module)), *file = modules_word(module, "path");

	if (modules_packing(module)) {
		free(file);
		file = NULL;
	} else if (!file) {
		file = xasprintf("kernel/%s.ko", name);
	}
	free(name);
	return file;
}

/* Nothing for a module that is not packed. */
static struct bytes packed_module(unsigned module)
{
	char *name = machine_first(modules_line(module));
	char *text = xasprintf("module %s\n", name);
	struct bytes plain = { (unsigned char *)text, strlen(text) }, packed = { 0 };
	const struct pack_kind *kind = modules_packing(module);

	if (kind)
		pack_bytes(kind, &plain, &packed);
	if (modules_says(module, "damaged"))
		packed.size /= 2;
	free(name);
	free(text);
	return packed;
}

static size_t dictionary_size(void)
{
	const char *kib = machine_get(&source->header, "dictionary");

	return kib ? strtoul(kib, NULL, 10) << 10 : 0;
}

struct bytes modules_packed(const struct kernel *kernel)
{
	struct bytes file = { .size = dictionary_size() };
	size_t i;

	file.data = xcalloc(1, file.size + 1);
	for (i = 0; i < kernel->count; i++) {
		struct bytes packed = packed_module(i);

		if (modules_says(i, "cut"))
			packed.size /= 2;
		file.data = xrealloc(file.data, file.size + packed.size + 1);
		if (packed.size)
			memcpy(file.data + file.size, packed.data, packed.size);
		file.size += packed.size;
		free(packed.data);
	}
	return file;
}

static void add_list(struct strings *list, const char *line, const char *key)
{
	char *value = machine_word(line, key, 0), **words;

	if (!value)
		return;
	for (words = machine_split(value, ","); *words; words++)
		strings_add(list, *words);
	free(value);
}

static void read_module(struct module *module, const char *line)
{
	char *alias;
	unsigned i;

	module->name = machine_first(line);
	module->path = machine_word(line, "path", 0);
	if (!module->path)
		module->path = xasprintf("kernel/%s.ko", module->name);
	for (i = 0; (alias = machine_word(line, "alias", i)); i++)
		strings_add(&module->aliases, alias);
	add_list(&module->depends, line, "depends");
	add_list(&module->softpre, line, "softpre");
	add_list(&module->softpost, line, "softpost");
	module->options = machine_word(line, "options", 0);
}

void modules_read(struct kernel *kernel, const struct machine *machine)
{
	const char *line, *release = machine_get(&machine->header, "kernel");
	size_t at = 0;

	source = machine;
	memset(kernel, 0, sizeof(*kernel));
	kernel->release = xstrdup(release ? release : "6.1.0-test");
	kernel->dir = xasprintf("/lib/modules/%s", kernel->release);
	while ((line = machine_next(&machine->header, "module", &at))) {
		size_t bytes = (kernel->count + 1) * sizeof(*kernel->modules);

		kernel->modules = xrealloc(kernel->modules, bytes);
		memset(&kernel->modules[kernel->count], 0, sizeof(*kernel->modules));
		read_module(&kernel->modules[kernel->count++], line);
	}
}

int modules_find(const struct kernel *kernel, const char *name)
{
	size_t i;

	for (i = 0; i < kernel->count; i++)
		if (!strcmp(kernel->modules[i].name, name))
			return i;
	return -1;
}

/* A list of module numbers under construction, each once. */
struct order {
	const struct kernel *kernel;
	unsigned *numbers;
	size_t count;
	char *seen;
};

static void order_add(struct order *order, unsigned module);

static void order_add_word(struct order *order, const char *word)
{
	int module = modules_find(order->kernel, word);
	size_t i, k;

	if (module >= 0) {
		order_add(order, module);
		return;
	}
	for (i = 0; i < order->kernel->count; i++)
		for (k = 0; k < order->kernel->modules[i].aliases.count; k++)
			if (!fnmatch(order->kernel->modules[i].aliases.items[k], word, 0))
				order_add(order, i);
}

static void order_add_needs(struct order *order, unsigned module)
{
	const struct module *own = &order->kernel->modules[module];
	size_t i;

	for (i = 0; i < own->softpre.count; i++)
		order_add_word(order, own->softpre.items[i]);
	for (i = 0; i < own->depends.count; i++)
		order_add_word(order, own->depends.items[i]);
}

static void order_add(struct order *order, unsigned module)
{
	if (order->seen[module])
		return;
	order->seen[module] = 1;
	order_add_needs(order, module);
	order->numbers[order->count++] = module;
}

static struct order order_new(const struct kernel *kernel, unsigned without)
{
	struct order order = { .kernel = kernel };

	order.numbers = xcalloc(kernel->count + 1, sizeof(*order.numbers));
	order.seen = xcalloc(kernel->count + 1, 1);
	order.seen[without] = 1;
	return order;
}

/* choose_attributes: what the module's line says in single words. */
static void choose_attributes(struct choice *choice, unsigned module)
{
	choice->classes = modules_says(module, "net") ? PROFILE_NET : PROFILE_STORAGE;
	if (modules_says(module, "storage"))
		choice->classes |= PROFILE_STORAGE;
	choice->is_filesystem = modules_says(module, "filesystem");
	choice->is_likely = modules_says(module, "likely");
	choice->is_sequential = modules_says(module, "sequential");
	choice->is_urgent = modules_says(module, "urgent");
	choice->is_compressed = modules_says(module, "compressed");
	choice->is_packed = modules_packing(module) != NULL;
	choice->packed.at = dictionary_size();
	for (unsigned i = 0; i <= module; i++) {
		struct bytes packed = packed_module(i);

		choice->packed.at += choice->packed.size;
		choice->packed.size = packed.size;
		free(packed.data);
	}
	if (modules_says(module, "unfirm"))
		strings_add(&choice->firmware.missing, "a.fw");
}

/* choose_fallbacks: of what comes before a module, what its line marks so. */
static void choose_fallbacks(struct order *before, unsigned module)
{
	struct strings names = { 0 };
	size_t i, k;

	add_list(&names, modules_line(module), "fallback");
	for (i = 0; i < names.count; i++)
		for (k = 0; k < before->count; k++)
			if (before->numbers[k] == (unsigned)modules_find(before->kernel, names.items[i]))
				before->numbers[k] |= DEPEND_FALLBACK;
	strings_free(&names);
}

static void choose(struct choice *choice, const struct kernel *kernel, unsigned module)
{
	struct order before = order_new(kernel, module), after = order_new(kernel, module);
	const char *behind;
	size_t i;

	order_add_needs(&before, module);
	choose_fallbacks(&before, module);
	for (i = 0; i < kernel->modules[module].softpost.count; i++)
		order_add_word(&after, kernel->modules[module].softpost.items[i]);
	behind = modules_word(module, "behind");
	if (behind)
		after.numbers[after.count++] = (unsigned)modules_find(kernel, behind) | CHOICE_SPARE;
	choice->module = &kernel->modules[module];
	choice->reason = xstrdup("the test's machine");
	choice->for_devices = true;
	choice->before = before.numbers;
	choice->before_count = before.count;
	choice->after = after.numbers;
	choice->after_count = after.count;
	free(before.seen);
	free(after.seen);
}

struct bytes modules_bake(const struct kernel *kernel)
{
	struct selection selection = { .kernel = kernel, .count = kernel->count };
	size_t i;

	selection.dictionary = dictionary_size();
	selection.choices = xcalloc(kernel->count + 1, sizeof(*selection.choices));
	for (i = 0; i < kernel->count; i++) {
		choose(&selection.choices[i], kernel, i);
		choose_attributes(&selection.choices[i], i);
	}
	return bake_table(&selection);
}

static void choose_trimmed(struct choice *choice, const char *line)
{
	struct module *module = xcalloc(1, sizeof(*module));
	char **words;

	read_module(module, line);
	module->path = module->name;
	module->options = machine_word(line, "why", 0);
	*choice = (struct choice){ .module = module, .for_devices = true };
	for (words = machine_split(line, " "); *words; words++)
		if (!strcmp(*words, "net"))
			choice->classes = PROFILE_NET;
}

struct bytes modules_bake_trimmed(const struct kernel *kernel)
{
	struct selection selection = { .kernel = kernel };
	struct bytes none = { 0 };
	const char *line;
	size_t at = 0;

	while ((line = machine_next(&source->header, "trimmed", &at))) {
		selection.choices = xrealloc(selection.choices,
					     (selection.count + 1) * sizeof(*selection.choices));
		choose_trimmed(&selection.choices[selection.count++], line);
	}
	return selection.count ? bake_table(&selection) : none;
}
