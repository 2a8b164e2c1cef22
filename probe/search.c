/* SPDX-License-Identifier: MIT */
#include "search.h"

#include <errno.h>
#include <string.h>

#include "coldplug.h"
#include "log.h"
#include "report.h"
#include "sys.h"
#include "text.h"
#include "trace.h"
#include "uevent.h"

#define PROGRESS_SECONDS 5  /* how often to say what is still missing, and to scan again */
#define RESUME_SECONDS	 10 /* how long the device to resume from may take once root is there */
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
	static int said;
	int count = coldplug_scan(root, loader->table.header->kinds, want_device, loader);

	if (count < 0 && !said++)
		log_failure(LOG_ERROR, root, "/sys/bus: not read: ", count);
	return count;
}

int search_target(struct search *search, unsigned number, const char *word, const char *value)
{
	struct target *target = &search->targets[number];

	if (root_parse(&target->spec, value)) {
		log_line(LOG_ERROR, word, value,
			 ": unknown form; known: /dev/NAME MAJOR:MINOR UUID= LABEL= PARTUUID= "
			 "PARTLABEL=");
		return -EINVAL;
	}
	target->word = word;
	target->value = value;
	return 0;
}

void search_again(struct search *search)
{
	struct target *target = search->targets;

	for (; target < search->targets + TARGETS; target++) {
		*target->name = '\0';
		target->missing = 0;
	}
	search->is_mounted = 0;
}

/* ---- which block devices are there */

static int is_missing(const struct target *target)
{
	return target->value && (!*target->name || target->missing);
}

/* Root, and what lies on top of it. */
static int is_root_there(const struct search *search)
{
	return !is_missing(&search->targets[TARGET_ROOT]) &&
	       !is_missing(&search->targets[TARGET_OVERLAY]) &&
	       (!search->attempt || search->is_mounted);
}

static int is_complete(const struct search *search)
{
	return is_root_there(search) && !is_missing(&search->targets[TARGET_RESUME]);
}

int search_is_member(const struct target *target, struct block *block)
{
	return !strcmp(block_read(block)->uuid, target->superblock.uuid) &&
	       block->superblock.devices > 1;
}

/* block_visit */
static int count_member(void *context, struct block *block)
{
	struct target *target = context;

	target->missing -= search_is_member(target, block) && target->missing;
	return 0;
}

static void count_missing(struct target *target)
{
	target->missing = target->superblock.devices;
	block_scan(count_member, target);
}

static void take_block(struct target *target, struct block *block)
{
	block_read(block);
	memcpy(target->name, block->name, sizeof(target->name));
	target->major = block->major;
	target->minor = block->minor;
	target->superblock = block->superblock;
	if (target->superblock.devices > 1)
		count_missing(target);
}

/* block_visit: 1 when all that is waited for is there. */
static int look_at_block(void *context, struct block *block)
{
	struct search *search = context;
	struct target *target = search->targets;

	for (; target < search->targets + TARGETS; target++) {
		if (!is_missing(target))
			continue;
		if (!*target->name && root_matches(&target->spec, block))
			take_block(target, block);
		else if (target->missing && search_is_member(target, block))
			count_missing(target);
	}
	return is_complete(search);
}

/* Opening one that is empty can take long, and so can a floppy disk. */
static int is_slow(const char *name)
{
	return text_begins(name, "sr\0fd\0");
}

/* block_visit: a second filesystem that answers to the same name is dangerous when it is a copy. */
static int look_at_double(void *context, struct block *block)
{
	const struct target *root = context;

	if (strcmp(block->name, root->name) && !is_slow(block->name) &&
	    root_matches(&root->spec, block) && block->superblock.devices <= 1)
		log_line(LOG_WARNING, "root=", root->value, ": ", root->name, " and ", block->name,
			 " have it; taking ", root->name);
	return 0;
}

void search_doubles(const struct search *search)
{
	const struct target *root = &search->targets[TARGET_ROOT];

	if (root->value && root->spec.kind <= ROOT_LABEL)
		block_scan(look_at_double, (void *)root);
}

/* ---- what happens */

static void take_event(struct search *search, const struct uevent *event)
{
	if (strcmp(event->action, "add") && strcmp(event->action, "change"))
		return;
	if (event->modalias && load_want(search->loader, event->modalias) > 0)
		trace_event(sys_now(), "device", event->devpath, event->modalias);
	if (!event->subsystem || !event->devname || strcmp(event->subsystem, "block") ||
	    is_complete(search))
		return;
	if (is_slow(event->devname))
		search->rescan |= RESCAN_BLOCKS;
	else
		block_look(event->devname, look_at_block, search);
}

/* Everything that there is now. */
static void scan_all(struct search *search)
{
	search_devices(search->loader, "");
	if (!is_complete(search))
		block_scan(look_at_block, search);
}

static void scan_again(struct search *search)
{
	unsigned what = search->rescan;

	search->rescan = 0;
	if (what & RESCAN_ALL)
		scan_all(search);
	else
		block_scan(look_at_block, search);
}

