/* SPDX-License-Identifier: MIT */
/*
 * modfile: one module file, as it is on the disk
 *
 * Names follow kmod: the module's name is the file's up to the first dot, with `-` turned into `_`.
 * A module may be compressed (.ko.gz, .ko.xz, .ko.zst); what it holds is an ELF object, and behind
 * it, when it is signed, the signature and a trailer (struct module_signature in
 * include/linux/module_signature.h of the kernel).
 */
#ifndef INITRAMFS_MODFILE_H
#define INITRAMFS_MODFILE_H

#include <stdbool.h>
#include <stddef.h>

struct modfile {
	const unsigned char *data; /* decompressed; with the signature, bit for bit */
	size_t size;
	bool is_signed;
	unsigned machine, bits; /* what it is for: e_machine, 32 or 64 */
	int fd; /* open on the same bytes */
};

/* modfile_is: true for a file name that a module file has. */
bool modfile_is(const char *name);

/* modfile_name: the module's name for a path, or for a name in any spelling; for the caller to
 * free. */
char *modfile_name(const char *path);

/* modfile_stem: the length of a path up to and with ".ko". */
size_t modfile_stem(const char *path);

/* modfile_config: the word of a kernel's config that says that the kernel inflates a module file of that name
 * ("CONFIG_MODULE_COMPRESS_XZ"); NULL for one that is not compressed. */
const char *modfile_config(const char *path);

/*
 * modfile_inflate: an anonymous file with what a compressed one (gzip, xz, zstd, or none of them: then the same)
 * holds. `fd` is closed. Fatal, naming `path`, when it is damaged.
 */
int modfile_inflate(int fd, const char *path);

/*
 * modfile_open: map and check a module file. Fatal, naming the file and the reason, when it cannot
 * be read or decompressed, is no ELF object, or is cut short anywhere but exactly where its
 * signature starts.
 */
void modfile_open(struct modfile *file, const char *path);
void modfile_close(struct modfile *file);

/* A section of the ELF object; of one without bytes in the file the size is 0. */
struct modfile_section {
	const char *name; /* "" when the file does not say it properly */
	const unsigned char *data;
	size_t size;
};

/* modfile_section: that of this number, from 0; false: there are no more. */
bool modfile_section(const struct modfile *file, unsigned index, struct modfile_section *section);

#endif
