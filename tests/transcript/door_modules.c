/* SPDX-License-Identifier: MIT */
/*
 * Inserting modules, at once or by workers, and waiting. A worker's job runs when it is given; what its
 * module brings appears when the module's time (takes=MILLISECONDS, 1 if not said, or "never") is over.
 */
#include "door.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "record.h"
#include "world.h"
#include "sys.h"
#include "../../initramfs/util.h"

#define LONGEST_RUN 600000000 /* microseconds of the machine's time */
#define WORKERS	    8
#define USUAL_TIME  1000 /* microseconds */

static struct fake_worker {
	enum { NOBODY, IDLE, BUSY, ANSWERED, DEAD } state;
	int fd;
	sys_job *job;
	void *context;
	int answer;
	int module;	  /* that goes in when the time is over, or -1 */
	const char *name; /* of what it inserts */
	uint64_t due;	  /* UINT64_MAX: never */
} workers[WORKERS];

static struct fake_worker *working; /* whose job is running */

void door_modules_start(void)
{
	memset(workers, 0, sizeof(workers));
	working = NULL;
}

static int find_module(const struct node *node)
{
	size_t i;

	for (i = 0; i < world.kernel.count; i++) {
		char *file = modules_file(i);
		char *path = xasprintf("/lib/modules/%s/%s", world.kernel.release, file);
		int same = !strcmp(path, tree_path(node));

		free(file);
		free(path);
		if (same)
			return i;
	}
	return -1;
}

static uint64_t time_of(int module)
{
	char *takes = modules_word(module, "takes");
	uint64_t time = takes ? strtoul(takes, NULL, 10) * 1000 : USUAL_TIME;

	if (takes && !strcmp(takes, "never"))
		time = UINT64_MAX;
	free(takes);
	return time;
}

static _Noreturn void give_up(const char *problem)
{
	record_problem("%s", problem);
	longjmp(door_end, 1);
}

/* set_running: what /proc says of a worker. */
static void set_running(const struct fake_worker *worker, int is_running)
{
	char *path = xasprintf("/%d/stat", (int)(worker - workers) + 100);
	struct node *stat = tree_make(world.proc, path, NODE_FILE, NULL);

	free(stat->text);
	stat->text = xasprintf("%d (init) %c 1 1 1\n", (int)(worker - workers) + 100,
			       is_running ? 'R' : 'D');
	stat->size = strlen(stat->text);
	free(path);
}

static int insert(int module)
{
	const struct module *own = &world.kernel.modules[module];
	size_t i;

	if (world.inserted[module])
		return -EEXIST;
	for (i = 0; i < own->depends.count; i++) {
		int needed = modules_find(&world.kernel, own->depends.items[i]);

		if (needed >= 0 && !world.inserted[needed])
			return -ENOENT;
	}
	if (working) {
		working->module = module;
		return 0;
	}
	if (time_of(module) == UINT64_MAX)
		give_up("an insertion without a worker never ends");
	world_advance(time_of(module));
	record_pass(time_of(module));
	world_insert(module);
	return 0;
}

static int load(const char *call, int module, const char *parameters, int compressed)
{
	const char *name;
	int error;

	if (module < 0)
		return record_result(-ENOEXEC, "%s of what is no module", call);
	name = world.kernel.modules[module].name;
	if (working) {
		uint64_t time = time_of(module);

		working->due = time == UINT64_MAX ? time : world.now + time;
		working->name = name;
		set_running(working, modules_says(module, "spins"));
	}
	error = record_fail(call, name);
	if (!error)
		error = insert(module);
	return record_result(error, "%s %s%s%s%s%s", call, name, compressed ? " compressed" : "",
			     *parameters ? " \"" : "", parameters, *parameters ? "\"" : "");
}

int sys_load_module(int fd, const char *parameters, int compressed)
{
	const struct handle *handle = door_handle(fd);

	return load("load_module", handle && handle->node ? find_module(handle->node) : -1,
		    parameters, compressed);
}

int sys_init_module(const void *module, size_t size, const char *parameters)
{
	size_t i;

	for (i = 0; i < world.kernel.count; i++) {
		char *text = xasprintf("module %s\n", world.kernel.modules[i].name);
		int same = strlen(text) == size && !memcmp(text, module, size);

		free(text);
		if (same)
			return load("init_module", (int)i, parameters, 0);
	}
	return load("init_module", -1, parameters, 0);
}

/* sys_run: takes as long as the machine's "shell: SECONDS" says, 10 without. */
int sys_run(int fd, const char *path, char *const argv[], char *const envp[])
{
	const struct handle *handle = door_handle(fd);
	const char *seconds = machine_get(&world.machine->header, "shell");
	uint64_t lasts = (seconds ? strtoul(seconds, NULL, 10) : 10) * 1000000ull;
	int error = record_fail("run", path), result;

	(void)envp;
	if (!handle || !handle->node)
		record_problem("a program is run on no file");
	else if (working)
		working->due = world.now + lasts;
	result = record_result(error, "run %s [%s] on %s", path, *argv,
			       handle && handle->node ? tree_path(handle->node) : "-");
	if (!working && !error) {
		world_advance(lasts);
		record_pass(lasts);
	}
	return result;
}

/* ---- workers */

static struct fake_worker *find_worker(int fd)
{
	struct fake_worker *worker;

	for (worker = workers; worker < workers + WORKERS; worker++)
		if (worker->state != NOBODY && worker->fd == fd)
			return worker;
	return NULL;
}

