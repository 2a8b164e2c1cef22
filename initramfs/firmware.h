/* SPDX-License-Identifier: MIT */
/*
 * firmware: the files that a module says it asks the kernel for
 *
 * A module names them below the kernel's firmware directory, some by a glob (MODULE_FIRMWARE in its source). The
 * kernel looks for NAME, then NAME.zst, then NAME.xz, each in updates/RELEASE, updates, RELEASE and the directory
 * itself (fw_path[] and _request_firmware() in drivers/base/firmware_loader/main.c); so do we. In the image a file
 * is lib/firmware/NAME. A compressed one keeps its suffix where the kernel's config says that the kernel reads it
 * (CONFIG_FW_LOADER_COMPRESS and CONFIG_FW_LOADER_COMPRESS_XZ or _ZSTD; before 5.19 the first alone means xz); else it
 * is decompressed.
 */
#ifndef INITRAMFS_FIRMWARE_H
#define INITRAMFS_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>

#include "kconfig.h"
#include "util.h"

#define FIRMWARE_DEFAULT "/lib/firmware"

/* What becomes of a module that names firmware. */
enum firmware_policy {
	FIRMWARE_UNSAID,
	FIRMWARE_LOAD, /* in the image with what firmware there is; inserted for its device */
	FIRMWARE_PACK, /* in the image too; its device does not bring it in */
	FIRMWARE_LEAVE /* neither it nor its firmware is in the image: left to the real system */
};

/* firmware_policy_find: FIRMWARE_UNSAID for a word that is none of load, pack, leave. */
enum firmware_policy firmware_policy_find(const char *word);

struct firmware_source {
	char *dir; /* NULL: there is none, and everything is missing */
	const char *release;
	bool keeps_zst, keeps_xz; /* the kernel reads them */
};

/*
 * firmware_open: `dir`, or when it is NULL the default directory, which need not exist. A `dir` that is absent or is
 * no directory is fatal, one line. `kernel` must stay.
 */
void firmware_open(struct firmware_source *source, const char *dir, const struct kernel *kernel,
		   const struct kconfig *config);
void firmware_close(struct firmware_source *source);

struct firmware_file {
	char *name;	  /* below lib/firmware in the image: "ql2500_fw.bin", "ql2500_fw.bin.xz" */
	char *path;	  /* of the file */
	bool is_inflated; /* the file is compressed, what goes into the image is not */
};

struct firmware {
	struct firmware_file *files; /* in the order of the module's names */
	size_t count;
	struct strings missing; /* names or globs, as in the module, that no file has */
};

/* firmware_find: the files for a module's names. A file that is there and cannot be looked at is fatal, one line. */
void firmware_find(struct firmware *firmware, const struct firmware_source *source,
		   const struct strings *names);
void firmware_free(struct firmware *firmware);

/* firmware_read: what goes into the image; the caller frees data. Fatal, one line, when it cannot be read. */
struct bytes firmware_read(const struct firmware_file *file);

#endif
