/* SPDX-License-Identifier: MIT */
#include "insert.h"

#include <errno.h>
#include <string.h>

#include "inflate.h"
#include "log.h"
#include "text.h"
#include "trace.h"
#include "watchdog.h"

static void print_name(const char *name)
{
	char line[ALIAS_NAME_SIZE + 1];
	struct text text = TEXT(line);

	text_add(&text, name);
	text_add(&text, "\n");
	sys_write(1, line, text.length);
}

/* Beside what -errno says: which of the two ENOENT it was. */
#define UNKNOWN_SYMBOL (-10000)
/* and of packed modules: what is wrong is their file. */
#define DAMAGED_FILE (-10001)

/*
 * Where packed modules are inflated, behind the dictionary; it lasts as long as the worker, so that the dictionary is read
 * once, and memory that the kernel has zeroed is used again.
 */
static struct {
	unsigned char *start;
	size_t size;
} memory;

#define ROOM (512u << 10) /* it grows by this */

/* Room for `size` bytes; the dictionary is the beginning of `fd`. Returns 0 or -errno. */
static int make_room(size_t dictionary, int fd, size_t size)
{
	void *start;
	int error;

	size = (size + dictionary + ROOM - 1) & ~(size_t)(ROOM - 1);
	if (size <= memory.size)
		return 0;
	if (memory.size)
		sys_unmap(memory.start, memory.size);
	memory.size = 0;
	error = sys_map(-1, 0, size, &start);
	if (error)
		return error;
	if (dictionary && sys_read_at(fd, start, dictionary, 0) != (long)dictionary) {
		sys_unmap(start, size);
		return DAMAGED_FILE;
	}
	memory.start = start;
	memory.size = size;
	return 0;
}

/* Through memory, since the kernel cannot inflate it. */
static int load_packed(const struct loader *loader, const struct table_module *record, int fd,
		       const char *parameters)
{
	size_t dictionary = loader->table.header->dictionary * 1024u, size = record->packed_size,
	       before = record->packed % SYS_MAP_UNIT;
	unsigned char *packed, *module;
	void *window;
	int64_t whole;
	int error;

	if (!size || sys_size(fd) < record->packed + (uint64_t)size)
		return DAMAGED_FILE;
	error = sys_map(fd, record->packed - before, before + size, &window);
	if (error)
		return error;
	packed = (unsigned char *)window + before;
	whole = inflate_size(packed, size);
	error = whole > 0 && whole < INT32_MAX ? make_room(dictionary, fd, (size_t)whole)
					       : DAMAGED_FILE;
	if (!error) {
		module = memory.start + dictionary;
		if (inflate_module(packed, size, module, (size_t)whole, dictionary) != whole)
			error = DAMAGED_FILE;
	}
	sys_unmap(window, before + size);
	if (error)
		return error;
	inflate_elf(module, (size_t)whole);
	return sys_init_module(module, (size_t)whole, parameters);
}

/* sys_job: the insertion itself, in a worker or here. */
int insert_job(void *context, unsigned module)
{
	const struct loader *loader = context;
	const struct table_module *record = &loader->table.modules[module];
	char path[ALIAS_PATH_SIZE], name[ALIAS_NAME_SIZE], options[LOAD_MAX_OPTIONS];
	struct text parameters = TEXT(options);
	int fd = loader->modules, error;

	watchdog_drop();
	if (fd >= 0)
		fd = sys_open(fd,
			      record->flags & TABLE_MODULE_PACKED
				      ? LOAD_PACKED
				      : alias_path(&loader->table, module, path),
			      SYS_READ);
	if (fd < 0)
		return fd;
	options[0] = '\0';
	/*
	 * The kernel ends an insertion by waiting for all probing that anybody has begun, unless told that this
	 * module's is not waited for either (kernel/module/main.c, do_init_module). One that drives nothing has none.
	 */
	if (record->flags & TABLE_MODULE_NO_DRIVER)
		text_add(&parameters, "async_probe ");
	text_add(&parameters, loader->table.strings + record->options);
	cmdline_parameters(loader->cmdline, alias_name(&loader->table, module, name), &parameters);
	error = parameters.full ? -ENAMETOOLONG
		: record->flags & TABLE_MODULE_PACKED
			? load_packed(loader, record, fd, options)
			: sys_load_module(fd, options, record->flags & TABLE_MODULE_COMPRESSED);
	sys_close(fd);
	return error == -ENOENT ? UNKNOWN_SYMBOL : error;
}