/* Everything that has happened since, but no more once all is there: what comes then is the real system's. */
static void take_events(struct search *search)
{
	char buf[UEVENT_SIZE];
	struct uevent event;
	int more, was_complete = is_complete(search);

	if (search->events < 0) {
		scan_all(search);
		return;
	}
	while ((more = uevent_next(search->events, &event, buf)) == 1) {
		take_event(search, &event);
		if (is_complete(search) && !was_complete)
			return;
	}
	if (!more)
		return;
	log_line(LOG_NOTICE, "events were lost (", log_error_text(more), "): scanning again");
	if (more != -ENOBUFS) {
		sys_close(search->events);
		search->events = more;
	}
	scan_all(search);
}

/* ---- waiting */

static void log_missing(const struct search *search, enum log_level level, const char *before,
			const char *after)
{
	const struct target *target = search->targets;

	if (search->attempt && !search->is_mounted)
		log_line(level, before, "root=", search->cmdline->root, after);
	for (; target < search->targets + TARGETS; target++)
		if (is_missing(target))
			log_line(level, before, target->word, target->value,
				 target->missing ? ": another device of its filesystem" : "",
				 after);
}

/* Sleep until something happens or it is time to speak or to give up. Returns 0 at the deadline. */
static int wait_for_event(struct search *search)
{
	uint64_t now = sys_now(), until = search->progress;

	if (now >= search->deadline)
		return 0;
	if (until > search->deadline)
		until = search->deadline;
	if (now < until && load_wait(search->loader, search->events, workers_timeout(now, until)))
		return 1;
	now = sys_now();
	if (now >= search->progress && now < search->deadline) {
		search->progress += PROGRESS_SECONDS * 1000000ull;
		log_missing(search, LOG_NOTICE, "still waiting for ", "");
		search->rescan = RESCAN_ALL;
	}
	return 1;
}

/* The last look. What it brings may have a little more time, once. Returns 1 when the search goes on. */
static int look_once_more(struct search *search)
{
	scan_all(search);
	if (!is_complete(search) && !search->has_extended && load_pending(search->loader)) {
		search->has_extended = 1;
		search->deadline = search->progress = search_deadline(PROGRESS_SECONDS);
		return 1;
	}
	return 0;
}

/* The swap device may have gone for good: no reason to wait for it as long as for root. */
static void hurry(struct search *search)
{
	uint64_t deadline = search_deadline(RESUME_SECONDS);

	if (!is_root_there(search) || search->has_extended)
		return;
	search->has_extended = 1;
	if (search->deadline > deadline)
		search->deadline = deadline;
}

/* Returns 1 when the search is over: all is there, or the time is up. */
static int go_on(struct search *search)
{
	int going;

	take_events(search);
	if (is_complete(search))
		return 1;
	going = load_run(search->loader);
	if (search->attempt && !search->is_mounted)
		search->is_mounted = search->attempt(search->context);
	hurry(search);
	/* A driver that never returns must not hold up the scan that is due. */
	if (search->rescan & RESCAN_ALL || (!going && search->rescan))
		scan_again(search);
	else if (going && !search->loader->workers.busy)
		; /* something has just gone in directly: perhaps more can, perhaps root is there */
	else if (!is_complete(search) && !wait_for_event(search))
		return !look_once_more(search);
	return is_complete(search);
}

static int end(struct search *search, uint64_t began)
{
	char within[40];
	struct text text = TEXT(within);

	if (is_complete(search))
		return 0;
	text_add(&text, " did not appear within ");
	text_add_decimal(&text, (sys_now() - began + 500000) / 1000000);
	text_add(&text, " s");
	log_missing(search, LOG_ERROR, "", within);
	/* What is there is enough to try: with devices missing, the filesystem itself has the last word. */
	search->targets[TARGET_ROOT].missing = search->targets[TARGET_OVERLAY].missing = 0;
	if (is_root_there(search))
		return 0;
	report_root(search->loader);
	return -ENODEV;
}

/*
 * Events are taken whenever a module has gone in, so root is seen as soon as it appears, and drivers
 * that it does not need are left to the real system. Returns 0 or -ENODEV.
 */
int search_root(struct search *search)
{
	uint64_t began = sys_now();
	int seconds = search->cmdline->wait_seconds;

	search->deadline =
		seconds == CMDLINE_WAIT_FOREVER ? UINT64_MAX : began + (uint64_t)seconds * 1000000;
	search->progress = began + PROGRESS_SECONDS * 1000000ull;
	search->has_extended = 0;
	scan_all(search);
	while (!is_complete(search) && !go_on(search))
		;
	if (end(search, began))
		return -ENODEV;
	trace_event(began, "wait", "root", search->cmdline->root);
	return 0;
}

/*
 * Network drivers that were asked for go in before the hand-over, with what their devices bring. A card on USB comes
 * when its hub has found it: while there is no card yet, that is waited for, as the kernel's own ip= does.
 */
void search_network(struct search *search)
{
	uint64_t now, deadline = search_deadline(NET_SECONDS);
	int said = 0;

	while (search->loader->classes & LOAD_NET && (now = sys_now()) < deadline) {
		int going;

		if (search->events >= 0)
			take_events(search);
		load_forget(search->loader, search->loader->classes & LOAD_NET);
		going = load_run(search->loader);
		if (!going && (search->events < 0 || !coldplug_lacks_network()))
			return;
		if (!going && !said++)
			log_line(LOG_NOTICE, "waiting for a network card on USB");
		if (!going || search->loader->workers.busy)
			load_wait(search->loader, search->events, workers_timeout(now, deadline));
	}
	if (said && coldplug_lacks_network())
		log_line(LOG_WARNING, "no network card on USB: not waited for any longer");
}
