/* SPDX-License-Identifier: MIT */
#include "rescue.h"

#include <errno.h>

#include "log.h"
#include "sys.h"
#include "watchdog.h"

static char *const arguments[] = { (char *)"sh", NULL };
static char *const environment[] = { (char *)"HOME=/", (char *)"PATH=/bin:/sbin",
				     (char *)"TERM=linux", NULL };

/* sys_job: in a process of its own, so that this one need not wait in vain. `number` is the console's descriptor. */
static int run_shell(void *context, unsigned number)
{
	(void)context;
	watchdog_drop();
	return sys_run((int)number, RESCUE_SHELL, arguments, environment);
}

static int run_and_wait(int console)
{
	struct sys_worker worker;
	int error = sys_worker_start(&worker, run_shell, NULL), status;

	if (error)
		return error;
	error = sys_worker_give(&worker, (unsigned)console);
	while (!error && !sys_wait(&worker.fd, 1, watchdog_wait(-1)))
		;
	if (!error)
		error = sys_worker_take(&worker, &status);
	sys_worker_end(&worker, 1);
	return error;
}

int rescue_shell(const struct cmdline *cmdline)
{
	int error, console;

	if (!cmdline->shell)
		return 0;
	error = sys_try_exec(RESCUE_SHELL, arguments, environment);
	if (error) {
		log_line(LOG_ERROR,
			 "coldprobe.shell: " RESCUE_SHELL ": not executed: ", log_error_text(error),
			 error == -ENOENT ? ": coldprobe image --rescue packs one" : "");
		return 0;
	}
	console = sys_open(SYS_CWD, "/dev/console", SYS_READ_WRITE);
	if (console < 0) {
		log_line(LOG_ERROR,
			 "coldprobe.shell: /dev/console: not opened: ", log_error_text(console));
		return 0;
	}
	log_line(LOG_ERROR, "a shell on the console: exit to try again");
	error = run_and_wait(console);
	sys_close(console);
	log_line(LOG_ERROR, error ? "the shell was not run: " : "the shell has ended: trying again",
		 error ? log_error_text(error) : "");
	return !error;
}
