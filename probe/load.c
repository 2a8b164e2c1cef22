/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <string.h>

#include "insert.h"
#include "log.h"
#include "order.h"
#include "platform.h"
#include "text.h"
#include "trace.h"
#include "watchdog.h"

#define MODULES_DIR "/lib/modules/"

static int run(struct loader *loader, unsigned limit, enum load_state first, enum load_state second)
{
	int started = 0, module;

	while ((module = order_next(loader, first, second)) >= 0 &&
	       insert_start(loader, module & 0xffff, limit, (unsigned)module >> 16)) {
		started = 1;
		if (!loader->workers.busy) /* directly: look what it has brought */
			break;
	}
	return started || loader->workers.busy;
}

int load_run(struct loader *loader)
{
	return run(loader, loader->workers.cpus, WANTED, SPARE);
}

int load_wait(struct loader *loader, int fd, int timeout_ms)
{
	struct workers *workers = &loader->workers;
	int impatient, ready;

	timeout_ms = watchdog_wait(timeout_ms);
	impatient = workers->busy >= workers->cpus && workers->busy < WORKERS_MAX &&
		    (timeout_ms < 0 || timeout_ms > LOAD_PATIENCE) && load_pending(loader);
	ready = workers_wait(workers, fd, impatient ? LOAD_PATIENCE : timeout_ms);

	if (ready < 0 && impatient && workers_leave_idle(workers))
		/* Beside a driver that sleeps: the filesystem is needed for sure, other devices perhaps not. */
		run(loader, workers->busy + 1, SPARE,
		    sys_now() - workers_since(workers) < LOAD_HESITATION ? SPARE : WANTED);
	return ready > 0;
}

void load_drain(struct loader *loader, uint64_t deadline)
{
	uint64_t now;

	while (loader->workers.busy && (now = sys_now()) < deadline)
		workers_wait(&loader->workers, -1, workers_timeout(now, deadline));
}

int load_pending(const struct loader *loader)
{
	return order_next(loader, WANTED, SPARE) >= 0;
}

/* ---- what is wanted */

static int look_up(struct loader *loader, const char *modalias, uint16_t found[LOAD_MAX_MATCHES])
{
	int count = alias_lookup(&loader->table, modalias, found, LOAD_MAX_MATCHES);

	if (count == -E2BIG)
		log_line(LOG_ERROR, modalias,
			 ": more modules than LOAD_MAX_MATCHES serve it: none is loaded");
	else if (count < 0)
		log_failure(LOG_WARNING, modalias, ": not looked up: ", count);
	return count;
}

/*
 * Of modules that serve one device the later goes behind the one before it. Where it is behind another already, that
 * one and this become a chain by their numbers, which descend: no circle is possible.
 */
static void put_behind(struct loader *loader, unsigned module, int previous)
{
	while (previous >= 0) {
		int old = loader->behind[module] - 1, low = old < previous ? old : previous;

		if (old == previous)
			return;
		previous = old < previous ? previous : old;
		loader->behind[module] = (uint16_t)(previous + 1);
		module = (unsigned)previous;
		previous = low;
	}
}

/* Mark one, since `alias` asks for it; those that serve the same device go behind each other. */
static void mark(struct loader *loader, unsigned module, enum load_state state, int *previous,
		 const char *alias)
{
	if (loader->state[module] & NO_ALIAS)
		return;
	if (state_of(loader, module) <= WANTED)
		put_behind(loader, module, *previous);
	if (state_of(loader, module) < state)
		insert_want(loader, module, state, "", alias);
	*previous = (int)module;
}

int load_want(struct loader *loader, const char *modalias)
{
	uint16_t found[LOAD_MAX_MATCHES];
	int count = look_up(loader, modalias, found), previous = -1;

	for (int i = 0; i < count; i++)
		if (classes_of(loader, found[i]) & loader->classes)
			mark(loader, found[i], WANTED, &previous, modalias);
	return count;
}

void load_spare(struct loader *loader, const char *alias)
{
	uint16_t found[LOAD_MAX_MATCHES];
	int count = look_up(loader, alias, found), previous = -1;

	for (int i = 0; i < count; i++)
		mark(loader, found[i], SPARE, &previous, alias);
}

void load_filesystem(struct loader *loader)
{
	unsigned module = loader->table.header->filesystem;
	int previous = -1;

	if (module < loader->table.header->module_count)
		mark(loader, module, SPARE, &previous, "the root");
}

void load_forget(struct loader *loader, unsigned classes)
{
	for (unsigned i = 0; i < loader->table.header->module_count; i++)
		if ((state_of(loader, i) == WANTED || state_of(loader, i) == SPARE) &&
		    !(classes_of(loader, i) & classes))
			set_state(loader, i, NEW);
}

void load_again(struct loader *loader)
{
	for (unsigned i = 0; i < loader->table.header->module_count; i++)
		if (state_of(loader, i) == FAILED)
			set_state(loader, i, NEW);
}

