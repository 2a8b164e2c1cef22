/* SPDX-License-Identifier: MIT */
/*
 * init: the boot story
 *
 * One binary, three roles, by the name it is called by (or by its first argument):
 *
 *     init             pid 1: load drivers, find root, mount it, hand over
 *     modprobe         the kernel's helper: load what one alias stands for
 *     coldprobe-load   inside another initramfs: load what the hardware needs
 */
#include <errno.h>
#include <string.h>

#include "cmdline.h"
#include "coldplug.h"
#include "files.h"
#include "load.h"
#include "log.h"
#include "request.h"
#include "root.h"
#include "switch_root.h"
#include "sys.h"
#include "table_image.h"
#include "text.h"
#include "trace.h"
#include "uevent.h"

#define PROGRESS_SECONDS 5 /* how often to say what is still missing */

enum rescan {
	RESCAN_BLOCKS = 1, /* an optical drive has come: opening it may take long */
	RESCAN_ALL = 2,	   /* it is time: an event may have been lost without a word */
};

struct boot {
	struct cmdline cmdline;
	struct root_spec spec;
	struct root_device device;
	char type[32]; /* filesystem that root was mounted as */
	struct loader loader;
	int events;	   /* descriptor of the event socket, or -errno */
	uint64_t deadline; /* microseconds */
	uint64_t progress; /* when to say next what is missing, and to scan again */
	unsigned rescan;   /* what to do once there is nothing to load: enum rescan */
};

static void mount_one(const char *type, const char *target, unsigned flags, const char *data)
{
	int error = sys_mount(type, target, type, flags, data);

	if (error == -ENOENT) {
		sys_make_dir(SYS_CWD, target);
		error = sys_mount(type, target, type, flags, data);
	}
	/* EBUSY: the kernel has done it already, as for /dev with CONFIG_DEVTMPFS_MOUNT. */
	if (error && error != -EBUSY)
		log_line(LOG_ERROR, target, ": not mounted: ", log_error_text(error));
}

static void mount_system(void)
{
	mount_one("devtmpfs", "/dev", SYS_MOUNT_NOSUID, "mode=0755");
	log_open();
	mount_one("proc", "/proc", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV | SYS_MOUNT_NOEXEC, NULL);
	log_unthrottle();
	mount_one("sysfs", "/sys", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV | SYS_MOUNT_NOEXEC, NULL);
	mount_one("tmpfs", "/run", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV, "mode=0755");
}

/* Returns 0 when the command line says what root is. */
static int read_cmdline(struct cmdline *cmdline, struct root_spec *spec)
{
	static char text[CMDLINE_SIZE];
	long length = files_read(SYS_CWD, "/proc/cmdline", text, sizeof(text));

	if (length < 0) {
		log_line(LOG_ERROR, "/proc/cmdline: not read: ", log_error_text((int)length));
		text[0] = '\0';
	} else if (length && text[length - 1] == '\n')
		text[length - 1] = '\0'; /* the kernel's, not the user's */
	cmdline_parse(cmdline, text);
	if (cmdline->bad)
		log_line(LOG_WARNING, "kernel command line: malformed: ", cmdline->bad);
	if (!cmdline->root) {
		log_line(LOG_ERROR, "kernel command line: no root=");
		return -ENOENT;
	}
	if (root_parse(spec, cmdline->root)) {
		log_line(LOG_ERROR, "root=", cmdline->root,
			 ": unknown form; known: /dev/NAME UUID= LABEL= PARTUUID= PARTLABEL=");
		return -EINVAL;
	}
	return 0;
}

/* coldplug_visit */
static void want_device(void *context, int dir, const char *name, const char *modalias)
{
	char path[COLDPLUG_PATH_SIZE];

	if (load_want(context, modalias) > 0)
		trace_event(sys_now(), "device", coldplug_device_path(dir, name, path), modalias);
}

static int scan_devices(struct loader *loader, const char *root)
{
	int count = coldplug_scan(root, want_device, loader);

	if (count < 0)
		log_line(LOG_ERROR, root, "/sys/bus: not read: ", log_error_text(count));
	return count;
}

