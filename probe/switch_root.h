/* SPDX-License-Identifier: MIT */
/*
 * switch_root: every check first, then the irreversible part
 *
 * Checked is that the target holds an init that the kernel would execute: init=, else the kernel's fallbacks. A child
 * really executes it, up to its first instruction: a script without its interpreter, a program without its loader or of
 * another machine, a filesystem mounted noexec are found out here. Then /dev, /proc, /sys and /run move to the target,
 * and the target becomes /; when that fails they come back, and nothing is lost. What cannot be taken back comes last:
 * the files of the initramfs are removed, which frees their memory, if / was what it should be (ramfs or tmpfs) - by a
 * child, since init need not wait for that - and init is executed; if that fails after all, the fallbacks, from inside; if
 * all do, the process ends.
 */
#ifndef PROBE_SWITCH_ROOT_H
#define PROBE_SWITCH_ROOT_H

#define SWITCH_ROOT_DEPTH                                                                          \
	16 /* directories below each other in the initramfs; what lies deeper stays, with a        \
	      message */

/*
 * switch_root: returns only when nothing irreversible has happened: -errno, logged. `init` may be NULL: not given.
 * `what` says what the target is, for the message: "/dev/vda1 (ext4, ro)". argv[0] is replaced by
 * the path of init.
 */
int switch_root(const char *target, const char *init, const char *what, char **argv, char **envp);

#endif
