/* SPDX-License-Identifier: MIT */
/*
 * search: load drivers and take the kernel's events until what the boot waits for is there
 *
 * Everything that is there is scanned once; from then on events say what has come. A scan again makes good what
 * an event lost: at once when the kernel says that some were, else with each message of what is missing.
 *
 * A boot waits for up to three block devices: root, what lies on top of it (coldprobe.overlay=), and the one to resume
 * from. The last has RESUME_SECONDS (search.c) once the others are there, and is no condition. A root that is no block
 * device (a directory that the host of a virtual machine shares) is there when it can be mounted: `attempt` tries.
 */
#ifndef PROBE_SEARCH_H
#define PROBE_SEARCH_H

#include "cmdline.h"
#include "load.h"
#include "root.h"

/* A block device that is waited for. */
struct target {
	const char *word;  /* of the command line: "root=" */
	const char *value; /* what stands behind it; NULL: nothing is waited for */
	struct root_spec spec;
	char name[BLOCK_NAME_SIZE]; /* below /dev; "" until it is there */
	unsigned major, minor;
	unsigned missing; /* of its filesystem's devices (btrfs) */
	struct superblock superblock;
};

enum { TARGET_ROOT, TARGET_OVERLAY, TARGET_RESUME, TARGETS };

struct search {
	const struct cmdline *cmdline; /* how long to wait */
	struct loader *loader;
	int events; /* descriptor of the event socket, or -errno */
	struct target targets[TARGETS];
	int (*attempt)(void *context); /* 1: root is mounted. NULL: it is a block device */
	void *context;
	int is_mounted;	   /* the attempt has succeeded */
	uint64_t deadline; /* microseconds */
	uint64_t progress; /* when to say next what is missing */
	unsigned rescan;   /* enum rescan */
	int has_extended;  /* the deadline, once, for what came at the last moment */
};

/* search_target: take a word's value as something to wait for. Returns 0; -EINVAL, logged: nothing can have that form. */
int search_target(struct search *search, unsigned target, const char *word, const char *value);

/* search_again: nothing has been found yet. */
void search_again(struct search *search);

/* search_is_member: does the device hold a part of the target's filesystem, which spans several? */
int search_is_member(const struct target *target, struct block *block);

/* search_devices: mark the modules of all devices below `root` as wanted. Returns how many there are, or -errno, logged. */
int search_devices(struct loader *loader, const char *root);

/* search_root: returns 0 when root and overlay are there; -ENODEV at the deadline, with a report in the log. */
int search_root(struct search *search);

/*
 * search_doubles: warn of another filesystem with the root's UUID or label. As late as possible: while the root's
 * filesystem goes in, the driver that has brought the root may bring another disk.
 */
void search_doubles(const struct search *search);

/*
 * search_network: network drivers that were asked for go in, with what their devices bring; ten seconds at most. Where
 * there is USB and no card at all, one is waited for as long.
 */
void search_network(struct search *search);

/* search_deadline: that many seconds from now. */
uint64_t search_deadline(unsigned seconds);

#endif
