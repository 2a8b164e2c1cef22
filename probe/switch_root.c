/* SPDX-License-Identifier: MIT */
#include "switch_root.h"

#include <errno.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "sys.h"
#include "text.h"
#include "trace.h"

#define S_FORMAT     0170000 /* S_IFMT */
#define S_REGULAR    0100000 /* S_IFREG */
#define S_EXECUTABLE 0111

static int is_executable(const char *path)
{
	struct sys_stat stat;

	return !sys_stat(SYS_CWD, path, &stat) && (stat.mode & S_FORMAT) == S_REGULAR &&
	       (stat.mode & S_EXECUTABLE);
}

/* Looks from inside the target, where its absolute links (/sbin/init on most systems) mean what
 * they should. */
static const char *find_init(const char *target, const char *init)
{
	static const char *const fallbacks[] = { "/sbin/init", "/etc/init", "/bin/init",
						 "/bin/sh" };
	const char *found = NULL;
	int root = sys_open(SYS_CWD, "/", SYS_DIRECTORY);

	int error = root < 0 ? root : sys_chroot(target);

	if (error < 0) {
		log_line(LOG_ERROR, target, ": not looked into: ", log_error_text(error));
		if (root >= 0)
			sys_close(root);
		return NULL;
	}
	if (init && is_executable(init))
		found = init;
	else if (init)
		log_line(LOG_ERROR, "init=", init, ": not there or not executable");
	for (size_t i = 0; !found && i < sizeof(fallbacks) / sizeof(*fallbacks); i++)
		if (is_executable(fallbacks[i]))
			found = fallbacks[i];
	sys_fchdir(root);
	sys_chroot(".");
	sys_close(root);
	return found;
}

static void move_mount(const char *target, const char *mount)
{
	char path[64];
	struct text text = TEXT(path);
	int error;

	text_add(&text, target);
	text_add(&text, mount);
	error = sys_mount(mount, path, NULL, SYS_MOUNT_MOVE, NULL);
	if (error)
		log_line(LOG_WARNING, mount, ": not moved to the root: ", log_error_text(error));
}

/* Directories being emptied, each with its own listing; names point into the listing of the one
 * above. */
struct removal {
	struct listing listing;
	const char *name;
};

static int enter(struct removal *at, int dir, const char *name, uint64_t device)
{
	struct sys_stat stat;

	if (sys_stat(dir, name, &stat) || stat.device != device)
		return 0;
	at->name = name;
	return !files_list(&at->listing, dir, name);
}

/* Empty the filesystem that / is, without leaving it and without recursion. What cannot be removed
 * stays. */
static void remove_all(void)
{
	static struct removal levels[SWITCH_ROOT_DEPTH];
	struct sys_stat root;
	int depth = 0;

	if (sys_is_ramfs("/") != 1 || sys_stat(SYS_CWD, "/", &root)) {
		log_line(LOG_WARNING, "/ is not an initramfs: its files are not removed");
		return;
	}
	if (files_list(&levels[0].listing, SYS_CWD, "/"))
		return;
	for (;;) {
		struct removal *at = &levels[depth];
		const char *name = files_next(&at->listing);

		if (!name) {
			files_end(&at->listing);
			if (!depth--)
				return;
			sys_remove_dir(levels[depth].listing.fd, at->name);
		} else if (at->listing.type != SYS_TYPE_DIRECTORY) {
			sys_remove(at->listing.fd, name);
		} else if (depth + 1 == SWITCH_ROOT_DEPTH) {
			log_line(LOG_WARNING, name, ": deeper than SWITCH_ROOT_DEPTH: not removed");
		} else if (enter(at + 1, at->listing.fd, name, root.device)) {
			depth++;
		}
	}
}

static int become_root(const char *target)
{
	int error = sys_chdir(target);

	if (!error)
		error = sys_mount(".", "/", NULL, SYS_MOUNT_MOVE, NULL);
	if (!error)
		error = sys_chroot(".");
	if (!error)
		error = sys_chdir("/");
	if (error)
		log_line(LOG_ERROR, "not switched to the root: ", log_error_text(error));
	return error;
}

int switch_root(const char *target, const char *init, const char *what, char **argv, char **envp)
{
	static const char *const mounts[] = { "/dev", "/proc", "/sys", "/run" };
	int error;

	init = find_init(target, init);
	if (!init) {
		log_line(LOG_ERROR, what, " holds no init that can be executed");
		return -ENOENT;
	}
	log_line(LOG_INFO, "exec ", init, " on ", what);
	trace_event(sys_now(), "exec", init, "");
	trace_flush();
	log_throttle();

	for (size_t i = 0; i < sizeof(mounts) / sizeof(*mounts); i++)
		move_mount(target, mounts[i]);
	remove_all();
	error = become_root(target);
	if (error)
		return error;
	argv[0] = (char *)init;
	error = sys_exec(init, argv, envp);
	log_line(LOG_ERROR, init, ": not executed: ", log_error_text(error));
	return error;
}
