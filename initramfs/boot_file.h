/* SPDX-License-Identifier: MIT */
/*
 * boot_file: what belongs to a kernel and lies outside its module directory
 */
#ifndef INITRAMFS_BOOT_FILE_H
#define INITRAMFS_BOOT_FILE_H

/*
 * boot_file_find: the first that there is, and may be read, of
 *
 *     DIR/NAME                              as some distributions have it
 *     DIR/../../../boot/NAME-RELEASE        beside the tree that the module directory belongs to
 *     DIR/../../../../boot/NAME-RELEASE     when that is ROOT/usr/lib/modules/RELEASE
 *
 * DIR being the real path of `dir`; for the caller to free. NULL: none. A `dir` that is absent is fatal, one line.
 */
char *boot_file_find(const char *dir, const char *release, const char *name);

/* boot_file_dtbs: the directory of the kernel's device trees, as Debian has it: usr/lib/linux-image-RELEASE in the same
 * tree. As above. */
char *boot_file_dtbs(const char *dir, const char *release);

#endif
