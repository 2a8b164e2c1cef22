/* SPDX-License-Identifier: MIT */
/*
 * workers_none: in place of probe/workers.c, for measuring: there is no worker, so that modules go in one after the other
 */
#include "workers.h"

#include <errno.h>

int workers_give(struct workers *workers, unsigned job, unsigned limit, int is_urgent)
{
	(void)workers;
	(void)job;
	(void)limit;
	(void)is_urgent;
	return -EAGAIN;
}

int workers_wait(struct workers *workers, int fd, int timeout_ms)
{
	(void)workers;
	return sys_wait(&fd, 1, timeout_ms) > 0 ? 1 : -ETIMEDOUT;
}

uint64_t workers_since(const struct workers *workers)
{
	(void)workers;
	return 0;
}

int workers_leave_idle(const struct workers *workers)
{
	(void)workers;
	return 0;
}

void workers_end(struct workers *workers)
{
	(void)workers;
}
