/* SPDX-License-Identifier: MIT */
/*
 * switch_root: every check first, then the irreversible part
 *
 * Checks: the target holds an init that can be executed (init=, else the kernel's fallbacks). Then
 * /dev, /proc, /sys and /run move to the target; the files of the initramfs are removed, which
 * frees their memory, if / is what it should be (ramfs or tmpfs); the target becomes /; init is
 * executed.
 */
#ifndef PROBE_SWITCH_ROOT_H
#define PROBE_SWITCH_ROOT_H

#define SWITCH_ROOT_DEPTH                                                                          \
	16 /* directories below each other in the initramfs; what lies deeper stays, with a        \
	      message */

/*
 * switch_root: returns only when something failed: -errno, logged. `init` may be NULL: not given.
 * `what` says what the target is, for the message: "/dev/vda1 (ext4, ro)". argv[0] is replaced by
 * the path of init.
 */
int switch_root(const char *target, const char *init, const char *what, char **argv, char **envp);

#endif
