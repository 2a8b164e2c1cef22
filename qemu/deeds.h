/* SPDX-License-Identifier: MIT */
/*
 * deeds: what the test root's init does when words of its command line ask for it
 *
 *     request=ALIAS    run "/sbin/modprobe -q -- ALIAS" as the kernel would, all of them at once, and tell how each
 *                      ended: "request ALIAS STATUS". For a boot with this program as the initramfs's own init
 *     touch=FILE       make a file: "touch FILE made", "there already", or the error
 *     populate=TYPE    put a root like this one, with this program, into the filesystem on /dev/vda: "populate TYPE ok" or
 *                      the error; after the requests
 *     btrfs-add=DEVICE let the root's btrfs span one device more
 *     hibernate=DEVICE write the machine's state to that swap and power off. "hibernating" is said before, "resumed" by
 *                      whoever is there when the kernel has read it back
 *     helper=A+B+...   run "/sbin/coldprobe-load A B ..." and tell how it ended: "helper A+B+... STATUS"; one after the
 *                      other
 *     firmware=NAME    let test_firmware.ko ask the kernel for it, in the background, and tell what it got:
 *                      "firmware NAME CONTENT" (the first line), or the error (which for a file that is not there is
 *                      ENOMEM: so this module answers)
 */
#ifndef QEMU_DEEDS_H
#define QEMU_DEEDS_H

#define SAY "coldprobe-root: " /* in front of every line that the test harness reads */

/* syslog(2), as klogctl: only what ends the kernel goes to the console, so that whoever reads it has our lines whole; or
 * as it was. */
#define KLOG_CONSOLE_OFF 6
#define KLOG_CONSOLE_ON	 7

/* deeds_requests: of all words request=ALIAS. deeds_before: one word, before the modules are named. deeds_after: one, then. */
void deeds_requests(char **argv);
void deeds_before(const char *word);
void deeds_after(const char *word);

#endif
