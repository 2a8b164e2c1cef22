/* SPDX-License-Identifier: MIT */
#include "mount.h"

#include <errno.h>
#include <string.h>

#include "log.h"
#include "report.h"
#include "sys.h"
#include "text.h"
#include "trace.h"
#include "watchdog.h"

/* Where root itself goes. */
static const char *place_of(const struct mount *mount)
{
	return mount->cmdline->overlay ? MOUNT_LOWER : MOUNT_TARGET;
}

struct mounting {
	const char *source, *target, *type, *data;
	unsigned flags;
};

/* sys_job: replaying a journal may take long */
static int mount_beside(void *context, unsigned number)
{
	const struct mounting *this = context;

	(void)number;
	return sys_mount(this->source, this->target, this->type, this->flags, this->data);
}

static int try_mount(const char *source, const char *target, const char *type, unsigned flags,
		     const char *data)
{
	struct mounting mounting = { source, target, type, data, flags };
	int error = watchdog_beside(mount_beside, &mounting, 0);

	/* An initramfs that somebody else packed may lack the directory. */
	if (error == -ENOENT && !sys_make_dir(SYS_CWD, target))
		error = watchdog_beside(mount_beside, &mounting, 0);
	return error;
}

/* Load what a filesystem needs. Built in: the table knows none, and the mount works. */
static int load_type(struct loader *loader, const char *type, uint64_t deadline)
{
	char alias[sizeof(((struct mount *)0)->type) + 3];

	text_join(alias, sizeof(alias), "fs-", type);
	return load_alias(loader, alias, deadline);
}

/* Beneath an overlay, nothing is written. */
static int mount_as(struct mount *mount, const char *source, const char *what)
{
	unsigned wanted =
		mount->cmdline->writable && !mount->cmdline->overlay ? 0 : SYS_MOUNT_RDONLY;
	unsigned flags = wanted;
	uint64_t began = sys_now();
	int error =
		try_mount(source, place_of(mount), mount->type, flags, mount->cmdline->rootflags);

	if (!flags && (error == -EACCES || error == -EROFS)) {
		flags = SYS_MOUNT_RDONLY;
		error = try_mount(source, place_of(mount), mount->type, flags,
				  mount->cmdline->rootflags);
	}
	if (error && !(error == -EBUSY && mount->again))
		return error;
	if (flags != wanted)
		log_line(LOG_NOTICE, what, ": cannot be written to: mounted read-only");
	mount->is_readonly = flags != 0;
	trace_event(began, "mount", what, mount->type, flags ? " ro" : " rw");
	return 0;
}

/* Cut the next type off a list with commas; what is longer than any type can be fails to mount. Returns where to go on. */
static const char *next_type(struct mount *mount, const char *types)
{
	struct text type = TEXT(mount->type);
	size_t length = text_find(types, ',');

	text_add_bytes(&type, types, length);
	types += length;
	return *types ? types + 1 : types;
}

/* ---- a filesystem on several devices */

struct members {
	const struct target *root;
	int control; /* descriptor */
};

/* block_visit: tell btrfs of one of its devices. */
static int scan_member(void *context, struct block *block)
{
	const struct members *members = context;
	char path[BLOCK_NAME_SIZE + 8];
	int error;

	if (!search_is_member(members->root, block))
		return 0;
	text_join(path, sizeof(path), "/dev/", block->name);
	error = sys_btrfs_scan(members->control, path);
	if (error)
		log_failure(LOG_WARNING, block->name, ": btrfs is not told of it: ", error);
	return 0;
}

static void scan_members(const struct target *root)
{
	struct members members = { root, sys_open(SYS_CWD, "/dev/btrfs-control", SYS_READ) };

	if (members.control < 0) {
		log_failure(LOG_WARNING, "/dev/btrfs-control", ": not opened: ", members.control);
		return;
	}
	block_scan(scan_member, &members);
	sys_close(members.control);
}

/* ---- root */