/* Until all of these are settled. */
static void run_until(struct loader *loader, const uint16_t *modules, int count, uint64_t deadline)
{
	while (count) {
		uint64_t now;

		if (modules[count - 1] & TABLE_SPARE || is_settled(loader, modules[count - 1]) ||
		    state_of(loader, modules[count - 1]) == NEW) { /* on the blacklist */
			count--;
			continue;
		}
		now = sys_now();
		if (now >= deadline || !load_run(loader))
			return;
		if (loader->workers.busy)
			load_wait(loader, -1, workers_timeout(now, deadline));
	}
}

int load_alias(struct loader *loader, const char *alias, uint64_t deadline)
{
	uint16_t found[LOAD_MAX_MATCHES];
	int module = alias_module(&loader->table, alias), previous = -1;
	int count = 1, error = 0, is_in = 0;

	if (module >= 0) {
		found[0] = (uint16_t)module;
		if (state_of(loader, (unsigned)module) < RUNNING)
			insert_want(loader, (unsigned)module, WANTED, "", alias);
	} else {
		count = look_up(loader, alias, found);
		if (count < 0)
			return count;
		for (int i = 0; i < count; i++)
			mark(loader, found[i], WANTED, &previous, alias);
	}
	for (int i = 0; i < count; i++)
		loader->state[found[i]] |= URGENT;
	/* What has brought the disk is about to come back: another worker would cost as much as this wait. */
	if (count && !is_settled(loader, found[0]) && loader->workers.busy &&
	    sys_now() - workers_since(&loader->workers) < LOAD_RECENT)
		workers_wait(&loader->workers, -1, 1);
	run_until(loader, found, count, deadline);
	for (int i = 0; i < count; i++) {
		const struct table_module *record = &loader->table.modules[found[i]];

		if (state_of(loader, found[i]) == INSERTED) {
			is_in = 1;
			run_until(loader,
				  loader->table.numbers + record->before + record->before_count,
				  record->after_count, deadline);
		} else if (state_of(loader, found[i]) != NEW) {
			error = -EIO;
		}
	}
	return is_in ? 0 : count ? error : -ENOENT;
}

/* ---- the beginning and the end */

static int open_modules(const char *release)
{
	char path[256];
	int fd = text_join(path, sizeof(path), MODULES_DIR, release);

	if (!fd)
		fd = sys_open(SYS_CWD, path, SYS_DIRECTORY);
	if (fd < 0)
		log_failure(LOG_ERROR, path, ": not opened: ", fd);
	return fd;
}

/* cmdline_member */
static void skip_module(void *context, const char *name)
{
	struct loader *loader = context;
	int module = alias_module(&loader->table, name);

	if (module >= 0)
		set_state(loader, (unsigned)module, SKIPPED);
}

/* cmdline_member */
static void blacklist_module(void *context, const char *name)
{
	struct loader *loader = context;
	int module = alias_module(&loader->table, name);

	if (module >= 0)
		loader->state[module] |= NO_ALIAS;
}

int load_open(struct loader *loader, const void *blob, const struct cmdline *cmdline,
	      enum load_mode mode)
{
	int error = alias_open(&loader->table, blob);
	static const struct table_header none;
	const char *release;

	loader->cmdline = cmdline;
	loader->mode = mode;
	loader->classes = LOAD_STORAGE | (cmdline->network ? LOAD_NET : 0);
	loader->modules = -ENOENT;
	loader->workers =
		(struct workers){ .function = insert_job, .context = loader, .done = insert_done };
	loader->workers.cpus = mode == LOAD_BY_WORKERS ? sys_cpus() : 1;
	if (!error && loader->table.header->module_count > LOAD_MAX_MODULES)
		error = -E2BIG;
	if (error) {
		loader->table.header = &none;
		log_line(LOG_ERROR, "the baked table is not used: ", log_error_text(error),
			 error == -E2BIG ? " modules (LOAD_MAX_MODULES)" : "");
		return error;
	}
	cmdline_list(cmdline, "coldprobe.skip", skip_module, loader);
	cmdline_list(cmdline, "module_blacklist", skip_module, loader);
	cmdline_list(cmdline, "modprobe.blacklist", blacklist_module, loader);
	if (mode == LOAD_DRY_RUN || !loader->table.header->module_count)
		return 0;
	release = loader->table.strings + loader->table.header->release;
	loader->is_foreign = mode == LOAD_BY_WORKERS && !platform_is_for(release);
	loader->modules = open_modules(release);
	return loader->modules < 0 ? loader->modules : 0;
}

/* What is still going in; where it is left so, the trace has it, too. */
static void name_busy(const struct loader *loader, const char *what)
{
	const struct worker *worker = loader->workers.list;

	for (; worker < loader->workers.list + loader->workers.count; worker++) {
		char name[ALIAS_NAME_SIZE];

		if (worker->job < 0)
			continue;
		alias_name(&loader->table, (unsigned)worker->job, name);
		log_line(LOG_NOTICE, name, ": still initialising", *what ? ": " : "", what);
		if (*what)
			trace_event(worker->began, "insert", name, what);
	}
}

void load_report(const struct loader *loader)
{
	name_busy(loader, "");
}

void load_end(struct loader *loader)
{
	name_busy(loader, "left to itself");
	workers_end(&loader->workers);
}
