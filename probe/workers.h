/* SPDX-License-Identifier: MIT */
/*
 * workers: processes that do jobs beside this one, each one job at a time
 *
 * A worker is made when the first job needs it, and kept. A job is a number; what it means is the function's.
 */
#ifndef PROBE_WORKERS_H
#define PROBE_WORKERS_H

#include <stdint.h>

#include "sys.h"

#define WORKERS_MAX 8

struct worker {
	struct sys_worker process;
	int job;     /* number, or -1 */
	int hurries; /* its job is urgent; without a job: its last one was */
	uint64_t began;
};

struct workers {
	sys_job *function;
	void *context; /* for both functions */
	void (*done)(void *context, unsigned job, uint64_t began, int answer);
	unsigned cpus;
	unsigned count, busy;
	struct worker list[WORKERS_MAX];
};

/*
 * workers_give: let one do a job, unless `limit` are busy already. A job that is not urgent gives way on the processor
 * (sys_worker_hurry); for one that is only urgent ones count. Returns 0; -EBUSY: not now, a job has to end first; another
 * -errno: there is no worker at all, and none to be had.
 */
int workers_give(struct workers *workers, unsigned job, unsigned limit, int is_urgent);

/*
 * workers_wait: sleep until `fd` (unless negative) is readable, jobs have ended, or timeout_ms (-1: for ever) are over.
 * `done` has been called for those that ended: with the answer, -EPIPE if the worker died of it.
 * Returns 1 when fd is readable, 0 when not; -ETIMEDOUT when nothing happened.
 */
int workers_wait(struct workers *workers, int fd, int timeout_ms);

/* workers_timeout: milliseconds from `now` until `deadline`, both in microseconds, rounded up: a timeout_ms. */
static inline int workers_timeout(uint64_t now, uint64_t deadline)
{
	return (int)((deadline - now + 999) / 1000);
}

/* workers_since: when the job began that began last, of those that have not ended; sys_now(). */
uint64_t workers_since(const struct workers *workers);

/* workers_leave_idle: 1 when fewer of them are on a processor, or about to be, than there are processors. */
int workers_leave_idle(const struct workers *workers);

/*
 * workers_end: no worker more. Busy ones end when their job does, which is as urgent as any now; nobody will take the
 * answer.
 */
void workers_end(struct workers *workers);

#endif
