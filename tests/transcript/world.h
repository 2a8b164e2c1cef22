/* SPDX-License-Identifier: MIT */
/*
 * world: the state of the fake machine: files, devices, modules, events, and a clock of its own
 *
 * From the machine's devices it makes a virtual /sys: /sys/devices/..., with uevent, modalias, dev,
 * partition and a `subsystem` link, /sys/bus/BUS/devices/NAME or /sys/class/CLASS/NAME links, and
 * the nodes of /dev. What `appears` later does so when its module has been inserted and the clock
 * has come far enough; its event is queued in the kernel's form (lib/kobject_uevent.c):
 * "add@/devices/...", ACTION=, DEVPATH=, SUBSYSTEM=, the lines of the uevent file, SEQNUM=. Sources
 * of the forms: drivers/base/core.c, block/partitions/core.c.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "machine.h"
#include "tree.h"
#include "../../initramfs/kernel.h"

#define WORLD_EVENT_SIZE 2048

struct event {
	struct event *next;
	uint32_t sender;
	size_t size;
	char bytes[WORLD_EVENT_SIZE];
};

struct device {
	const struct paragraph *text;
	const char *path, *subsystem, *name;
	enum { DEVICE_ABSENT, DEVICE_COMING, DEVICE_THERE } state;
	uint64_t due; /* of one that is coming */
	struct media *media;
	struct filesystem *filesystem; /* on it, once mounted */
};

struct world {
	const struct machine *machine;
	struct place process;
	struct filesystem *initramfs, *dev, *proc, *sys, *debug;
	struct kernel kernel;	    /* the modules of the machine's "module:" lines */
	char *inserted;		    /* of each module */
	struct strings filesystems; /* that mount(2) knows */
	struct device *devices;
	size_t device_count;
	struct event *events;
	int listening; /* the event socket is open */
	int overflown; /* it has lost some */
	uint64_t now;  /* microseconds */
};

extern struct world world;

void world_start(const struct machine *machine);

/* world_insert: the module is in: its filesystems are known, its devices appear or will. */
void world_insert(size_t module);

/* world_advance: the clock goes on; devices that are due appear. */
void world_advance(uint64_t microseconds);

/* world_next: when the next device is due; UINT64_MAX: none is. */
uint64_t world_next(void);

/* world_listen: somebody opened the event socket. */
void world_listen(void);

/* world_device: the device of a block node. */
struct device *world_device(const struct media *media);

#endif
