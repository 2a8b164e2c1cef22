/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <fts.h>
#include <libkmod.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modfile.h"
#include "modinfo.h"

/* ---- finding the files */

/* A module file that was found, and where modules.order puts it. */
struct found {
	char *name;
	char *path;
	size_t line; /* SIZE_MAX: not named there */
	struct strings shadowed;
};

struct finds {
	struct found *items;
	size_t count;
};

static void find_file(struct finds *finds, const char *path)
{
	finds->items = xgrow(finds->items, finds->count, sizeof(*finds->items));
	finds->items[finds->count++] = (struct found){
		.name = modfile_name(path),
		.path = xstrdup(path),
		.line = (size_t)-1,
	};
}

/* depmod passes over the links to the kernel's sources, wherever they are. */
static bool is_source_link(const FTSENT *entry)
{
	return strcmp(entry->fts_name, "build") == 0 || strcmp(entry->fts_name, "source") == 0;
}

static void find_files(struct finds *finds, const char *dir)
{
	char *paths[] = { (char *)dir, NULL };
	FTS *walk = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	size_t prefix = strlen(dir) + 1;
	FTSENT *entry;

	if (!walk)
		fatal("%s:", dir);
	while (errno = 0, (entry = fts_read(walk)) != NULL) {
		if (entry->fts_level > 0 && is_source_link(entry)) {
			fts_set(walk, entry, FTS_SKIP);
		} else if (entry->fts_info == FTS_F && modfile_is(entry->fts_name)) {
			find_file(finds, entry->fts_path + prefix);
		} else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
			   (entry->fts_info == FTS_NS && modfile_is(entry->fts_name))) {
			errno = entry->fts_errno;
			fatal("%s:", entry->fts_path);
		} else if (entry->fts_info == FTS_SLNONE && modfile_is(entry->fts_name)) {
			fatal("%s: a symbolic link that leads nowhere", entry->fts_path);
		}
	}
	if (errno != 0)
		fatal("%s:", dir);
	fts_close(walk);
}

/* ---- one file a name */

static bool is_update(const struct found *found)
{
	return strncmp(found->path, "updates/", strlen("updates/")) == 0;
}

static int compare_preference(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	if (is_update(x) != is_update(y))
		return is_update(y) - is_update(x);
	return strcmp(x->path, y->path);
}

static void drop_duplicates(struct finds *finds)
{
	size_t kept = 0;

	qsort(finds->items, finds->count, sizeof(*finds->items), compare_preference);
	for (size_t i = 0; i < finds->count; i++) {
		struct found *found = &finds->items[i];

		if (kept > 0 && strcmp(finds->items[kept - 1].name, found->name) == 0) {
			strings_add(&finds->items[kept - 1].shadowed, found->path);
			free(found->name);
			free(found->path);
		} else {
			finds->items[kept++] = *found;
		}
	}
	finds->count = kept;
}

/* ---- the order of modules.order */

struct order_line {
	const char *path;
	size_t line;
};

static int compare_lines(const void *a, const void *b)
{
	const struct order_line *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order != 0)
		return order;
	return (x->line < y->line) - (x->line > y->line);
}

static int compare_line_path(const void *key, const void *item)
{
	const struct order_line *line = item;

	return strcmp(key, line->path);
}

static void number_files(struct finds *finds, const struct order_line *lines, size_t count)
{
	for (size_t i = 0; i < finds->count; i++) {
		char *path = xstrdup(finds->items[i].path);
		const struct order_line *line;

		path[modfile_stem(path)] = '\0';
		line = count == 0 ? NULL
				  : bsearch(path, lines, count, sizeof(*lines), compare_line_path);
		if (line)
			finds->items[i].line = line->line;
		free(path);
	}
}

