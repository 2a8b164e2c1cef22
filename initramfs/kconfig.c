/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot_file.h"

/* Takes `path` over. */
static bool try_path(struct kconfig *config, char *path)
{
	config->text = file_read_text(path);
	config->path = config->text ? path : NULL;
	if (!config->text)
		free(path);
	return config->text != NULL;
}

static void find_beside(struct kconfig *config, const struct kernel *kernel)
{
	char *path = boot_file_find(kernel->dir, kernel->release, "config");

	if (path)
		try_path(config, path);
}

void kconfig_read(struct kconfig *config, const struct kernel *kernel, const char *path)
{
	*config = (struct kconfig){ 0 };
	if (!path) {
		find_beside(config, kernel);
	} else if (!try_path(config, xstrdup(path))) {
		errno = ENOENT;
		fatal("--kernel-config %s:", path);
	}
	if (config->path && !kconfig_has(config, "CONFIG_MODULES"))
		fatal("%s: not the config of a kernel with modules: CONFIG_MODULES=y is not in it",
		      config->path);
}

void kconfig_free(struct kconfig *config)
{
	free(config->path);
	free(config->text);
	*config = (struct kconfig){ 0 };
}

bool kconfig_has(const struct kconfig *config, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = config->text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, name, length) == 0 && strncmp(at + length, "=y", 2) == 0 &&
		    (at[length + 2] == '\n' || at[length + 2] == '\r' || at[length + 2] == '\0'))
			return true;
	}
	return false;
}

const char *kconfig_enforces(const struct kconfig *config)
{
	static const char *const words[] = {
		"CONFIG_MODULE_SIG_FORCE",
		"CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY",
		"CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (kconfig_has(config, words[i]))
			return words[i];
	return NULL;
}
