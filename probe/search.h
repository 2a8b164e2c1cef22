/* SPDX-License-Identifier: MIT */
/*
 * search: load drivers and take the kernel's events until root is there
 *
 * Everything that is there is scanned once; from then on events say what has come. A scan again makes good what
 * an event lost: at once when the kernel says that some were, else with each message of what is missing.
 */
#ifndef PROBE_SEARCH_H
#define PROBE_SEARCH_H

#include "cmdline.h"
#include "load.h"
#include "root.h"

struct search {
	const struct cmdline *cmdline; /* what is waited for, and how long */
	struct loader *loader;
	int events; /* descriptor of the event socket, or -errno */
	struct root_spec spec;
	struct root_device device; /* what was found */
	uint64_t deadline;	   /* microseconds */
	uint64_t progress;	   /* when to say next what is missing */
	unsigned rescan;	   /* enum rescan */
};

/* search_devices: mark the modules of all devices below `root` as wanted. Returns how many there are, or -errno, logged. */
int search_devices(struct loader *loader, const char *root);

/* search_root: returns 0 when search->device is there; -ENODEV at the deadline, with a report in the log. */
int search_root(struct search *search);

/* search_network: network drivers that were asked for go in, with what their devices bring; ten seconds at most. */
void search_network(struct search *search);

/* search_deadline: that many seconds from now. */
uint64_t search_deadline(unsigned seconds);

#endif
