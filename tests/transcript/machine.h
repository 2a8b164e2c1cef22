/* SPDX-License-Identifier: MIT */
/*
 * machine: a machine as a text file, for the fake door
 *
 * The format of a board file, with what a test needs on top. Lines are "key: value"; '#' at the
 * start of a line begins a comment; an empty line ends a paragraph. A paragraph that begins with
 * "path:" is a device, any other belongs to the header. Keys that are not named here are refused.
 *
 * Header
 *     run: init                             argv of the probe, as coldprobe-load -n, modprobe -q -- fs-ext4; init is
 *                                           pid 1 with nothing mounted, anything else finds /dev, /proc and /sys
 *                                           mounted
 *     cmdline: root=/dev/vda ro             /proc/cmdline
 *     kernel: 6.1.0-56-amd64                the table's release, and the name of the module directory
 *     running: RELEASE                      of the kernel that runs, if it is another one
 *     environment: NAME=VALUE               of the process, beside HOME and TERM; repeatable
 *     shell: SECONDS                        how long the rescue shell runs (10 if not said)
 *     dev: PATH                             a file of /dev
 *     arch: amd64, model: TEXT              for people
 *     include: FILE                         read that one first; it lies beside this file
 *     module: NAME path=FILE [alias=PATTERN] [depends=LIST] [softpre=LIST] [softpost=LIST]
 *                                           a module of the table, and its file; in the order of modules.order; commas
 *                                           between the words of a list; alias= may repeat:
 *                                           virtio_blk path=kernel/drivers/block/virtio_blk.ko
 *                                           alias=virtio:d00000002v* depends=virtio,virtio_ring
 *                                           fallback=LIST, of what it needs what is marked so (TABLE_FALLBACK);
 *                                           behind=NAME, what is probably behind its devices (TABLE_SPARE);
 *                                           and in addition: options="a=1 b=2", its baked parameters; takes=MS or
 *                                           takes=never, how long its insertion lasts (1 if not said); spins: that
 *                                           keeps a processor; net, filesystem, likely, sequential, urgent, compressed, unfirm (lacks
 *                                           firmware): its flags in the table (net storage: of both classes);
 *                                           packed=zstd or packed=lz4: it is in the file of packed modules; damaged: half of
 *                                           it; cut: the file ends in its middle
 *     dictionary: KIB                       the size of what packed modules refer to
 *     cpus: N                               processors (default 1)
 *     filesystem: ext4                      one that is built into the kernel; repeatable
 *     file: PATH | PATH = TEXT              a file of the initramfs (before anything is mounted)
 *     link: PATH -> TARGET                  a symbolic link of the initramfs
 *     sys: PATH | PATH = TEXT               a file below /sys that is no device's
 *     share: TAG TYPE                       a directory of the host that a filesystem of that type mounts
 *     mounted: TYPE PATH                    mounted before the run: devtmpfs, proc, sysfs or tmpfs
 *     without: PATH ...                     files that do not exist though they otherwise would (/dev/kmsg, a .ko)
 *     initramfs: no                         / is a disk
 *     events: lost | none                   the kernel's events overflow (ENOBUFS), or never come
 *     event: [from=PORT] add@/devices/x KEY=VALUE ...
 *                                           is in the queue as soon as somebody listens
 *     fail: CALL SUBJECT ERRNO [after=N] [times=N]
 *                                           see record.h
 *     show: calls removals trace workers urgency
 *                                           record opens, reads and listings too, each removal, the trace file, which
 *                                           worker begins and ends an insertion, and which gives way to others
 *     trimmed: NAME [alias=PATTERN] [why="TEXT"] [net]
 *                                           a module of the table of those that the image lacks
 *     deferred: NAME REASON                 a line of debugfs' devices_deferred; `deferred:` alone: debugfs is there
 *     descriptors: N                        how many may be open at the end (default 8)
 *
 * Device
 *     path: /devices/pci0000:00/0000:00:03.0
 *     subsystem: pci                        a class for block, dmi, input, net, tty, mem; otherwise a bus
 *     modalias: pci:v00001AF4d...
 *     driver: virtio-pci
 *     devname: vda, devnum: 254:0, devtype: disk, partn: 1, partname: rootfs
 *     uevent: KEY=VALUE                     another line of the uevent file; repeatable
 *     uevent-only: yes                      no modalias file
 *     event-only: yes                       not in the uevent file either
 *     appears: [MODULE] [after=SECONDS]     not there from the start but once MODULE is in, and then some
 *     binds: MODULE                         has its driver once MODULE is in; of another it has none
 *     attribute: FILE = TEXT | LINK -> TARGET
 *                                           another file, or a link, in its directory; repeatable
 *     parent: PATH, supplier: PATH          of a board file; not used by the door
 *
 * Block device, in addition
 *     holds: ext4 [uuid=U] [label=L]        a synthesised superblock of ext2, ext3 or ext4; of btrfs (devices=N: on so
 *                                           many), squashfs, swap, swsuspend and crypto_LUKS what makes them known; of others nothing
 *     content: FILE                         the first bytes of the device, from a file beside this one
 *     table: gpt | mbr id=1234abcd          of a disk; its partitions are the devices below it that have partn
 *     partuuid: U                           of a GPT partition
 *     has: PATH | PATH -> TARGET | PATH = TEXT | PATH/
 *                                           what its filesystem contains; default: /sbin/init and the directories
 *                                           /dev /proc /sys /run; files below a bin or sbin are executable
 */
#ifndef TESTS_MACHINE_H
#define TESTS_MACHINE_H

#include <stddef.h>

struct field {
	char *key, *value;
};

struct paragraph {
	struct field *fields;
	size_t count;
};

struct machine {
	char *dir; /* where the file lies */
	struct paragraph header;
	struct paragraph *devices;
	size_t count;
};

/* machine_read: fatal, with file and line, when there is something wrong with it. Nothing is ever
 * freed. */
void machine_read(struct machine *machine, const char *path);

/* machine_get: the last value of a key, or NULL. */
const char *machine_get(const struct paragraph *paragraph, const char *key);

/* machine_next: the values of a repeated key, one after the other; *at starts as 0. NULL after the
 * last. */
const char *machine_next(const struct paragraph *paragraph, const char *key, size_t *at);

/* machine_word: the value of the n-th `key=value` word in a text, or NULL; a value may stand in
 * double quotes. */
char *machine_word(const char *text, const char *key, unsigned n);

/* machine_first: the first word of a text. */
char *machine_first(const char *text);

/* machine_split: the words of a text; the list ends in NULL. */
char **machine_split(const char *text, const char *separators);

#endif