/* Returns 1 when the event brought the root device. */
static int take_event(struct boot *boot, const struct uevent *event)
{
	if (strcmp(event->action, "add") && strcmp(event->action, "change"))
		return 0;
	if (event->modalias && load_want(&boot->loader, event->modalias) > 0)
		trace_event(sys_now(), "device", event->devpath, event->modalias);
	if (!event->subsystem || !event->devname || strcmp(event->subsystem, "block"))
		return 0;
	if (text_after(event->devname, "sr")) {
		boot->rescan |= RESCAN_BLOCKS;
		return 0;
	}
	return root_look(&boot->spec, event->devname, &boot->device);
}

/* Everything that there is now. Returns 1 when root is among it. */
static int scan_all(struct boot *boot)
{
	scan_devices(&boot->loader, "");
	return root_scan(&boot->spec, &boot->device) == 1;
}

static int scan_again(struct boot *boot)
{
	unsigned what = boot->rescan;

	boot->rescan = 0;
	return what & RESCAN_ALL ? scan_all(boot) : root_scan(&boot->spec, &boot->device) == 1;
}

/* Everything that has happened since. Returns 1 when it brought the root device. */
static int take_events(struct boot *boot)
{
	char buf[UEVENT_SIZE];
	struct uevent event;
	int more;

	if (boot->events < 0)
		return scan_all(boot);
	while ((more = uevent_next(boot->events, &event, buf)) == 1)
		if (take_event(boot, &event))
			return 1;
	if (!more)
		return 0;
	log_line(LOG_NOTICE, "events were lost (", log_error_text(more), "): scanning again");
	if (more != -ENOBUFS) {
		sys_close(boot->events);
		boot->events = more;
	}
	return scan_all(boot);
}

/* Sleep until something happens or it is time to speak or to give up. Returns 0 when the deadline
 * has passed. */
static int wait_for_event(struct boot *boot)
{
	uint64_t now = sys_now(), until = boot->progress;
	int forever = boot->cmdline.wait_seconds == CMDLINE_WAIT_FOREVER;

	if (!forever) {
		if (now >= boot->deadline)
			return 0;
		if (until > boot->deadline)
			until = boot->deadline;
	}
	if (now < until && sys_wait_readable(boot->events, (int)((until - now + 999) / 1000)))
		return 1;
	now = sys_now();
	if (now >= boot->progress && (forever || now < boot->deadline)) {
		boot->progress += PROGRESS_SECONDS * 1000000ull;
		log_line(LOG_NOTICE, "still waiting for root=", boot->cmdline.root);
		boot->rescan = RESCAN_ALL;
	}
	return 1;
}

/*
 * Events are taken before every insertion, so root is seen as soon as it appears, and drivers that
 * it does not need are left to the real system.
 */
static int find_root(struct boot *boot)
{
	uint64_t began = sys_now();
	int found = scan_all(boot);

	boot->deadline = began + (uint64_t)boot->cmdline.wait_seconds * 1000000;
	boot->progress = began + PROGRESS_SECONDS * 1000000ull;
	while (!found) {
		found = take_events(boot);
		if (found || load_next(&boot->loader))
			continue;
		if (boot->rescan) {
			found = scan_again(boot);
			continue;
		}
		if (wait_for_event(boot))
			continue;
		found = scan_all(boot);
		if (found || boot->loader.wanted)
			continue;
		log_line(LOG_ERROR, "root=", boot->cmdline.root, " did not appear");
		root_report();
		return -ENODEV;
	}
	trace_event(began, "wait", "root", boot->cmdline.root);
	return 0;
}

/* One filesystem type after the other: those that rootfstype= names, or the one that the superblock
 * shows. */
static int mount_root(struct boot *boot)
{
	const char *types = boot->cmdline.rootfstype, *end;
	int error = -ENODATA;

	if (!types)
		types = boot->device.superblock.type;
	for (; types && *types; types = *end ? end + 1 : end) {
		char alias[sizeof(boot->type) + 3];
		struct text type = TEXT(boot->type), fs = TEXT(alias);

		end = types + text_find(types, ',');
		text_add_bytes(&type, types, (size_t)(end - types));
		text_add(&fs, "fs-");
		text_add(&fs, boot->type);
		/* Built in: the table knows none, and the mount works. */
		load_alias(&boot->loader, alias);
		error = root_mount(&boot->device, boot->type, &boot->cmdline);
		if (!error)
			return 0;
		log_line(LOG_ERROR, boot->device.name, ": not mounted as ", boot->type, ": ",
			 log_error_text(error));
	}
	if (error == -ENODATA)
		log_line(LOG_ERROR, boot->device.name,
			 ": no filesystem that is known here; rootfstype= names one");
	return error;
}

