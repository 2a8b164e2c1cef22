/* SPDX-License-Identifier: MIT */
/*
 * elf: the segment of the probe's ELF file that holds the table
 *
 * Little-endian executables of both classes (System V ABI, chapter 5). The segment is the last
 * PT_LOAD in the file whose bytes begin with TABLE_MAGIC; nothing that is loaded may lie behind it.
 */
#ifndef INITRAMFS_ELF_H
#define INITRAMFS_ELF_H

#include <stdbool.h>

#include "util.h"

/*
 * elf_find_table: where the segment lies; `table->data` points into `file`. `name` is the file's,
 * for messages. Not such an executable, cut short, no such segment: fatal, one line.
 */
void elf_find_table(const struct bytes *file, const char *name, struct bytes *table);

/*
 * elf_replace_table: the file cut where its table begins, with the new table there and its
 * segment's sizes set. What lay behind (section headers and names) is dropped: nothing that runs
 * needs it.
 */
struct bytes elf_replace_table(const struct bytes *file, const char *name,
			       const struct bytes *table);

/*
 * elf_check_static: is `file` a program that runs by itself where the probe runs: an executable for its machine that
 * asks for no loader (PT_INTERP)? If not: fatal, one line that says why.
 */
void elf_check_static(const struct bytes *file, const char *name, const struct bytes *probe);

/*
 * elf_machine_name: what Debian calls the architecture of `machine` (e_machine) with 32 or 64 `bits`: "arm64". NULL: it
 * is no target of coldprobe.
 */
const char *elf_machine_name(unsigned machine, unsigned bits);

/* elf_arch: the same for an ELF file; as elf_is_for. */
const char *elf_arch(const struct bytes *file, const char *name);

/* elf_is_for: is an ELF file for that machine? Not a little-endian ELF file: fatal, one line. */
bool elf_is_for(const struct bytes *file, const char *name, unsigned machine, unsigned bits);

/*
 * elf_check_machine: is a kernel's module, for `machine` (e_machine) with 32 or 64 `bits`, for the machine of the probe
 * (an executable, called `name`)? If not: fatal, one line that names both.
 */
void elf_check_machine(unsigned machine, unsigned bits, const char *kernel, const char *path,
		       const struct bytes *probe, const char *name);

#endif
