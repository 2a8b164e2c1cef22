/* SPDX-License-Identifier: MIT */
#include "switch_root.h"

#include <errno.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "sys.h"
#include "text.h"
#include "trace.h"

/* What executes, or would execute, the first of init and the kernel's own list that can be: sys_exec or sys_try_exec. */
typedef int execute(const char *path, char *const argv[], char *const envp[]);

/*
 * That it is not there is worth a word only of the one that was asked for. A file that is there and yet "no such file"
 * names an interpreter or a loader that is not. Returns what was tried last and succeeded, or NULL.
 */
static const char *execute_first(const char *init, execute *try, char **argv, char **envp)
{
	static const char *const fallbacks[] = { "/sbin/init", "/etc/init", "/bin/init",
						 "/bin/sh" };
	struct sys_stat stat;

	for (size_t i = !init; i <= sizeof(fallbacks) / sizeof(*fallbacks); i++) {
		const char *path = i ? fallbacks[i - 1] : init;
		int error, is_there;

		if (i && path == init) /* one of these has been tried */
			continue;
		argv[0] = (char *)path;
		error = try(path, argv, envp);
		if (!error)
			return path;
		is_there = error != -ENOENT || !sys_stat(SYS_CWD, path, &stat);
		if (!i || is_there)
			log_line(LOG_ERROR, path, ": not executed: ",
				 error == -ENOENT && is_there ? "its interpreter is not there"
							      : log_error_text(error));
	}
	return NULL;
}

/* Tried from inside the target, where its absolute links (/sbin/init on most systems) mean what they should. */
static const char *find_init(const char *target, const char *init, char **argv, char **envp)
{
	int root = sys_open(SYS_CWD, "/", SYS_DIRECTORY);
	int error = root < 0 ? root : sys_chroot(target);

	if (error < 0) {
		log_failure(LOG_ERROR, target, ": not looked into: ", error);
		init = NULL;
	} else {
		init = execute_first(init, sys_try_exec, argv, envp);
		sys_fchdir(root);
		sys_chroot(".");
	}
	if (root >= 0)
		sys_close(root);
	return init;
}

static const char *const mounts[] = { "/dev", "/proc", "/sys", "/run" };

/* They go to the target, or come back from there. */
static void move_mounts(const char *target, int back)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(*mounts); i++) {
		char path[64];
		int error;

		text_join(path, sizeof(path), target, mounts[i]);
		error = sys_mount(back ? path : mounts[i], back ? mounts[i] : path, NULL,
				  SYS_MOUNT_MOVE, NULL);
		if (error && !back)
			log_failure(LOG_WARNING, mounts[i], ": not moved to the root: ", error);
	}
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

/*
 * sys_job: empty the filesystem whose top `top` is, without leaving it and without recursion. What cannot be removed
 * stays.
 */
static int remove_all(void *context, unsigned top)
{
	static struct removal levels[SWITCH_ROOT_DEPTH];
	struct sys_stat root;
	int depth = 0;

	(void)context;
	if (sys_stat((int)top, ".", &root) || files_list(&levels[0].listing, (int)top, "."))
		return 0;
	for (;;) {
		struct removal *at = &levels[depth];
		const char *name = files_next(&at->listing);

		if (!name) {
			files_end(&at->listing);
			if (!depth--)
				return 0;
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

/* The first step that cannot be taken back is the last. */
static int become_root(const char *target)
{
	int error = sys_chdir(target);

	if (!error)
		error = sys_mount(".", "/", NULL, SYS_MOUNT_MOVE, NULL);
	if (!error)
		error = sys_chroot(".");
	if (!error)
		return sys_chdir("/");
	log_failure(LOG_ERROR, "not switched to the root", ": ", error);
	sys_chdir("/");
	return error;
}

int switch_root(const char *target, const char *init, const char *what, char **argv, char **envp)
{
	int old, error;

	init = find_init(target, init, argv, envp);
	if (!init) {
		log_line(LOG_ERROR, what, " holds no init that can be executed");
		return -ENOENT;
	}
	log_line(LOG_INFO, "exec ", init, " on ", what);
	trace_event(sys_now(), "exec", init, "");
	trace_flush();
	log_throttle();

	old = sys_is_ramfs("/") == 1 ? sys_open(SYS_CWD, "/", SYS_DIRECTORY) : -1;
	if (old < 0)
		log_line(LOG_WARNING, "/ is not an initramfs: its files are not removed");
	move_mounts(target, 0);
	error = become_root(target);
	if (error) {
		move_mounts(target, 1);
		return error;
	}
	if (old >= 0) {
		if (sys_apart(remove_all, NULL, (unsigned)old))
			remove_all(NULL, (unsigned)old);
		sys_close(old);
	}
	execute_first(init, sys_exec, argv, envp);
	log_line(LOG_ERROR, what, ": no init was executed: giving up");
	sys_exit(1);
}
