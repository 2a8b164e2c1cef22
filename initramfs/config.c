/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modfile.h"

/* ---- reading */

static bool is_config_file(const char *name)
{
	size_t length = strlen(name), suffix = strlen(".conf");

	return name[0] != '.' && length > suffix && strcmp(name + length - suffix, ".conf") == 0;
}

/* libkmod passes over what it cannot open without a word. */
static void check_dir(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		fatal("--config %s:", path);
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		int fd;

		if (!is_config_file(entry->d_name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fatal("--config %s/%s:", path, entry->d_name);
		close(fd);
	}
	if (errno != 0)
		fatal("--config %s:", path);
	closedir(dir);
}

/* "libkmod: ERROR file.c:1 function: a.conf line 2: ignoring bad line starting with 'x'" */
static _Noreturn void refuse(char *said)
{
	char *place = strstr(said, "libkmod: ");
	char *text = place ? strstr(place + strlen("libkmod: "), ": ") : NULL;
	char *ignoring;

	text = text ? text + 2 : said;
	text[strcspn(text, "\n")] = '\0';
	ignoring = strstr(text, ": ignoring ");
	if (ignoring)
		fatal("--config %.*s: %s", (int)(ignoring - text), text,
		      ignoring + strlen(": ignoring "));
	fatal("--config %s", text);
}

/*
 * libkmod parses while it makes its context, before one can tell it where to log: so standard error is a file in
 * memory meanwhile. The first thing that it said is what is wrong.
 */
static struct kmod_ctx *open_config(const char *const *paths)
{
	int memory = memfd_create("messages", MFD_CLOEXEC), saved = dup(STDERR_FILENO);
	char said[1024];
	struct kmod_ctx *kmod;
	ssize_t length;

	if (memory < 0 || saved < 0)
		fatal("--config: libkmod's messages cannot be caught:");
	fflush(stderr);
	dup2(memory, STDERR_FILENO);
	/* Not the kernel's directory: its modules.softdep is the modules' own. */
	kmod = kmod_new("/dev/null", paths);
	dup2(saved, STDERR_FILENO);
	length = pread(memory, said, sizeof(said) - 1, 0);
	close(saved);
	close(memory);
	if (length > 0) {
		said[length] = '\0';
		refuse(said);
	}
	if (!kmod)
		fatal("libkmod:");
	return kmod;
}

/* Blanks around it go; what the manifest separates by becomes a blank. */
static char *trimmed(const char *text)
{
	char *copy = xstrdup(text + strspn(text, " \t"));
	size_t length = strlen(copy);

	while (length > 0 && strchr(" \t\n", copy[length - 1]))
		copy[--length] = '\0';
	for (char *c = copy; *c; c++)
		if (*c == '\t' || *c == '\n')
			*c = ' ';
	return copy;
}

static struct kmod_config_iter *(*const sources[CONFIG_KINDS])(const struct kmod_ctx *) = {
	[CONFIG_OPTIONS] = kmod_config_get_options,
	[CONFIG_BLACKLIST] = kmod_config_get_blacklists,
	[CONFIG_ALIAS] = kmod_config_get_aliases,
	[CONFIG_SOFTDEP] = kmod_config_get_softdeps,
	[CONFIG_INSTALL] = kmod_config_get_install_commands,
	[CONFIG_REMOVE] = kmod_config_get_remove_commands,
};

static void read_lines(struct config_lines *lines, const struct kmod_ctx *kmod, unsigned kind)
{
	struct kmod_config_iter *iterator = sources[kind](kmod);

	if (!iterator)
		fatal("out of memory");
	while (kmod_config_iter_next(iterator)) {
		const char *value = kmod_config_iter_get_value(iterator);

		lines->items = xgrow(lines->items, lines->count, sizeof(*lines->items));
		lines->items[lines->count++] = (struct config_line){
			.word = xstrdup(kmod_config_iter_get_key(iterator)),
			.value = trimmed(value ? value : ""),
		};
	}
	kmod_config_iter_free_iter(iterator);
}

static void drop_last(struct config_lines *lines, size_t count)
{
	for (; count > 0 && lines->count > 0; count--) {
		struct config_line *last = &lines->items[--lines->count];

		free(last->word);
		free(last->value);
	}
}

static void read_all(struct config *config, const char *const *paths)
{
	struct kmod_ctx *kmod = open_config(paths);

	*config = (struct config){ 0 };
	for (unsigned kind = 0; kind < CONFIG_KINDS; kind++)
		read_lines(&config->lines[kind], kmod, kind);
	kmod_unref(kmod);
}

void config_read(struct config *config, const struct strings *dirs)
{
	const char *const none[] = { NULL };
	const char **paths = xcalloc(dirs->count + 1, sizeof(*paths));
	struct config running;

	for (size_t i = 0; i < dirs->count; i++) {
		check_dir(dirs->items[i]);
		paths[i] = dirs->items[i];
	}
	*config = (struct config){ 0 };
	if (dirs->count > 0) {
		read_all(config, paths);
		/* libkmod puts the words of /proc/cmdline behind those of the files. */
		read_all(&running, none);
		for (unsigned kind = 0; kind < CONFIG_KINDS; kind++)
			drop_last(&config->lines[kind], running.lines[kind].count);
		config_free(&running);
	}
	free(paths);
}

void config_free(struct config *config)
{
	for (unsigned kind = 0; kind < CONFIG_KINDS; kind++) {
		drop_last(&config->lines[kind], config->lines[kind].count);
		free(config->lines[kind].items);
	}
	*config = (struct config){ 0 };
}

/* ---- what it means */

static struct module *find(const struct kernel *kernel, const char *name)
{
	const struct module *module = kernel_find(kernel, name);

	return module ? &kernel->modules[module - kernel->modules] : NULL;
}

static void add_options(struct module *module, const char *options)
{
	char *joined =
		module->options ? xasprintf("%s %s", module->options, options) : xstrdup(options);

	free(module->options);
	module->options = joined;
}

static bool is_same_pattern(const char *alias, const char *pattern)
{
	char *copy = xstrdup(alias);
	bool is_same = alias_normalize(copy) && strcmp(copy, pattern) == 0;

	free(copy);
	return is_same;
}

static void drop_pattern(struct module *module, const char *pattern)
{
	struct strings *aliases = &module->aliases;
	size_t kept = 0;

	for (size_t i = 0; i < aliases->count; i++) {
		if (is_same_pattern(aliases->items[i], pattern))
			free(aliases->items[i]);
		else
			aliases->items[kept++] = aliases->items[i];
	}
	aliases->count = kept;
}

/* First all the patterns go, then they come back: several lines may give one pattern to several modules. */
static void apply_aliases(const struct config_lines *lines, struct kernel *kernel)
{
	for (size_t i = 0; i < lines->count; i++)
		for (size_t k = 0; k < kernel->count; k++)
			drop_pattern(&kernel->modules[k], lines->items[i].word);
	for (size_t i = 0; i < lines->count; i++) {
		const struct config_line *line = &lines->items[i];
		struct module *module = find(kernel, line->value);

		if (module)
			strings_add(&module->aliases, line->word);
		else if (strcmp(line->value, "off") != 0 && !kernel_is_builtin(kernel, line->value))
			warning("--config: alias %s %s: %s has no such module", line->word,
				line->value, kernel->dir);
	}
}

/* kmod 30 writes "pre: a bpost: c", without a blank between. */
static void add_softdep(struct module *module, const char *text)
{
	const char *pre = strstr(text, "pre:"), *post = strstr(text, "post:");

	if (pre) {
		char *words = xstrdup(pre + strlen("pre:"));
		char *end = strstr(words, "post:");

		if (end)
			*end = '\0';
		strings_add_words(&module->softpre, words, " ");
		free(words);
	}
	if (post)
		strings_add_words(&module->softpost, post + strlen("post:"), " ");
}

static void apply_softdeps(const struct config_lines *lines, struct kernel *kernel)
{
	for (size_t i = 0; i < lines->count; i++)
		for (size_t k = 0; k < kernel->count; k++)
			if (fnmatch(lines->items[i].word, kernel->modules[k].name, 0) == 0)
				add_softdep(&kernel->modules[k], lines->items[i].value);
}

void config_apply(const struct config *config, struct kernel *kernel)
{
	const struct config_lines *options = &config->lines[CONFIG_OPTIONS];
	const struct config_lines *blacklist = &config->lines[CONFIG_BLACKLIST];

	for (size_t i = 0; i < options->count; i++) {
		struct module *module = find(kernel, options->items[i].word);

		if (module)
			add_options(module, options->items[i].value);
	}
	for (size_t i = 0; i < blacklist->count; i++) {
		struct module *module = find(kernel, blacklist->items[i].word);

		if (module)
			module->is_blacklisted = true;
	}
	apply_aliases(&config->lines[CONFIG_ALIAS], kernel);
	apply_softdeps(&config->lines[CONFIG_SOFTDEP], kernel);
	kernel_index(kernel);
}

static void check_commands(const struct config_lines *lines, const char *word,
			   const struct selection *selection)
{
	for (size_t i = 0; i < lines->count; i++)
		for (size_t k = 0; k < selection->count; k++) {
			const char *name = selection->choices[k].module->name;

			if (fnmatch(lines->items[i].word, name, 0) == 0)
				fatal("--config: %s %s %s: no command can run in place of %s, "
				      "which is in the image (%s)",
				      word, lines->items[i].word, lines->items[i].value, name,
				      selection->choices[k].reason);
		}
}

void config_check(const struct config *config, const struct selection *selection)
{
	check_commands(&config->lines[CONFIG_INSTALL], "install", selection);
	check_commands(&config->lines[CONFIG_REMOVE], "remove", selection);
}
