/* SPDX-License-Identifier: MIT */
/*
 * own_file: what was built or installed together with the command
 */
#ifndef INITRAMFS_OWN_FILE_H
#define INITRAMFS_OWN_FILE_H

/* own_directory: the directory of the command that runs; for the caller to free. */
char *own_directory(void);

/*
 * own_file_path: DIRECTORY/IN_TREE for a command in a build tree ("../qemu/run"); else, for one that is PREFIX/bin/coldprobe,
 * PREFIX/INSTALLED; for the caller to free. NULL: neither may be read.
 */
char *own_file_path(const char *in_tree, const char *installed);

#endif
