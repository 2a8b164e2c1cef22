/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "check_walk.h"

static bool is_builtin_type(const struct check *check, const char *alias)
{
	const struct builtin *builtin = check->input->builtin;

	if (kernel_is_builtin(check->input->kernel, alias + strlen("fs-")))
		return true;
	for (size_t i = 0; i < builtin->texts.count; i++)
		if (strcmp(builtin->texts.items[i], alias) == 0)
			return true;
	return false;
}

static void check_filesystem(struct check *check, const char *alias, unsigned module)
{
	const struct module *of = &check->input->kernel->modules[module];
	char *chain = xasprintf("root <- %s (%s)", alias, of->name);
	int number = check_module(check, module, chain);

	if (number < 0 || check_answers(check, alias, number)) {
		free(chain);
		return;
	}
	check_complain(check, CHECK_ALIAS, of->name,
		       xasprintf("in the image, but its table does not answer %s with it", alias),
		       chain, xasprintf("coldprobe image --module %s", of->name));
}

static void check_type(struct check *check, const char *type)
{
	const struct kernel *kernel = check->input->kernel;
	char *alias = xasprintf("fs-%s", type);
	const struct module **found;
	size_t count = kernel_match(kernel, alias, &found);

	for (size_t i = 0; i < count; i++)
		check_filesystem(check, alias, (unsigned)(found[i] - kernel->modules));
	free(found);
	if (count > 0) {
		strings_add(&check->out->filesystems, type);
	} else if (is_builtin_type(check, alias)) {
		char *text = xasprintf("%s (built in)", type);

		strings_add(&check->out->filesystems, text);
		free(text);
	} else {
		check_complain(
			check, CHECK_FILESYSTEM, alias,
			xasprintf("no module of %s has it, and it is not built in", kernel->dir),
			xasprintf("root <- %s", alias), NULL);
	}
	free(alias);
}

/* Of which type the root is, nobody says: what is there must be whole. */
static void check_any(struct check *check)
{
	static const char *const built_in[] = {
		"ext4", "xfs", "btrfs", "f2fs", "squashfs", "erofs"
	};
	const struct kernel *kernel = check->input->kernel;
	struct strings *types = &check->out->filesystems;

	for (unsigned i = 0; i < kernel->count; i++) {
		const struct module *module = &kernel->modules[i];
		int number = alias_module(&check->input->baked->table, module->name);

		if (number < 0 ||
		    !(check->input->baked->table.modules[number].flags & TABLE_MODULE_FILESYSTEM))
			continue;
		for (size_t k = 0; k < module->aliases.count; k++)
			if (strncmp(module->aliases.items[k], "fs-", 3) == 0)
				check_filesystem(check, module->aliases.items[k], i);
		strings_add(types, module->name);
	}
	for (size_t i = 0; i < sizeof(built_in) / sizeof(*built_in); i++)
		if (kernel_is_builtin(kernel, built_in[i])) {
			char *text = xasprintf("%s (built in)", built_in[i]);

			strings_add(types, text);
			free(text);
		}
	if (types->count == 0)
		check_complain(check, CHECK_FILESYSTEM, "fs-*",
			       xstrdup("no file system that can hold a root is in the image, or "
				       "built in"),
			       xstrdup("root"), xstrdup("coldprobe image --profile filesystem"));
}

void check_filesystems(struct check *check)
{
	const struct strings *types = check->input->filesystems;

	for (size_t i = 0; i < types->count; i++)
		check_type(check, types->items[i]);
	if (types->count == 0)
		check_any(check);
}
