/* SPDX-License-Identifier: MIT */
/*
 * uevent: what the kernel says of a device, in an event or in its uevent file
 *
 * An event is a datagram of NUL-terminated strings: "add@/devices/...", then KEY=VALUE
 * (lib/kobject_uevent.c). A device's uevent file in /sys holds the same KEY=VALUE pairs, a line
 * each (without SUBSYSTEM). An event is a hint that lets us act early: whatever is lost, a rescan
 * finds.
 */
#ifndef PROBE_UEVENT_H
#define PROBE_UEVENT_H

#include <stddef.h>

#define UEVENT_SIZE                                                                                \
	8192 /* the kernel's own limit is UEVENT_BUFFER_SIZE (2048) and the header line */
#define UEVENT_BUFFER (8 << 20) /* bytes of events that the kernel may queue for us */

/* Strings point into the buffer; NULL: not said. */
struct uevent {
	const char *action;    /* "add", "change", "remove", ...; events only */
	const char *devpath;   /* "/devices/..."; events only */
	const char *subsystem; /* "pci", "block", ...; events only */
	const char *modalias;
	const char *devname;  /* "vda1": below /dev */
	const char *major, *minor; /* of the device node */
	const char *partn;    /* partition number, of partitions */
	const char *partname; /* GPT's name of the partition */
};

/* uevent_parse: (pure) cut a datagram into its fields. Returns 0; -EBADMSG when it is no event. */
int uevent_parse(struct uevent *event, char *buf, size_t size);

/* uevent_parse_file: (pure) the same for a uevent file's text of `size` bytes with a NUL behind. */
void uevent_parse_file(struct uevent *event, char *text, size_t size);

/* uevent_open: listen from now on. Returns a descriptor or -errno. */
int uevent_open(void);

/*
 * uevent_next: the next event that the kernel has sent, at once. Events from anyone else, and what
 * cannot be parsed, are dropped. Returns 1 with *event pointing into buf (UEVENT_SIZE bytes), 0
 * when there is none now, -ENOBUFS when events were lost (rescan), another -errno when the socket
 * is of no more use.
 */
int uevent_next(int fd, struct uevent *event, char *buf);

#endif
