/* SPDX-License-Identifier: MIT */
/*
 * check: would an image load what a machine's way to its root needs?
 *
 * The machine's needs (hardware.h) are replayed against the image itself: its baked table is asked with the probe's own
 * code, its files are looked at. For each module that serves a needed device, and for each that it needs in turn:
 *
 *     module      it is in the table
 *     file        and its file is in the archive
 *     alias       the table answers the device's modaliases with it; of what a chip makes by name, or what is behind a
 *                 host, those that the module itself names
 *     network     not only when a network is asked for, unless the device is there for a network
 *     order       what it needs stands in its list of insertions, before it; softdep post behind it
 *     firmware    the files that it names and that the firmware directory has are in the archive
 *     filesystem  there is a module for the type, or it is built in; of no type in particular: at least one that can hold
 *                 a root, and each that is in the image with all that it needs
 *     release     the image is for that kernel
 *     vermagic    every module of the image is for that release, too
 *     signature   where the kernel takes signed modules only, each needed one is signed. That the kernel has the key is
 *                 not checked
 *     changed     every module of the image is the kernel's, bit for bit, signature and all, or what that becomes when it
 *                 is made lean
 *
 * Optional is what serves only devices that hardware.h calls so; of the providers of an algorithm (crypto-crc32c) all but
 * the generic one, if that is in the image: some processors have no use for the others; and softdeps of which is known
 * that they are about order or speed (check_optional.c).
 *
 * What is built in needs nothing. A device for which the kernel has no driver is told, and is no missing link.
 */
#ifndef INITRAMFS_CHECK_H
#define INITRAMFS_CHECK_H

#include "baked.h"
#include "builtin.h"
#include "firmware.h"
#include "kconfig.h"
#include "kernel.h"
#include "select.h"

enum check_kind {
	CHECK_MODULE,
	CHECK_FILE,
	CHECK_ALIAS,
	CHECK_NETWORK,
	CHECK_ORDER,
	CHECK_FIRMWARE,
	CHECK_FILESYSTEM,
	CHECK_DEVICE, /* the machine has none that a root may be on */
	CHECK_RELEASE,
	CHECK_VERMAGIC,
	CHECK_SIGNATURE,
	CHECK_CHANGED
};

struct check_input {
	const struct baked *baked; /* by baked_read_all */
	const struct kernel *kernel;
	const struct builtin *builtin;
	const struct kconfig *kconfig;
	const struct firmware_source *firmware;
	const struct selection *selection; /* of that kernel, for the boards: hardware and lists */
	const struct wish *wish;	   /* of that selection */
	const struct strings *filesystems; /* types, one of them has the root; empty: not known */
};

/* A missing link. */
struct check_link {
	enum check_kind kind;
	char *what;    /* a module's name, a firmware's, "fs-ext4", a release */
	char *problem; /* "not in the image" */
	char *chain;   /* "root <- /mmc@fe330000 (sdhci_of_arasan) <- ..."; NULL: it is on none */
	char *remedy;  /* NULL: none is known */
	size_t more;   /* other chains on which it is missing, too */
};

/* A module on the way to the root. */
struct check_module_needed {
	const char *name; /* the kernel's */
	char *chain;
};

struct check_result {
	struct check_link *missing;
	size_t count;
	struct check_link *optional; /* missing, too, and the machine reaches its root without it */
	size_t optional_count;
	struct check_module_needed *needed; /* those of `modules`, missing ones too; by number */
	size_t devices, undriven; /* on the way to the root; of them without a known driver */
	size_t modules;		  /* that these need, file systems included */
	struct strings
		filesystems; /* types that may hold the root: "ext4", "squashfs (built in)" */
	struct strings
		absent; /* firmware that needed modules name and the directory lacks: "MODULE FILE" */
};

/* check_image: fill in `result`. Fatal as modfile_open where a module of the kernel's directory cannot be read. */
void check_image(struct check_result *result, const struct check_input *input);
void check_free(struct check_result *result);

/* check_kind_name: "module". */
const char *check_kind_name(enum check_kind kind);

#endif