/* The child has done its job before anything else happens. */
int sys_apart(sys_job *job, void *context, unsigned number)
{
	int error = record_detail(record_fail("apart", "-"), "apart");

	if (!error)
		job(context, number);
	return error;
}

int sys_worker_start(struct sys_worker *worker, sys_job *job, void *context)
{
	struct fake_worker *fake = workers;
	int error = record_fail("worker_start", "-");

	while (fake < workers + WORKERS && fake->state != NOBODY)
		fake++;
	if (!error && fake == workers + WORKERS)
		error = -EAGAIN;
	if (!error)
		error = door_take(HANDLE_WORKER, NULL);
	if (error < 0)
		return record_result(error, "worker_start");
	*fake = (struct fake_worker){ IDLE, error, job, context, 0, -1, NULL, 0 };
	worker->fd = error;
	worker->pid = (int)(fake - workers) + 100;
	record_line("worker_start %d", worker->pid);
	return 0;
}

int sys_worker_give(const struct sys_worker *worker, unsigned number)
{
	struct fake_worker *fake = find_worker(worker->fd);

	if (!fake || fake->state != IDLE) {
		record_problem("a job for worker %d, which is not idle", worker->pid);
		return -EBADF;
	}
	fake->state = BUSY;
	fake->module = -1;
	fake->name = "-";
	fake->due = world.now;
	if (record_shows("workers"))
		record_line("worker_give %d", worker->pid);
	working = fake;
	fake->answer = fake->job(fake->context, number);
	working = NULL;
	if (fake->answer == -EPIPE) /* an injected error: the kernel killed it */
		fake->state = DEAD;
	return 0;
}

void sys_worker_hurry(const struct sys_worker *worker, int hurries)
{
	if (!find_worker(worker->fd))
		record_problem("a priority for worker %d, which is not there", worker->pid);
	if (record_shows("urgency"))
		record_line("worker_hurry %d %d", worker->pid, hurries);
}

/* first_due: whose time is over, the longest ago; NULL: nobody's. */
static struct fake_worker *first_due(void)
{
	struct fake_worker *worker, *first = NULL;

	for (worker = workers; worker < workers + WORKERS; worker++)
		if (worker->state == BUSY && worker->due <= world.now &&
		    (!first || worker->due < first->due))
			first = worker;
	return first;
}

static void finish_due(void)
{
	struct fake_worker *worker;

	while ((worker = first_due())) {
		worker->state = ANSWERED;
		set_running(worker, 0);
		if (record_shows("workers"))
			record_line("worker_done %d %s", (int)(worker - workers) + 100,
				    worker->name);
		if (worker->module >= 0)
			world_insert(worker->module);
	}
}

int sys_worker_take(const struct sys_worker *worker, int *answer)
{
	struct fake_worker *fake = find_worker(worker->fd);

	if (fake && fake->state == DEAD)
		return -EPIPE;
	if (!fake || fake->state != ANSWERED) {
		record_problem("worker %d has no answer to take", worker->pid);
		longjmp(door_end, 1);
	}
	fake->state = IDLE;
	*answer = fake->answer;
	return 0;
}

void sys_worker_end(const struct sys_worker *worker, int wait)
{
	struct fake_worker *fake = find_worker(worker->fd);

	if (!fake) {
		record_problem("worker %d ends twice", worker->pid);
		return;
	}
	if (wait && fake->state == BUSY)
		record_problem("a wait for worker %d, which is busy", worker->pid);
	record_line("worker_end %d%s", worker->pid, fake->state == BUSY ? " (busy)" : "");
	fake->state = NOBODY;
	sys_close(worker->fd);
}

unsigned sys_cpus(void)
{
	const char *cpus = machine_get(&world.machine->header, "cpus");

	return cpus ? (unsigned)atoi(cpus) : 1;
}

/* ---- waiting */

static long find_readable(const int *fds, unsigned count)
{
	long ready = 0;
	unsigned i;

	for (i = 0; i < count; i++) {
		const struct handle *handle = fds[i] < 0 ? NULL : door_handle(fds[i]);
		const struct fake_worker *worker = handle ? find_worker(fds[i]) : NULL;

		if (handle && handle->kind == HANDLE_EVENTS && (world.events || world.overflown))
			ready |= 1l << i;
		if (worker && (worker->state == ANSWERED || worker->state == DEAD))
			ready |= 1l << i;
	}
	return ready;
}

static uint64_t next_moment(void)
{
	uint64_t next = world_next();
	struct fake_worker *worker;

	for (worker = workers; worker < workers + WORKERS; worker++)
		if (worker->state == BUSY && worker->due < next)
			next = worker->due;
	return next;
}

long sys_wait(const int *fds, unsigned count, int timeout_ms)
{
	uint64_t before = world.now,
		 end = timeout_ms < 0 ? UINT64_MAX : before + timeout_ms * 1000ull;
	int error = record_fail("wait", "-");
	long ready;

	if (error)
		return record_result(error, "wait");
	for (;;) {
		uint64_t next;

		finish_due();
		ready = find_readable(fds, count);
		if (ready || world.now >= end)
			break;
		next = next_moment();
		if (next > end)
			next = end;
		if (next == UINT64_MAX)
			give_up("a wait without an end");
		world_advance(next > world.now ? next - world.now : 0);
	}
	record_pass(world.now - before);
	if (world.now >= LONGEST_RUN)
		give_up("the run does not end");
	return ready;
}