void insert_want(struct loader *loader, unsigned module, enum load_state state, const char *how,
		 const char *cause)
{
	char name[ALIAS_NAME_SIZE];

	set_state(loader, module, state);
	alias_name(&loader->table, module, name);
	trace_event(sys_now(), "want", name, how, cause);
}

/* What follows a module: what is probably behind its devices (SPARE) when it begins to go in, the rest when it is in. */
static void want_after(struct loader *loader, unsigned module, enum load_state state)
{
	const struct table_module *record = &loader->table.modules[module];
	const uint16_t *number = loader->table.numbers + record->before + record->before_count;
	char name[ALIAS_NAME_SIZE];

	alias_name(&loader->table, module, name);
	for (unsigned i = 0; i < record->after_count; i++, number++) {
		unsigned next = *number & ~TABLE_SPARE;

		if ((*number & TABLE_SPARE ? SPARE : WANTED) == state &&
		    state_of(loader, next) < state &&
		    (state == WANTED || !(loader->state[next] & NO_ALIAS)))
			insert_want(loader, next, state, "follows ", name);
	}
}

const char *insert_error_text(int error)
{
	return error == -ENOSYS ? "this kernel takes no modules; what is built in still serves"
	       : error == UNKNOWN_SYMBOL ? "needs a symbol that no module in has"
	       : error == DAMAGED_FILE	 ? "the file of packed modules is damaged"
	       : error == -EPIPE	 ? "the kernel killed its insertion"
					 : log_error_text(error);
}

/* A module's insertion is over. */
void insert_done(void *context, unsigned module, uint64_t began, int error)
{
	struct loader *loader = context;
	char name[ALIAS_NAME_SIZE];
	const char *why = error ? insert_error_text(error) : "ok";

	alias_name(&loader->table, module, name);
	trace_event(began, "insert", name, why);
	if (!error || error == -EEXIST) {
		set_state(loader, module, INSERTED);
		want_after(loader, module, WANTED);
		return;
	}
	if (state_of(loader, module) == FAILED) /* with all the others, while it was going in */
		return;
	set_state(loader, module, FAILED);
	loader->why[module] = (int16_t)error;
	/* One line is enough for what will befall all. */
	if (error == -ENOSYS || (error == -ENOEXEC && loader->is_foreign))
		for (unsigned i = 0; i < loader->table.header->module_count; i++) {
			loader->state[i] = FAILED;
			loader->why[i] = (int16_t)error;
		}
	/* A driver that finds its hardware absent says ENODEV: no reason to worry anybody. */
	log_line(error == -ENODEV ? LOG_INFO : LOG_WARNING, name, ": not inserted: ", why);
}

/* Returns 0 when it has to wait for a worker. */
int insert_start(struct loader *loader, unsigned module, unsigned limit, unsigned needer)
{
	char name[ALIAS_NAME_SIZE];
	int error = -EAGAIN;

	if (loader->mode == LOAD_BY_WORKERS)
		error = workers_give(&loader->workers, module, limit,
				     is_urgent(loader, needer));
	if (error == -EBUSY)
		return 0;
	if (module != needer)
		insert_want(loader, module, RUNNING, "needed by ",
			    alias_name(&loader->table, needer, name));
	set_state(loader, module, RUNNING);
	if (loader->is_for_root)
		want_after(loader, module, SPARE);
	if (loader->mode == LOAD_DRY_RUN) {
		print_name(alias_name(&loader->table, module, name));
		set_state(loader, module, INSERTED);
		want_after(loader, module, WANTED);
	} else if (error) {
		uint64_t began = sys_now();

		insert_done(loader, module, began, insert_job(loader, module));
	}
	return 1;
}
