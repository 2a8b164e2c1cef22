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
#include "mount.h"
#include "platform.h"
#include "request.h"
#include "rescue.h"
#include "resume.h"
#include "search.h"
#include "switch_root.h"
#include "sys.h"
#include "table_image.h"
#include "text.h"
#include "trace.h"
#include "uevent.h"
#include "watchdog.h"

struct boot {
	struct cmdline cmdline;
	struct loader loader;
	struct search search;
	struct mount mount;
};

static void begin(struct boot *boot)
{
	boot->search.cmdline = &boot->cmdline;
	boot->search.loader = &boot->loader;
	boot->mount.cmdline = &boot->cmdline;
	boot->mount.loader = &boot->loader;
	boot->mount.search = &boot->search;
}

/* `otherwise`: what to take when it cannot be read. */
static void read_cmdline(struct cmdline *cmdline, const char *root, const char *otherwise)
{
	struct text given = TEXT(cmdline->text);
	long length = files_read_part(SYS_CWD, root, "/proc/cmdline", cmdline->text, CMDLINE_SIZE);

	if (length < 0) {
		/* A copy of another machine's /sys need not have it; /proc itself has been spoken of. */
		if (!*root && length != -ENOENT)
			log_failure(LOG_ERROR, "/proc/cmdline", ": not read: ", (int)length);
		text_add(&given, otherwise);
		length = (long)given.length;
	} else if (length && cmdline->text[length - 1] == '\n') {
		length--; /* the kernel's, not the user's */
	}
	cmdline->text[length] = '\0';
	cmdline_parse(cmdline);
	if (cmdline->bad)
		log_line(LOG_WARNING, "kernel command line: malformed: ", cmdline->bad);
}

/* A root that is no block device: with rootfstype=, whatever else root= is belongs to that filesystem. */
static int read_root(struct boot *boot)
{
	const char *root = boot->cmdline.root;
	struct root_spec spec;

	if (!root) {
		log_line(LOG_ERROR, "kernel command line: no root=");
		return -ENOENT;
	}
	if (!boot->cmdline.rootfstype || !root_parse(&spec, root) || text_after(root, "/dev/"))
		return search_target(&boot->search, TARGET_ROOT, "root=", root);
	boot->search.attempt = mount_tag;
	boot->search.context = &boot->mount;
	return 0;
}

/* What the command line lets us wait for. Returns 0 when it is clear what root is. */
static int read_targets(struct boot *boot)
{
	const char *overlay = boot->cmdline.overlay;

	if (resume_wants(&boot->cmdline))
		search_target(&boot->search, TARGET_RESUME, "resume=", boot->cmdline.resume);
	if (overlay && strcmp(overlay, "tmpfs") &&
	    search_target(&boot->search, TARGET_OVERLAY, "coldprobe.overlay=", overlay))
		return -EINVAL;
	return read_root(boot);
}

static void hand_over(const struct boot *boot, char **argv, char **envp)
{
	char line[256];
	struct text what = TEXT(line);

	mount_describe(&boot->mount, &what);
	switch_root(MOUNT_TARGET, boot->cmdline.init, line, argv, envp);
}

/* cmdline_member */
static void load_first(void *context, const char *name)
{
	if (load_alias(context, name, search_deadline(MOUNT_MODULE_SECONDS)) == -ENOENT)
		log_line(LOG_WARNING, "coldprobe.load=", name,
			 ": no such module or alias in the baked table");
}

/* cmdline_member: one type of rootfstype= */
static void load_type(void *context, const char *type)
{
	char alias[64];

	text_join(alias, sizeof(alias), "fs-", type);
	load_spare(context, alias);
}

static void load_early(struct boot *boot)
{
	cmdline_list(&boot->cmdline, "coldprobe.load", load_first, &boot->loader);
	boot->loader.is_for_root = 1;
	cmdline_list(&boot->cmdline, "rootfstype", load_type, &boot->loader);
	if (!boot->cmdline.rootfstype)
		load_filesystem(&boot->loader);
}

/* Returns only when there is no root to hand over to. */
static void find_root(struct boot *boot, char **argv, char **envp)
{
	int error;

	if (read_targets(boot))
		return;
	load_early(boot);
	if (search_root(&boot->search))
		return;
	/* Not after the shell: what was mounted there may have been written to. */
	if (!boot->mount.again)
		resume_try(&boot->search.targets[TARGET_RESUME], &boot->loader);
	load_forget(&boot->loader, boot->loader.classes & LOAD_NET);
	error = mount_root(&boot->mount);
	search_doubles(&boot->search);
	if (error)
		return;
	search_network(&boot->search);
	load_end(&boot->loader);
	hand_over(boot, argv, envp);
}

/* Pid 1. Returns only when there is no root to hand over to; the kernel then does as panic= says. */
static int init_main(char **argv, char **envp)
{
	static struct boot boot;
	uint64_t began = sys_now();

	begin(&boot);
	platform_mount();
	trace_open();
	trace_event(began, "start", "init", "");
	boot.search.events = uevent_open();
	if (boot.search.events < 0)
		log_failure(LOG_WARNING, "no device events", ": ", boot.search.events);
	read_cmdline(&boot.cmdline, "", platform_cmdline(envp));
	load_open(&boot.loader, table_image(), &boot.cmdline, LOAD_BY_WORKERS);
	watchdog_start(boot.cmdline.watchdog);
	for (;;) {
		find_root(&boot, argv, envp);
		load_report(&boot.loader);
		platform_report();
		trace_flush();
		if (!rescue_shell(&boot.cmdline))
			break;
		boot.mount.again = 1;
		search_again(&boot.search);
		load_again(&boot.loader);
	}
	log_line(LOG_ERROR, "no root: giving up");
	return 1;
}