static int mount_device(struct mount *mount, const struct target *root)
{
	const char *types = mount->cmdline->rootfstype;
	char source[BLOCK_NAME_SIZE + 8];
	int error = -ENODATA;

	text_join(source, sizeof(source), "/dev/", root->name);
	if (!types)
		types = root->superblock.fs;
	while (types && *types) {
		types = next_type(mount, types);
		load_type(mount->loader, mount->type, search_deadline(MOUNT_MODULE_SECONDS));
		if (root->superblock.devices > 1)
			scan_members(root);
		error = mount_as(mount, source, root->name);
		if (!error)
			return 0;
		log_line(LOG_ERROR, root->name, ": not mounted as ", mount->type, ": ",
			 log_error_text(error));
		if (error == -ENODEV)
			report_type(mount->loader, mount->type);
	}
	if (error == -ENODATA && root->superblock.type)
		log_line(LOG_ERROR, root->name, ": holds ", root->superblock.type,
			 ", which is not mounted here");
	else if (error == -ENODATA)
		log_line(LOG_ERROR, root->name,
			 ": no filesystem that is known here; rootfstype= names one");
	return error;
}

int mount_tag(void *context)
{
	struct mount *mount = context;
	const char *types = mount->cmdline->rootfstype;

	while (*types) {
		int loaded;

		types = next_type(mount, types);
		loaded = load_type(mount->loader, mount->type, 0);
		if (loaded && loaded != -ENOENT)
			continue; /* not yet */
		mount->error = mount_as(mount, mount->cmdline->root, mount->cmdline->root);
		if (!mount->error)
			return 1;
	}
	return 0;
}

/* ---- what lies on top */

static int mount_upper(const struct mount *mount)
{
	const struct target *overlay = &mount->search->targets[TARGET_OVERLAY];
	const char *fs = overlay->superblock.fs;
	char source[BLOCK_NAME_SIZE + 8];
	uint64_t began = sys_now();
	int error;

	if (!overlay->value)
		return try_mount("tmpfs", MOUNT_UPPER, "tmpfs", 0, "mode=0755");
	if (!fs)
		return -ENODATA;
	text_join(source, sizeof(source), "/dev/", overlay->name);
	load_type(mount->loader, fs, search_deadline(MOUNT_MODULE_SECONDS));
	error = try_mount(source, MOUNT_UPPER, fs, 0, NULL);
	if (!error)
		trace_event(began, "mount", overlay->name, fs, " rw");
	return error;
}

static int mount_overlay(const struct mount *mount)
{
	uint64_t began = sys_now();
	const char *what = mount->cmdline->overlay;
	int error = mount_upper(mount);

	if (!error) {
		sys_make_dir(SYS_CWD, MOUNT_UPPER "/upper");
		sys_make_dir(SYS_CWD, MOUNT_UPPER "/work");
		load_type(mount->loader, "overlay", search_deadline(MOUNT_MODULE_SECONDS));
		what = "overlay";
		error = try_mount("overlay", MOUNT_TARGET, "overlay", 0,
				  "lowerdir=" MOUNT_LOWER ",upperdir=" MOUNT_UPPER
				  "/upper,workdir=" MOUNT_UPPER "/work");
	}
	if (error)
		log_line(LOG_ERROR, "coldprobe.overlay=", mount->cmdline->overlay, ": ", what,
			 " is not mounted: ",
			 error == -ENODATA ? "no filesystem that is known here"
					   : log_error_text(error));
	else
		trace_event(began, "mount", "overlay", mount->cmdline->overlay);
	return error;
}

int mount_root(struct mount *mount)
{
	const struct target *root = &mount->search->targets[TARGET_ROOT];
	int error = root->value ? mount_device(mount, root) : 0;

	return error || !mount->cmdline->overlay ? error : mount_overlay(mount);
}

void mount_describe(const struct mount *mount, struct text *text)
{
	const struct target *root = &mount->search->targets[TARGET_ROOT];

	if (root->value)
		text_add(text, "/dev/");
	text_add(text, root->value ? root->name : mount->cmdline->root);
	text_add(text, " (");
	text_add(text, mount->type);
	text_add(text, mount->is_readonly ? ", ro" : ", rw");
	if (mount->cmdline->overlay) {
		text_add(text, ", overlay on ");
		text_add(text, mount->cmdline->overlay);
	}
	text_add(text, ")");
}
