/* SPDX-License-Identifier: MIT */
#include "search.h"

#include <errno.h>
#include <string.h>

#include "coldplug.h"
#include "log.h"
#include "trace.h"
#include "uevent.h"

#define PROGRESS_SECONDS 5  /* how often to say what is still missing, and to scan again */
#define NET_SECONDS	 10 /* how long network drivers may take once root is mounted */

/* What to do once there is nothing to load. */
enum rescan {
	RESCAN_BLOCKS = 1, /* an optical drive has come: opening it may take long */
	RESCAN_ALL = 2,	   /* it is time: an event may have been lost without a word */
};

uint64_t search_deadline(unsigned seconds)
{
	return sys_now() + seconds * 1000000ull;
}

/* coldplug_visit */
static void want_device(void *context, int dir, const char *name, const char *modalias)
{
	char path[COLDPLUG_PATH_SIZE];

	if (load_want(context, modalias) > 0)
		trace_event(sys_now(), "device", coldplug_device_path(dir, name, path), modalias);
}

int search_devices(struct loader *loader, const char *root)
{
	int count = coldplug_scan(root, want_device, loader);

	if (count < 0)
		log_line(LOG_ERROR, root, "/sys/bus: not read: ", log_error_text(count));
	return count;
}

/* Returns 1 when the event brought the root device. */
static int take_event(struct search *search, const struct uevent *event)
{
	if (strcmp(event->action, "add") && strcmp(event->action, "change"))
		return 0;
	if (event->modalias && load_want(search->loader, event->modalias) > 0)
		trace_event(sys_now(), "device", event->devpath, event->modalias);
	if (*search->device.name || !event->subsystem || !event->devname ||
	    strcmp(event->subsystem, "block"))
		return 0;
	if (text_after(event->devname, "sr")) {
		search->rescan |= RESCAN_BLOCKS;
		return 0;
	}
	return root_look(&search->spec, event->devname, &search->device);
}

/* Everything that there is now. Returns 1 when root is among it and was not found before. */
static int scan_all(struct search *search)
{
	search_devices(search->loader, "");
	return !*search->device.name && root_scan(&search->spec, &search->device) == 1;
}

static int scan_again(struct search *search)
{
	unsigned what = search->rescan;

	search->rescan = 0;
	return what & RESCAN_ALL ? scan_all(search)
				 : root_scan(&search->spec, &search->device) == 1;
}

/* Everything that has happened since. Returns 1 when it brought the root device. */
static int take_events(struct search *search)
{
	char buf[UEVENT_SIZE];
	struct uevent event;
	int more;

	if (search->events < 0)
		return scan_all(search);
	while ((more = uevent_next(search->events, &event, buf)) == 1)
		if (take_event(search, &event))
			return 1;
	if (!more)
		return 0;
	log_line(LOG_NOTICE, "events were lost (", log_error_text(more), "): scanning again");
	if (more != -ENOBUFS) {
		sys_close(search->events);
		search->events = more;
	}
	return scan_all(search);
}

/* Sleep until something happens or it is time to speak or to give up. Returns 0 at the deadline. */
static int wait_for_event(struct search *search)
{
	uint64_t now = sys_now(), until = search->progress;
	int forever = search->cmdline->wait_seconds == CMDLINE_WAIT_FOREVER;

	if (!forever) {
		if (now >= search->deadline)
			return 0;
		if (until > search->deadline)
			until = search->deadline;
	}
	if (now < until &&
	    load_wait(search->loader, search->events, (int)((until - now + 999) / 1000)))
		return 1;
	now = sys_now();
	if (now >= search->progress && (forever || now < search->deadline)) {
		search->progress += PROGRESS_SECONDS * 1000000ull;
		log_line(LOG_NOTICE, "still waiting for root=", search->cmdline->root);
		search->rescan = RESCAN_ALL;
	}
	return 1;
}

/* The last look. What it brings may have a little more time, once. */
static int look_once_more(struct search *search)
{
	static int again;

	if (scan_all(search))
		return 1;
	if (!again++ && load_pending(search->loader)) {
		search->deadline = search->progress = search_deadline(PROGRESS_SECONDS);
		return 0;
	}
	log_line(LOG_ERROR, "root=", search->cmdline->root, " did not appear");
	root_report();
	return -ENODEV;
}

/*
 * Events are taken whenever a module has gone in, so root is seen as soon as it appears, and drivers
 * that it does not need are left to the real system. Returns 0 or -ENODEV.
 */
int search_root(struct search *search)
{
	uint64_t began = sys_now();
	int found = scan_all(search), going;

	search->deadline = began + (uint64_t)search->cmdline->wait_seconds * 1000000;
	search->progress = began + PROGRESS_SECONDS * 1000000ull;
	while (!found) {
		found = take_events(search);
		if (found)
			break;
		going = load_run(search->loader);
		/* A driver that never returns must not hold up the scan that is due. */
		if (search->rescan & RESCAN_ALL || (!going && search->rescan))
			found = scan_again(search);
		else if (going && !search->loader->workers.busy)
			; /* something has just gone in directly: perhaps more can, perhaps root is there */
		else if (!wait_for_event(search))
			found = look_once_more(search);
	}
	if (found < 0)
		return found;
	trace_event(began, "wait", "root", search->cmdline->root);
	return 0;
}

/* Network drivers that were asked for go in before the hand-over, with what their devices bring. */
void search_network(struct search *search)
{
	uint64_t now, deadline = search_deadline(NET_SECONDS);

	while (search->loader->classes & LOAD_NET && (now = sys_now()) < deadline) {
		if (search->events >= 0)
			take_events(search);
		load_forget(search->loader, search->loader->classes & LOAD_NET);
		if (!load_run(search->loader))
			return;
		if (search->loader->workers.busy)
			load_wait(search->loader, search->events,
				  (int)((deadline - now + 999) / 1000));
	}
}