static void hand_over(const struct boot *boot, char **argv, char **envp)
{
	char line[ROOT_NAME_SIZE + 64];
	struct text what = TEXT(line);

	text_add(&what, "/dev/");
	text_add(&what, boot->device.name);
	text_add(&what, " (");
	text_add(&what, boot->type);
	text_add(&what, boot->cmdline.writable ? ", rw)" : ", ro)");
	switch_root(ROOT_TARGET, boot->cmdline.init, line, argv, envp);
}

/* Pid 1. Returns only when there is no root to hand over to; the kernel then does as panic= says.
 */
static int init_main(char **argv, char **envp)
{
	static struct boot boot;
	uint64_t began = sys_now();

	mount_system();
	trace_open();
	trace_event(began, "start", "init", "");
	boot.events = uevent_open();
	if (boot.events < 0)
		log_line(LOG_WARNING, "no device events: ", log_error_text(boot.events));
	load_open(&boot.loader, table_image(), 0);
	if (!read_cmdline(&boot.cmdline, &boot.spec) && !find_root(&boot) && !mount_root(&boot))
		hand_over(&boot, argv, envp);
	trace_flush();
	log_line(LOG_ERROR, "no root: giving up");
	return 1;
}

/* What is there is loaded, then what came with it, until a scan brings nothing new. */
static int load_all(struct loader *loader, const char *root)
{
	int more;

	do {
		more = scan_devices(loader, root);
		if (more < 0)
			return more;
		more = 0;
		while (load_next(loader))
			more = !loader->dry_run;
	} while (more);
	return 0;
}

struct options {
	const char *role;
	const char *root; /* taken for / */
	const char *word; /* what is neither option nor role */
	int dry_run, quiet;
};

static int is_role(const char *name)
{
	return !strcmp(name, "init") || !strcmp(name, "modprobe") ||
	       !strcmp(name, "coldprobe-load");
}

/* Returns 0 when the words make sense. */
static int read_options(struct options *options, char **argv)
{
	options->role = text_base(*argv++);
	if (!is_role(options->role) && *argv)
		options->role = *argv++;
	for (; *argv && **argv == '-'; argv++) {
		if (!strcmp(*argv, "--")) {
			argv++;
			break;
		}
		if (!strcmp(*argv, "-n"))
			options->dry_run = 1;
		else if (!strcmp(*argv, "-q"))
			options->quiet = 1;
		else if (!strcmp(*argv, "-r") && argv[1])
			options->root = *++argv;
		else
			return -EINVAL;
	}
	if (*argv)
		options->word = *argv++;
	/* modprobe's further words would be parameters of the module: the kernel never gives any.
	 */
	if (*argv || !is_role(options->role) ||
	    !options->word != !!strcmp(options->role, "modprobe"))
		return -EINVAL;
	return 0;
}

static const char usage[] =
	"usage: coldprobe-load [-n] [-r DIR]    load what the hardware needs\n"
	"       modprobe [-n] [-q] [--] ALIAS   load what serves an alias, or a module by its "
	"name\n"
	"       init                            as pid 1 only: the whole way to root\n"
	"  -n      print what would be inserted, in order, and insert nothing\n"
	"  -r DIR  take DIR for / (with -n)\n"
	"example: probe coldprobe-load -n -r /\n";

int main(int argc, char **argv, char **envp)
{
	static struct loader loader;
	struct options options = { .root = "" };
	int failed;

	if (sys_pid() == 1)
		return init_main(argv, envp);
	if (!argc || read_options(&options, argv) || (*options.root && !options.dry_run) ||
	    !strcmp(options.role, "init")) {
		sys_write(2, usage, sizeof(usage) - 1);
		return 2;
	}
	if (!options.dry_run) {
		log_open();
		trace_open();
	}
	if (load_open(&loader, table_image(), options.dry_run))
		return 1;
	failed = options.word ? request_main(&loader, options.word, options.quiet)
			      : load_all(&loader, options.root) < 0;
	trace_flush();
	return failed;
}
