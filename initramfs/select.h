/* SPDX-License-Identifier: MIT */
/*
 * select: which modules go into the image, and why each
 *
 * A selection starts from profiles (profile.h has their format), from names that the user gives and from what boots
 * used (used.h), and is closed over everything that a module needs (depend.h): depends, softdep pre and post,
 * weakdep (packed, never inserted for its own sake), each word resolved as a module name, else as
 * an alias to every provider. What is built in is left out: it needs no loading. No I/O but reading
 * a profile given as a path.
 *
 * With traces the profile `default` chooses nothing unless it is asked for, too, but what it knows stays true: what
 * follows what, what goes in alone, and of which class a module is.
 *
 * With boards, modules of the classes storage, net and supplier are in only when a device of a board needs them: the reason
 * is that device. What --module, --keep, a trace, or a `pack` line names stays, and so do file systems.
 *
 * The reason of a choice is the strongest and nearest: a name given with --module, a trace, a line of a
 * profile, then what pulled it in over the fewest steps; of several the stronger kind (depends,
 * softdep pre, post, follow, weakdep), then the first in kmod's order.
 */
#ifndef INITRAMFS_SELECT_H
#define INITRAMFS_SELECT_H

#include "board.h"
#include "firmware.h"
#include "hardware.h"
#include "kernel.h"
#include "pack.h"
#include "used.h"

#define CHOICE_SPARE 0x80000000u

struct choice {
	const struct module *module;
	/* one line: "profile storage: drivers/ata", "--module loop", "trace boot.trace", "needed by ahci",
	   "softdep of ext4 (crypto-crc32c)", "follows usb_storage", "weakdep of xfs (crc32c)"; with boards (hardware.h): "serves /soc/mmc@7e202000", "supplies
	   /soc/mmc@7e202000 (vqmmc-supply)", "bus of /soc/mmc@7e202000", "made by as3722 (vqmmc-supply)", "behind
	   /soc/mmc@7e202000" */
	char *reason;
	bool for_devices; /* a device brings it in: --module, a trace, path, alias and module lines of a profile; not
			     what is only needed by others, or packed: its hardware aliases stay out of the table */
	unsigned *before; /* what is inserted before it, in load order: indexes into choices, with
			    DEPEND_FALLBACK (depend.h) */
	size_t before_count;
	unsigned *after; /* what is inserted after it (softdep post of it and of those in before),
			    with what that needs, in load order; nothing that is in before. With CHOICE_SPARE what
			    a profile says is behind its devices */
	size_t after_count;
	unsigned *boards; /* that need it, or need what needs it: indexes into the wish's boards; none: it is in
			     whatever the hardware is */
	size_t board_count;
	unsigned classes;   /* enum profile_class: of the profiles that choose it */
	bool is_filesystem; /* has an alias fs-*; of class filesystem, or of none and chosen for its own sake */
	bool is_sequential;
	bool is_urgent;
	bool is_likely; /* of several filesystems the root's, more often than others */
	bool is_compressed; /* its file goes into the image as it is, suffix and all */
	struct bytes lean;  /* what goes into the image in place of its file (leaning.h); data is NULL: nothing does */
	bool is_packed;	    /* else: it is compressed, for the probe to inflate (pack.h) */
	bool is_common;	    /* many machines insert it (profile.h), or a trace has it; or what is before such a one */
	struct {
		size_t at, size; /* its place in the file of packed modules: pack_modules() says */
	} packed;
	struct firmware firmware;
};

/* A module that a profile would choose and that is not in the image, on purpose. */
struct left {
	const struct module *module;
	bool is_silent; /* a profile's `not`: the manifest does not say so */
	char *reason; /* "profile net", "none of its firmware is there; profile storage: drivers/scsi";
			 silent: "profile storage: not drivers/scsi/aacraid" */
};

struct selection {
	const struct kernel *kernel;
	struct choice *choices; /* in kernel->modules order: kmod's priority */
	size_t count;
	struct left *left; /* in the same order */
	size_t left_count;
	struct hardware hardware; /* with boards: why (of the kernel's modules, not of choices) */
	size_t dictionary;	  /* bytes of what packed modules refer to, whole KiB: pack_modules() says */
};

/* Which modules are made lean (lean.h). */
enum lean_policy {
	LEAN_FREE, /* those that have neither a signature nor BTF to lose */
	LEAN_ALL,
	LEAN_NONE,
};

/* What the user asked for; the lists may be empty: no profile and no trace means the profile `default`. */
struct wish {
	struct strings profiles; /* built-in names, or paths of profile files (those with a '/') */
	struct strings modules;	 /* "NAME", or "NAME?" when its absence is no error */
	struct strings traces;	 /* files */
	struct used used;	 /* what is in them */
	const struct firmware_source *firmware; /* NULL: none is looked for */
	/* for modules of which no file of firmware is there; FIRMWARE_UNSAID is as FIRMWARE_LOAD */
	enum firmware_policy firmware_missing;
	bool keeps_compressed; /* a compressed module file is stored as it is */
	enum lean_policy lean;
	/* With boards: of what profiles choose for devices only what those boards' devices need, and what else these
	   need (hardware.h). */
	const struct board *boards;
	size_t board_count;
	const char *const *roots;   /* one a board: the path of the device that carries the root; or NULL */
	struct strings keeps;	    /* profiles whose modules are in whatever the boards are */
	struct strings filesystems; /* of the class filesystem only these: "ext4"; empty: all */
	struct strings without;	    /* names of modules that are left out, whatever needs them */
	const struct pack_kind *packing; /* of all others; NULL: none */
};

/*
 * select_modules: fill `selection`. A required module, or one that a trace has, that is neither a module of the kernel nor
 * built in, a profile that does not exist or has a bad line, and a module to be left out that nothing chooses, are fatal:
 * one line, exit 1.
 */
void select_modules(struct selection *selection, const struct kernel *kernel,
		    const struct wish *wish);
void select_free(struct selection *selection);

/* select_bytes: what the module has in the image, decompressed: lean if it is, with its signature if it has one. */
size_t select_bytes(const struct choice *choice);

/*
 * For many boards, one after the other, each a selection of its own: selector_open reads the wish, without its boards,
 * once; selector_choose is the same as select_modules with those boards and roots.
 */
struct selector;
struct selector *selector_open(const struct kernel *kernel, const struct wish *wish);
void selector_choose(struct selector *selector, const struct board *boards, size_t count,
		     const char *const *roots, struct selection *selection);
void selector_close(struct selector *selector);

#endif
