/* SPDX-License-Identifier: MIT */
#include "rescue.h"

#include <errno.h>

#include "log.h"
#include "sys.h"
#include "watchdog.h"

static char *const arguments[] = { (char *)"sh", NULL };
static char *const environment[] = { (char *)"HOME=/", (char *)"PATH=/bin:/sbin",
				     (char *)"TERM=linux", NULL };

/* sys_job: `number` is the console's descriptor. */
static int run_shell(void *context, unsigned number)
{
	(void)context;
	return sys_run((int)number, RESCUE_SHELL, arguments, environment);
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
		log_failure(LOG_ERROR, "coldprobe.shell: /dev/console", ": not opened: ", console);
		return 0;
	}
	log_line(LOG_ERROR, "a shell on the console: exit to try again");
	error = watchdog_beside(run_shell, NULL, (unsigned)console);
	sys_close(console);
	if (error < 0)
		log_failure(LOG_ERROR, "the shell was not run", ": ", error);
	else
		log_line(LOG_ERROR, "the shell has ended: trying again");
	return error >= 0;
}
