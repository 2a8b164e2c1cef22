/* SPDX-License-Identifier: MIT */
#include "watchdog.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "sys.h"
#include "text.h"

#define CLASS "/sys/class/watchdog"

static struct dog {
	char name[16];
	int fd;
	uint64_t pause; /* microseconds between two pings */
} dogs[WATCHDOG_MAX];

static unsigned count;
static int is_started, takes_all;
static uint64_t next_look, next_ping;

void watchdog_start(int all)
{
	is_started = 1;
	takes_all = all;
}

static int is_kept(const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(dogs[i].name, name))
			return 1;
	return 0;
}

static long read_attribute(int dir, const char *name, const char *attribute, char *value,
			   size_t size)
{
	long length = files_read_part(dir, name, attribute, value, size);

	if (length > 0)
		value[text_find(value, '\n')] = '\0';
	return length;
}

/* Keep one from now on. */
static void take(int class, const char *name)
{
	struct dog *dog = &dogs[count];
	char device[32], value[16];
	unsigned seconds;

	text_join(device, sizeof(device), "/dev/", name);
	text_join(dog->name, sizeof(dog->name), name, "");
	dog->fd = sys_open(SYS_CWD, device, SYS_WRITE);
	if (dog->fd < 0) {
		/* EBUSY: somebody else keeps it. */
		if (dog->fd != -EBUSY)
			log_failure(LOG_WARNING, name, ": runs, but not kept alive: ", dog->fd);
		return;
	}
	if (read_attribute(class, name, "/timeout", value, sizeof(value)) <= 0 ||
	    !text_decimal(value, &seconds) || !seconds)
		seconds = 3;
	dog->pause = seconds * 1000000ull / 3;
	count++;
	log_line(LOG_NOTICE, name, ": runs, kept alive");
}

static void look(void)
{
	struct listing class;
	const char *name;
	char state[16];

	if (files_list(&class, SYS_CWD, CLASS))
		return;
	while ((name = files_next(&class))) {
		if (is_kept(name) || (!takes_all && (read_attribute(class.fd, name, "/state", state,
								    sizeof(state)) <= 0 ||
						     strcmp(state, "active"))))
			continue;
		if (count == WATCHDOG_MAX)
			log_line(LOG_WARNING, name,
				 ": not kept alive: more watchdogs than WATCHDOG_MAX");
		else
			take(class.fd, name);
	}
	files_end(&class);
}

int watchdog_wait(int timeout_ms)
{
	uint64_t now, next;

	if (!is_started)
		return timeout_ms;
	now = sys_now();
	if (now >= next_look) {
		look();
		next_look = now + WATCHDOG_LOOK_SECONDS * 1000000ull;
		next_ping = now;
	}
	if (count && now >= next_ping) {
		next_ping = UINT64_MAX;
		for (unsigned i = 0; i < count; i++) {
			sys_write(dogs[i].fd, "", 1); /* anything but 'V' */
			if (next_ping > now + dogs[i].pause)
				next_ping = now + dogs[i].pause;
		}
	}
	next = count && next_ping < next_look ? next_ping : next_look;
	next = (next - now + 999) / 1000;
	return timeout_ms < 0 || (uint64_t)timeout_ms > next ? (int)next : timeout_ms;
}

struct beside {
	sys_job *job;
	void *context;
};

/* sys_job */
static int do_beside(void *context, unsigned number)
{
	const struct beside *beside = context;

	watchdog_drop();
	return beside->job(beside->context, number);
}

int watchdog_beside(sys_job *job, void *context, unsigned number)
{
	struct beside beside = { job, context };
	struct sys_worker worker;
	int answer;

	watchdog_wait(0);
	if (!count || sys_worker_start(&worker, do_beside, &beside))
		return job(context, number);
	sys_worker_give(&worker, number);
	while (!sys_wait(&worker.fd, 1, watchdog_wait(-1)))
		;
	if (sys_worker_take(&worker, &answer))
		answer = -EPIPE;
	sys_worker_end(&worker, 1);
	return answer;
}

void watchdog_drop(void)
{
	while (count && sys_pid() != 1)
		sys_close(dogs[--count].fd);
}
