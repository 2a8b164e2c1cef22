/* SPDX-License-Identifier: MIT */
/*
 * door: the fake door to the kernel: every function of minimal-libc-shims/sys.h, on a machine from
 * a text file
 *
 * machine.h  the format of that file
 * tree.h     files, mounts, paths         disks.h    what is in the files and on the disks
 * world.h    devices, events, the clock   modules.h  the modules and their table
 * record.h   the transcript, and the errors that are injected
 *
 * door.c has the calls on files, door_mount.c sys_mount, door_kernel.c the others. What the
 * transcript shows:
 *
 *     mount SOURCE TARGET TYPE [FLAGS] ["DATA"]
 *     chdir, fchdir, chroot PATH
 *     make_dir, remove, remove_dir PATH
 *     load_module NAME ["PARAMETERS"]
 *     init_module NAME ["PARAMETERS"] of what is in memory
 *     log LEVEL TEXT                  a write to /dev/kmsg
 *     write PATH [TEXT]               the text for /proc and /sys; a file that is written again at once shows once
 *     stdout TEXT, stderr TEXT
 *     exec PATH [ARGUMENT] ...
 *     exit STATUS
 *     now: ...                        before a good exec by pid 1: where / is, what is mounted, what is left in the
 *                                     initramfs
 *
 * A run ends in sys_exit, in an exec that succeeds, or when the program's main returns.
 *
 * The kernel's own rules are kept as far as a loader can trip over them: a module needs what it
 * depends on (ENOENT), a filesystem's driver must be in (ENODEV) and fit what is on the device
 * (EINVAL), a read-only filesystem refuses changes (EROFS), a mount point cannot be removed
 * (EBUSY).
 */
#ifndef TESTS_DOOR_H
#define TESTS_DOOR_H

#include <setjmp.h>
#include <stdint.h>

#include "machine.h"
#include "tree.h"

#define DOOR_DESCRIPTORS 64

/* What a descriptor stands for. */
struct handle {
	enum { HANDLE_FREE, HANDLE_NODE, HANDLE_EVENTS, HANDLE_STANDARD, HANDLE_WORKER } kind;
	struct node *node;
	int writable;
	uint64_t position;
	/* of a directory: what was there when its listing began; ends in NULL */
	struct node **list;
	size_t listed;
};

extern struct handle door_handles[DOOR_DESCRIPTORS];
extern jmp_buf door_end; /* the run is over */

/* door_mapped: pieces of memory that are mapped; one, for what is inflated, may be at the end. */
extern unsigned door_mapped;

/* door_start: make the machine, and the table for table_image(). */
void door_start(const struct machine *machine);

/* door_finish: what is wrong at the end (descriptors left open), and the trace if it is to be
 * shown. */
void door_finish(void);

/* door_modules_start: no worker yet. */
void door_modules_start(void);

/* door_take: a free descriptor, -EMFILE when there is none. door_handle: an open one; NULL, and a
 * PROBLEM, if it is not. */
int door_take(int kind, struct node *node);
struct handle *door_handle(int fd);

/* door_from: where a path that is given together with `dir` begins. NULL, and a PROBLEM, if that is
 * no directory. */
struct node *door_from(int dir, const char *path);

/* door_name: what the transcript calls a path: absolute as the process would have to write it.
 * Static storage. */
const char *door_name(int dir, const char *path);

#endif