/* ---- the other roles */

struct options {
	const char *role;
	const char *root;      /* taken for / */
	const char *word;      /* what is neither option nor role */
	const char *wait_root; /* as in root= */
	unsigned timeout;      /* seconds */
	unsigned classes;      /* of enum load_class; 0: as the command line says */
	int dry_run, quiet;
};

static int is_role(const char *name)
{
	return !strcmp(name, "init") || !strcmp(name, "modprobe") ||
	       !strcmp(name, "coldprobe-load");
}

static int read_class(const char *name, unsigned *classes)
{
	*classes = !strcmp(name, "storage") ? LOAD_STORAGE
		   : !strcmp(name, "net")   ? LOAD_NET
		   : !strcmp(name, "all")   ? LOAD_STORAGE | LOAD_NET
					    : 0;
	return *classes != 0;
}

static int read_seconds(const char *text, unsigned *seconds)
{
	return text_decimal(text, seconds) && *seconds <= CMDLINE_WAIT_MAX;
}

/* One option, and its value. Returns how many words it took; 0: there is no such option. */
static int read_option(struct options *options, char **argv)
{
	if (!strcmp(*argv, "-n"))
		options->dry_run = 1;
	else if (!strcmp(*argv, "-q"))
		options->quiet = 1;
	else if (!argv[1])
		return 0;
	else if (!strcmp(*argv, "-r"))
		options->root = argv[1];
	else if (!strcmp(*argv, "--wait-root"))
		options->wait_root = argv[1];
	else if ((!strcmp(*argv, "--timeout") && read_seconds(argv[1], &options->timeout)) ||
		 (!strcmp(*argv, "--profile") && read_class(argv[1], &options->classes)))
		;
	else
		return 0;
	return argv[0][1] == 'n' || argv[0][1] == 'q' ? 1 : 2;
}

/* Returns 0 when the words make sense. */
static int read_options(struct options *options, char **argv)
{
	int words, is_modprobe;

	options->role = text_base(*argv++);
	if (*argv && is_role(*argv) && strcmp(options->role, "modprobe"))
		options->role = *argv++;
	for (; *argv && **argv == '-'; argv += words) {
		if (!strcmp(*argv, "--")) {
			argv++;
			break;
		}
		words = read_option(options, argv);
		if (!words)
			return -EINVAL;
	}
	if (*argv)
		options->word = *argv++;
	is_modprobe = !strcmp(options->role, "modprobe");
	/* modprobe's further words would be parameters of the module: the kernel never gives any. */
	if (*argv || !is_role(options->role) || !strcmp(options->role, "init") ||
	    !options->word != !is_modprobe ||
	    (is_modprobe && (options->wait_root || options->classes)) ||
	    (*options->root && !options->dry_run) || (options->wait_root && options->dry_run))
		return -EINVAL;
	return 0;
}

static const char usage[] = "usage: coldprobe-load [-n [-r DIR]] [--profile storage|net|all] "
			    "[--wait-root WHERE] [--timeout S]\n"
			    "       modprobe [-n] [-q] [--] ALIAS\n"
			    "example: probe coldprobe-load -n -r /\n";

/* What is there is loaded, then what came with it, until a scan brings nothing new or the time is over. */
static int load_all(struct loader *loader, const char *root, uint64_t deadline)
{
	uint64_t now;
	int more;

	do {
		if (search_devices(loader, root) < 0)
			return 1;
		for (more = 0; load_run(loader); more = loader->mode != LOAD_DRY_RUN) {
			now = sys_now();
			if (loader->workers.busy && now >= deadline)
				return 0;
			if (loader->workers.busy)
				load_wait(loader, -1, workers_timeout(now, deadline));
		}
	} while (more);
	return 0;
}

/* Load what the hardware needs and wait for the root, without mounting anything. */
static int wait_for_root(struct boot *boot, const struct options *options)
{
	boot->cmdline.root = options->wait_root;
	boot->cmdline.wait_seconds = (int)options->timeout;
	boot->search.events = uevent_open();
	if (search_target(&boot->search, TARGET_ROOT, "root=", options->wait_root))
		return 2;
	return search_root(&boot->search) != 0;
}

int main(int argc, char **argv, char **envp)
{
	static struct boot boot;
	struct options options = { .root = "", .timeout = CMDLINE_WAIT_DEFAULT };
	enum load_mode mode;
	int failed;

	if (sys_pid() == 1)
		return init_main(argv, envp);
	if (!argc || read_options(&options, argv)) {
		sys_write(2, usage, sizeof(usage) - 1);
		return 2;
	}
	if (options.word && options.quiet && request_is_unknown(table_image(), options.word))
		return 1;
	begin(&boot);
	mode = options.dry_run ? LOAD_DRY_RUN : options.word ? LOAD_DIRECTLY : LOAD_BY_WORKERS;
	if (mode != LOAD_DRY_RUN) {
		log_open();
		trace_open();
	}
	read_cmdline(&boot.cmdline, options.root, "");
	if (load_open(&boot.loader, table_image(), &boot.cmdline, mode))
		return 1;
	if (options.classes)
		boot.loader.classes = options.classes;
	if (!options.word)
		cmdline_list(&boot.cmdline, "coldprobe.load", load_first, &boot.loader);
	failed = options.word ? request_main(&boot.loader, options.word, options.quiet)
		 : options.wait_root
			 ? wait_for_root(&boot, &options)
			 : load_all(&boot.loader, options.root, search_deadline(options.timeout));
	load_end(&boot.loader);
	trace_flush();
	return failed;
}
