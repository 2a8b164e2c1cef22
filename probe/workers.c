/* SPDX-License-Identifier: MIT */
#include "workers.h"

#include <errno.h>

#include "files.h"
#include "text.h"

/* One without a job, if need be a new one. */
static struct worker *find_idle(struct workers *workers)
{
	struct worker *worker = workers->list;

	for (; worker < workers->list + workers->count; worker++)
		if (worker->job < 0)
			return worker;
	if (workers->count == WORKERS_MAX ||
	    sys_worker_start(&worker->process, workers->function, workers->context))
		return NULL;
	worker->job = -1;
	worker->hurries = 1;
	workers->count++;
	return worker;
}

static void hurry(struct worker *worker, int hurries)
{
	if (worker->hurries != hurries)
		sys_worker_hurry(&worker->process, hurries);
	worker->hurries = hurries;
}

/* How many have a job; or an urgent one. */
static unsigned count_busy(const struct workers *workers, int is_urgent)
{
	unsigned count = 0;

	if (!is_urgent)
		return workers->busy;
	for (unsigned i = 0; i < workers->count; i++)
		count += workers->list[i].job >= 0 && workers->list[i].hurries;
	return count;
}

int workers_give(struct workers *workers, unsigned job, unsigned limit, int is_urgent)
{
	struct worker *worker = count_busy(workers, is_urgent) < limit ? find_idle(workers) : NULL;
	int error;

	if (!worker)
		return workers->busy ? -EBUSY : -EAGAIN;
	worker->began = sys_now();
	hurry(worker, is_urgent);
	error = sys_worker_give(&worker->process, job);
	if (error) { /* it has died between two jobs */
		sys_worker_end(&worker->process, 1);
		*worker = workers->list[--workers->count];
		return error;
	}
	worker->job = (int)job;
	workers->busy++;
	return 0;
}

static void collect(struct workers *workers, struct worker *worker)
{
	unsigned job = (unsigned)worker->job;
	int answer, dead = sys_worker_take(&worker->process, &answer);

	worker->job = -1;
	workers->busy--;
	workers->done(workers->context, job, worker->began, dead ? dead : answer);
	if (!dead)
		return;
	sys_worker_end(&worker->process, 1);
	*worker = workers->list[--workers->count];
}

int workers_wait(struct workers *workers, int fd, int timeout_ms)
{
	int fds[WORKERS_MAX + 1];
	long ready;

	fds[0] = fd;
	for (unsigned i = 0; i < workers->count; i++)
		fds[i + 1] = workers->list[i].job < 0 ? -1 : workers->list[i].process.fd;
	ready = sys_wait(fds, workers->count + 1, timeout_ms);
	if (ready <= 0)
		return -ETIMEDOUT;
	/* From the last on, since one that died is replaced by the last. */
	for (unsigned i = workers->count; i-- > 0;)
		if (ready & 2l << i)
			collect(workers, &workers->list[i]);
	return (int)(ready & 1);
}

uint64_t workers_since(const struct workers *workers)
{
	uint64_t since = 0;

	for (unsigned i = 0; i < workers->count; i++)
		if (workers->list[i].job >= 0 && workers->list[i].began > since)
			since = workers->list[i].began;
	return since;
}

/* By the state in /proc/PID/stat, behind the name in (). */
static int is_running(int pid)
{
	char path[32], stat[512];
	struct text file = TEXT(path);
	const char *state;

	text_add(&file, "/proc/");
	text_add_decimal(&file, (unsigned)pid);
	text_add(&file, "/stat");
	if (files_read(SYS_CWD, path, stat, sizeof(stat)) < 0)
		return 0;
	state = stat + text_find(stat, ')');
	return *state && state[2] == 'R';
}

int workers_leave_idle(const struct workers *workers)
{
	unsigned running = 0;

	for (unsigned i = 0; i < workers->count; i++)
		running += (unsigned)is_running(workers->list[i].process.pid);
	return running < workers->cpus;
}

void workers_end(struct workers *workers)
{
	struct worker *worker = workers->list;

	for (; worker < workers->list + workers->count; worker++) {
		hurry(worker, 1);
		sys_worker_end(&worker->process, worker->job < 0);
	}
	workers->count = workers->busy = 0;
}
