/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <string.h>

#include "log.h"
#include "sys.h"
#include "text.h"
#include "trace.h"

#define MODULES_DIR "/lib/modules/"

enum load_state { NEW, WANTED, INSERTED, FAILED };

static int open_modules(const char *release)
{
	char path[256];
	struct text text = TEXT(path);
	int fd;

	text_add(&text, MODULES_DIR);
	text_add(&text, release);
	fd = text.full ? -ENAMETOOLONG : sys_open(SYS_CWD, path, SYS_DIRECTORY);
	if (fd < 0)
		log_line(LOG_ERROR, path, ": not opened: ", log_error_text(fd));
	return fd;
}

int load_open(struct loader *loader, const void *blob, int dry_run)
{
	int error = alias_open(&loader->table, blob);
	static const struct table_header none;

	loader->dry_run = dry_run;
	loader->modules = -ENOENT;
	if (!error && loader->table.header->module_count > LOAD_MAX_MODULES)
		error = -E2BIG;
	if (error) {
		loader->table.header = &none;
		log_line(LOG_ERROR, "the baked table is not used: ", log_error_text(error),
			 error == -E2BIG ? " modules (LOAD_MAX_MODULES)" : "");
		return error;
	}
	if (dry_run || !loader->table.header->module_count)
		return 0;
	loader->modules = open_modules(loader->table.strings + loader->table.header->release);
	return loader->modules < 0 ? loader->modules : 0;
}

static void print_name(const char *name)
{
	char line[ALIAS_NAME_SIZE + 1];
	struct text text = TEXT(line);

	text_add(&text, name);
	text_add(&text, "\n");
	sys_write(1, line, text.length);
}

/* Returns 0 or -errno; *why says in words what it means. */
static int insert_file(struct loader *loader, unsigned module, const char **why)
{
	char path[ALIAS_PATH_SIZE];
	int fd = loader->modules, error;

	if (fd >= 0)
		fd = sys_open(fd, alias_path(&loader->table, module, path), SYS_READ);
	if (fd < 0) {
		*why = log_error_text(fd);
		return fd;
	}
	error = sys_load_module(fd, "");
	sys_close(fd);
	*why = !error		  ? "ok"
	       : error == -ENOENT ? "needs a symbol that no module in has"
				  : log_error_text(error);
	return error;
}

/* One module, without what it needs; once. */
static void insert(struct loader *loader, unsigned module)
{
	char name[ALIAS_NAME_SIZE];
	const char *why;
	uint64_t began;
	int error;

	if (loader->state[module] == WANTED)
		loader->wanted--;
	else if (loader->state[module] != NEW)
		return;
	loader->state[module] = INSERTED;
	alias_name(&loader->table, module, name);
	if (loader->dry_run) {
		print_name(name);
		return;
	}
	began = sys_now();
	error = insert_file(loader, module, &why);
	trace_event(began, "insert", name, why);
	if (!error || error == -EEXIST)
		return;
	loader->state[module] = FAILED;
	/* A driver that finds its hardware absent says ENODEV: no reason to worry anybody. */
	log_line(error == -ENODEV ? LOG_INFO : LOG_WARNING, name, ": not inserted: ", why);
}

static void insert_with_needs(struct loader *loader, unsigned module)
{
	const struct table_module *record = &loader->table.modules[module];
	const uint16_t *number = loader->table.numbers + record->before;

	for (unsigned i = 0; i < record->before_count; i++)
		insert(loader, *number++);
	insert(loader, module);
	for (unsigned i = 0; i < record->after_count; i++)
		insert(loader, *number++);
}

static int look_up(struct loader *loader, const char *modalias, uint16_t found[LOAD_MAX_MATCHES])
{
	int count;

	if (!loader->table.header->module_count)
		return 0;
	count = alias_lookup(&loader->table, modalias, found, LOAD_MAX_MATCHES);
	if (count == -E2BIG)
		log_line(LOG_ERROR, modalias,
			 ": more modules than LOAD_MAX_MATCHES serve it: none is loaded");
	else if (count < 0)
		log_line(LOG_WARNING, modalias, ": not looked up: ", log_error_text(count));
	return count;
}

int load_want(struct loader *loader, const char *modalias)
{
	uint16_t found[LOAD_MAX_MATCHES];
	int count = look_up(loader, modalias, found);

	for (int i = 0; i < count; i++) {
		if (loader->state[found[i]] != NEW)
			continue;
		loader->state[found[i]] = WANTED;
		loader->wanted++;
	}
	return count;
}

int load_next(struct loader *loader)
{
	unsigned next = 0;

	if (!loader->wanted)
		return 0;
	while (loader->state[next] != WANTED)
		next++;
	insert_with_needs(loader, next);
	return 1;
}

int load_alias(struct loader *loader, const char *alias)
{
	uint16_t found[LOAD_MAX_MATCHES];
	int count = 1, module = alias_module(&loader->table, alias), error = -ENOENT;

	if (module >= 0)
		found[0] = (uint16_t)module;
	else
		count = look_up(loader, alias, found);
	if (count < 0)
		return count;
	for (int i = 0; i < count; i++) {
		insert_with_needs(loader, found[i]);
		if (loader->state[found[i]] == INSERTED)
			error = 0;
		else if (error)
			error = -EIO;
	}
	return error;
}
