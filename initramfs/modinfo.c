/* SPDX-License-Identifier: MIT */
#include "modinfo.h"

#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "modfile.h"

static void add_names(struct strings *list, const char *names)
{
	size_t first = list->count;

	strings_add_words(list, names, ",");
	for (size_t i = first; i < list->count; i++) {
		char *name = modfile_name(list->items[i]);

		free(list->items[i]);
		list->items[i] = name;
	}
}

static void add_softdep(struct module *module, const char *text)
{
	struct strings words = { 0 };
	struct strings *list = NULL;

	strings_add_words(&words, text, " \t\n");
	for (size_t i = 0; i < words.count; i++) {
		if (strcmp(words.items[i], "pre:") == 0)
			list = &module->softpre;
		else if (strcmp(words.items[i], "post:") == 0)
			list = &module->softpost;
		else if (list)
			strings_add(list, words.items[i]);
	}
	strings_free(&words);
}

static void add_info(struct module *module, const char *key, const char *value)
{
	if (strcmp(key, "alias") == 0)
		strings_add(&module->aliases, value);
	else if (strcmp(key, "depends") == 0)
		add_names(&module->depends, value);
	else if (strcmp(key, "softdep") == 0)
		add_softdep(module, value);
	else if (strcmp(key, "weakdep") == 0)
		strings_add_words(&module->weak, value, " \t\n");
	else if (strcmp(key, "firmware") == 0)
		strings_add(&module->firmware, value);
}

/* libkmod may have been built without a decompressor; it reads what modfile_open has decompressed.
 */
static struct kmod_list *info_list(struct kmod_ctx *kmod, const char *path, int fd)
{
	char *readable =
		path[modfile_stem(path)] ? xasprintf("/proc/self/fd/%d", fd) : xstrdup(path);
	struct kmod_list *list = NULL;
	struct kmod_module *module;
	int error = kmod_module_new_from_path(kmod, readable, &module);

	if (error < 0)
		fatal("%s: %s", path, strerror(-error));
	error = kmod_module_get_info(module, &list);
	if (error < 0)
		fatal("%s: has no module information: %s", path, strerror(-error));
	kmod_module_unref(module);
	free(readable);
	return list;
}

void modinfo_read(struct module *module, struct kmod_ctx *kmod, const char *path)
{
	struct kmod_list *list, *entry;
	struct modfile file;

	modfile_open(&file, path);
	module->size = file.size;
	module->is_signed = file.is_signed;
	module->machine = file.machine;
	module->bits = file.bits;
	list = info_list(kmod, path, file.fd);
	kmod_list_foreach(entry, list) add_info(module, kmod_module_info_get_key(entry),
						kmod_module_info_get_value(entry));
	kmod_module_info_free_list(list);
	modfile_close(&file);
}
