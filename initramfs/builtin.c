/* SPDX-License-Identifier: MIT */
#include "builtin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modfile.h"

void builtin_add(struct builtin *builtin, const char *path)
{
	char *name = modfile_name(path);

	strings_add(&builtin->paths, path);
	strings_add(&builtin->names, name);
	free(name);
}

void builtin_add_alias(struct builtin *builtin, const char *owner, const char *pattern)
{
	aliases_add(&builtin->patterns, pattern, (unsigned)builtin->owners.count);
	strings_add(&builtin->owners, owner);
	strings_add(&builtin->texts, pattern);
}

void builtin_sort(struct builtin *builtin)
{
	aliases_sort(&builtin->patterns);
}

static void read_paths(struct builtin *builtin, const char *dir)
{
	char *path = xasprintf("%s/modules.builtin", dir);
	char *text = file_read_text(path);

	for (char *next = text, *line; text && (line = text_line(&next));)
		builtin_add(builtin, line);
	free(text);
	free(path);
}

/* One entry of modules.builtin.modinfo: "NAME.alias=PATTERN" */
static void read_entry(struct builtin *builtin, const char *entry)
{
	static const char key[] = ".alias=";
	const char *found = strstr(entry, key);
	char *owner;

	if (!found || memchr(entry, '=', (size_t)(found - entry)))
		return;
	owner = xasprintf("%.*s", (int)(found - entry), entry);
	builtin_add_alias(builtin, owner, found + strlen(key));
	free(owner);
}

static void read_modinfo(struct builtin *builtin, const char *dir)
{
	char *path = xasprintf("%s/modules.builtin.modinfo", dir);
	struct bytes file = { 0 };

	if (access(path, F_OK) == 0)
		file = file_read(path);
	for (size_t at = 0; at < file.size;) {
		const char *entry = (const char *)file.data + at;

		read_entry(builtin, entry);
		at += strlen(entry) + 1;
	}
	free(file.data);
	free(path);
}

void builtin_read(struct builtin *builtin, const char *dir)
{
	*builtin = (struct builtin){ 0 };
	read_paths(builtin, dir);
	read_modinfo(builtin, dir);
	builtin_sort(builtin);
}

void builtin_free(struct builtin *builtin)
{
	strings_free(&builtin->paths);
	strings_free(&builtin->names);
	strings_free(&builtin->owners);
	strings_free(&builtin->texts);
	aliases_free(&builtin->patterns);
}

const char *builtin_path(const struct builtin *builtin, const char *name)
{
	for (size_t i = 0; i < builtin->names.count; i++)
		if (strcmp(builtin->names.items[i], name) == 0)
			return builtin->paths.items[i];
	return NULL;
}
