/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts off the last component; false when there is none. */
static bool go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* Takes `path` over. */
static bool try_path(struct kconfig *config, char *path)
{
	config->text = file_read_text(path);
	config->path = config->text ? path : NULL;
	if (!config->text)
		free(path);
	return config->text != NULL;
}

/* One that is only looked for need not be readable. Takes `path` over. */
static bool try_readable(struct kconfig *config, char *path)
{
	if (access(path, R_OK) == 0)
		return try_path(config, path);
	free(path);
	return false;
}

static void find_beside(struct kconfig *config, const struct kernel *kernel)
{
	char *dir = realpath(kernel->dir, NULL);
	const char *last;

	if (!dir)
		fatal("%s:", kernel->dir);
	if (!try_readable(config, xasprintf("%s/config", dir)) && go_up(dir) && go_up(dir) &&
	    go_up(dir) &&
	    !try_readable(config, xasprintf("%s/boot/config-%s", dir, kernel->release))) {
		last = strrchr(dir, '/');
		if (last && strcmp(last, "/usr") == 0 && go_up(dir))
			try_readable(config, xasprintf("%s/boot/config-%s", dir, kernel->release));
	}
	free(dir);
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