static int compare_order(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void sort_by_order(struct finds *finds, const char *dir)
{
	char *name = xasprintf("%s/modules.order", dir);
	char *text = file_read_text(name);
	struct order_line *lines = NULL;
	size_t count = 0;

	if (!text)
		warning("%s: absent; alternatives for one device will be tried in the order of "
			"their paths",
			name);
	for (char *next = text, *line; text && (line = text_line(&next)); count++) {
		lines = xgrow(lines, count, sizeof(*lines));
		lines[count] = (struct order_line){ .path = line, .line = count };
	}
	if (count > 0)
		qsort(lines, count, sizeof(*lines), compare_lines);
	number_files(finds, lines, count);
	qsort(finds->items, finds->count, sizeof(*finds->items), compare_order);
	free(lines);
	free(text);
	free(name);
}

/* ---- reading */

static void check_dir(const char *dir)
{
	char *kernel = xasprintf("%s/kernel", dir);
	char *order = xasprintf("%s/modules.order", dir);
	struct stat st;

	if (stat(dir, &st) < 0)
		fatal("%s:", dir);
	if (!S_ISDIR(st.st_mode))
		fatal("%s: not a directory", dir);
	if (access(kernel, F_OK) < 0 && access(order, F_OK) < 0)
		fatal("%s: not a kernel's module directory: neither kernel/ nor modules.order is "
		      "in it",
		      dir);
	free(kernel);
	free(order);
}

static char *release_name(const char *dir)
{
	char *path = realpath(dir, NULL);
	char *release;

	if (!path)
		fatal("%s:", dir);
	release = xstrdup(strrchr(path, '/') + 1);
	free(path);
	return release;
}

static void read_modules(struct kernel *kernel, struct finds *finds)
{
	const char *no_config = NULL;
	struct kmod_ctx *kmod = kmod_new(kernel->dir, &no_config);

	if (!kmod)
		fatal("libkmod:");
	kernel->count = finds->count;
	kernel->modules = xcalloc(kernel->count, sizeof(*kernel->modules));
	for (size_t i = 0; i < kernel->count; i++) {
		struct module *module = &kernel->modules[i];
		char *path = xasprintf("%s/%s", kernel->dir, finds->items[i].path);

		module->name = finds->items[i].name;
		module->path = finds->items[i].path;
		module->shadowed = finds->items[i].shadowed;
		modinfo_read(module, kmod, path);
		free(path);
	}
	kmod_unref(kmod);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_builtin(struct kernel *kernel)
{
	char *path = xasprintf("%s/modules.builtin", kernel->dir);
	char *text = file_read_text(path);

	if (!text)
		warning("%s: absent; what is built in cannot be told from what is missing", path);
	for (char *next = text, *line; text && (line = text_line(&next));) {
		char *name = modfile_name(line);

		strings_add(&kernel->builtin, name);
		free(name);
	}
	if (kernel->builtin.count > 0)
		qsort(kernel->builtin.items, kernel->builtin.count, sizeof(*kernel->builtin.items),
		      compare_strings);
	free(text);
	free(path);
}

static int compare_names(const void *a, const void *b, void *modules)
{
	const struct module *x = (struct module *)modules + *(const unsigned *)a;
	const struct module *y = (struct module *)modules + *(const unsigned *)b;

	return strcmp(x->name, y->name);
}

void kernel_index(struct kernel *kernel)
{
	free(kernel->by_name);
	aliases_free(&kernel->patterns);
	kernel->by_name = xcalloc(kernel->count, sizeof(*kernel->by_name));
	for (unsigned i = 0; i < kernel->count; i++) {
		const struct strings *aliases = &kernel->modules[i].aliases;

		kernel->by_name[i] = i;
		for (size_t k = 0; k < aliases->count; k++)
			aliases_add(&kernel->patterns, aliases->items[k], i);
	}
	qsort_r(kernel->by_name, kernel->count, sizeof(*kernel->by_name), compare_names,
		kernel->modules);
	aliases_sort(&kernel->patterns);
}

void kernel_read(struct kernel *kernel, const char *dir)
{
	struct finds finds = { 0 };
	size_t length = strlen(dir);

	check_dir(dir);
	while (length > 1 && dir[length - 1] == '/')
		length--;
	*kernel = (struct kernel){ .dir = xasprintf("%.*s", (int)length, dir) };
	kernel->release = release_name(dir);
	find_files(&finds, kernel->dir);
	if (finds.count == 0)
		fatal("%s: holds no kernel module", dir);
	drop_duplicates(&finds);
	sort_by_order(&finds, kernel->dir);
	read_modules(kernel, &finds);
	free(finds.items);
	read_builtin(kernel);
	kernel_index(kernel);
}

void kernel_free(struct kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++) {
		struct module *module = &kernel->modules[i];

		free(module->name);
		free(module->path);
		strings_free(&module->shadowed);
		strings_free(&module->aliases);
		strings_free(&module->depends);
		strings_free(&module->softpre);
		strings_free(&module->softpost);
		strings_free(&module->weak);
		strings_free(&module->firmware);
		free(module->options);
	}
	free(kernel->modules);
	free(kernel->by_name);
	free(kernel->dir);
	free(kernel->release);
	strings_free(&kernel->builtin);
	aliases_free(&kernel->patterns);
	*kernel = (struct kernel){ 0 };
}

/* ---- asking */

const struct module *kernel_find(const struct kernel *kernel, const char *name)
{
	char *wanted = modfile_name(name);
	size_t low = 0, high = kernel->count;
	const struct module *found = NULL;

	while (!found && low < high) {
		size_t middle = low + (high - low) / 2;
		const struct module *module = &kernel->modules[kernel->by_name[middle]];
		int order = strcmp(wanted, module->name);

		if (order == 0)
			found = module;
		else if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	free(wanted);
	return found;
}

bool kernel_is_builtin(const struct kernel *kernel, const char *name)
{
	char *wanted = modfile_name(name);
	bool found = kernel->builtin.count > 0 &&
		     bsearch(&wanted, kernel->builtin.items, kernel->builtin.count,
			     sizeof(*kernel->builtin.items), compare_strings);

	free(wanted);
	return found;
}

size_t kernel_match(const struct kernel *kernel, const char *alias, const struct module ***found)
{
	unsigned *numbers;
	size_t count = aliases_match(&kernel->patterns, alias, &numbers);

	*found = xcalloc(count, sizeof(**found));
	for (size_t i = 0; i < count; i++)
		(*found)[i] = &kernel->modules[numbers[i]];
	free(numbers);
	return count;
}
