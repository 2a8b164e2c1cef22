/* SPDX-License-Identifier: MIT */
/*
 * watchdog: a hardware watchdog that runs is kept alive while process 1 waits
 *
 * Which one runs? One that the firmware started and a driver found running is pinged by the kernel's own watchdog core
 * until somebody opens it (drivers/watchdog/watchdog_dev.c, CONFIG_WATCHDOG_HANDLE_BOOT_ENABLED): nothing is to be done.
 * Opening starts a watchdog, so one that may be idle is left alone. What is left:
 *
 *   - /sys/class/watchdog/NAME/state is "active": somebody opened it, went away without stopping it, and nobody pings it
 *     any more; or its driver has marked it so itself;
 *   - the core was told not to ping (watchdog.handle_boot_enabled=0), or has no sysfs (CONFIG_WATCHDOG_SYSFS): no file
 *     says whether it runs. The word coldprobe.watchdog does: then all are opened.
 *
 * At the hand-over the kernel closes the descriptor, pings once more and lets the watchdog run on: nothing was written
 * that would stop it (the magic close). The root's init then has the whole time-out. A driver that knows no magic
 * close stops it at any closing, unless it was loaded with nowayout.
 */
#ifndef PROBE_WATCHDOG_H
#define PROBE_WATCHDOG_H

#include "sys.h"

#define WATCHDOG_MAX	      4 /* kept alive; more are left alone, with a message */
#define WATCHDOG_LOOK_SECONDS 5 /* how often to look for others */

/* watchdog_start: from now on watchdog_wait does something; with `all` for every watchdog, whatever its state says. */
void watchdog_start(int all);

/*
 * watchdog_wait: look for watchdogs and ping them, if it is time. Call it before every wait: returns for how long to
 * wait then, in milliseconds, at most timeout_ms (-1: for ever). A watchdog is pinged three times in its time-out.
 */
int watchdog_wait(int timeout_ms);

/*
 * watchdog_beside: what may take long, as a job: done here if no watchdog is kept alive (or no process is to be had), else
 * in a child, while this process pings. Returns what the job does.
 */
int watchdog_beside(sys_job *job, void *context, unsigned number);

/* watchdog_drop: in a child of process 1: the descriptors are the parent's alone. In process 1 it does nothing. */
void watchdog_drop(void);

#endif
