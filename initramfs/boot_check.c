/* SPDX-License-Identifier: MIT */
/* coldprobe boot-check: does an image reach a root on a machine of QEMU's? */
#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "baked.h"
#include "boot_file.h"
#include "elf.h"
#include "own_file.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe boot-check IMAGE --machine NAME [OPTION...]\n"
	"       coldprobe boot-check --machine list\n"
	"\n"
	"  --machine NAME       a machine for QEMU; list: what there is\n"
	"  --kernel DIR         the kernel's modules (default: /lib/modules/RELEASE of the image)\n"
	"  --kernel-image FILE  the kernel (default: boot/vmlinuz-RELEASE beside DIR's lib/)\n"
	"  --dtbs DIR           its device trees, for a machine that wants one (default: "
	"usr/lib/linux-image-RELEASE there)\n"
	"  --append WORDS       more words for the kernel's command line\n"
	"  --timeout S          seconds until the machine is stopped (default: 120)\n"
	"  --keep DIR           leave console, trace and its picture there\n"
	"\n"
	"Boots the image in QEMU with a small root on the machine's disk, and says whether that "
	"root was reached: exit code 0, or 1 after what the image had to say about it.\n"
	"\n"
	"example: coldprobe boot-check initramfs.img --machine virtio-blk\n";

extern char **environ;

struct boot_check {
	const char *image, *machine, *kernel, *kernel_image, *dtbs, *append, *timeout, *keep;
	char *run, *boot_image; /* scripts */
};

/* ---- the machines */

static char *own_script(const char *in_tree, const char *installed)
{
	char *path = own_file_path(in_tree, installed);

	if (!path)
		fatal("boot-check: neither %s nor %s is there, seen from the command: what boots "
		      "images in QEMU is not installed",
		      in_tree, installed);
	return path;
}

/* What a program prints; for the caller to free. */
static char *output_of(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	char *text = NULL;
	size_t room = 0;
	int pipes[2], status, error;
	FILE *from;
	pid_t pid;

	if (pipe(pipes) < 0)
		fatal("pipe:");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, pipes[0]);
	posix_spawn_file_actions_addclose(&actions, pipes[1]);
	error = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	from = fdopen(pipes[0], "r");
	if (error || !from)
		fatal("%s: %s", argv[0], strerror(error ? error : errno));
	if (getdelim(&text, &room, '\0', from) < 0)
		text = xstrdup("");
	fclose(from);
	if (waitpid(pid, &status, 0) < 0 || status != 0)
		fatal("%s: failed", argv[0]);
	return text;
}

/* The architecture of a machine, from lines "NAME ARCH ABOUT"; NULL: there is no such machine, and `names` has those
 * that there are. */
static char *machine_arch(const struct boot_check *check, char **names)
{
	char *argv[] = { check->run, (char[]){ "--list" }, NULL };
	char *text = output_of(argv), *next = text, *line, *arch = NULL;
	char name[64], its_arch[16];

	*names = xstrdup("");
	while ((line = text_line(&next))) {
		char *longer;

		if (sscanf(line, "%63s %15s", name, its_arch) != 2)
			continue;
		if (strcmp(name, check->machine) == 0)
			arch = xstrdup(its_arch);
		longer = xasprintf("%s%s%s", *names, **names ? ", " : "", name);
		free(*names);
		*names = longer;
	}
	free(text);
	return arch;
}

static _Noreturn void execute(char **argv)
{
	if (fflush(stdout) != 0)
		fatal("standard output:");
	execv(argv[0], argv);
	fatal("%s:", argv[0]);
}

static _Noreturn void list_machines(const struct boot_check *check)
{
	char *argv[] = { check->run, (char[]){ "--list" }, NULL };

	execute(argv);
}

/* ---- the image, and what goes with it */

/* The first filesystem for which the image has a module and that a test root can have; what is built into the kernel is
 * not looked for. */
static const char *root_type(const struct baked *baked)
{
	static const char *const types[] = { "ext4", "xfs", "btrfs", "f2fs" };
	static uint16_t found[BAKED_MAX_MODULES];

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		char *alias = xasprintf("fs-%s", types[i]);
		int count = baked_ask(&baked->table, alias, found);

		free(alias);
		if (count > 0)
			return types[i];
	}
	return "ext4";
}

static void find_kernel(struct boot_check *check, const struct baked *baked)
{
	const char *release = baked->manifest.release;

	if (!baked->has_manifest) {
		if (!check->kernel_image)
			fatal("%s: it does not say for which kernel it is: --kernel-image FILE "
			      "names one",
			      check->image);
		return;
	}
	if (!check->kernel)
		check->kernel = xasprintf("/lib/modules/%s", release);
	if (access(check->kernel, F_OK) != 0) {
		if (!check->kernel_image)
			fatal("%s: it is for kernel %s, and there is no %s: --kernel DIR or "
			      "--kernel-image FILE names it",
			      check->image, release, check->kernel);
		return;
	}
	if (!check->kernel_image)
		check->kernel_image = boot_file_find(check->kernel, release, "vmlinuz");
	if (!check->kernel_image)
		check->kernel_image = boot_file_find(check->kernel, release, "vmlinux");
	if (!check->kernel_image)
		fatal("%s: there is no vmlinuz-%s in boot/ beside its tree: --kernel-image FILE "
		      "names it",
		      check->kernel, release);
	if (!check->dtbs)
		check->dtbs = boot_file_dtbs(check->kernel, release);
}

static void check_arch(const struct boot_check *check, const struct baked *baked,
		       const char *wanted)
{
	char *name = xasprintf("%s: init", check->image);
	const char *arch = elf_arch(&baked->image.init, name);

	if (!arch || strcmp(arch, wanted) != 0)
		fatal("%s: it is for %s, the machine %s is %s", check->image,
		      arch ? arch : "another architecture", check->machine, wanted);
	free(name);
}

static char *test_init(const char *arch)
{
	char *in_tree = xasprintf("qemu/%s/init", arch);
	char *installed = xasprintf("lib/coldprobe/%s/test-init", arch);
	char *path = own_file_path(in_tree, installed);

	if (!path)
		fatal("boot-check: there is no init for a test root of %s: in the source, make "
		      "build/qemu/%s/init ARCH=%s makes it",
		      arch, arch, arch);
	free(in_tree);
	free(installed);
	return path;
}

/* ---- the command */

static void add_pair(struct strings *words, const char *option, const char *value)
{
	if (value) {
		strings_add(words, option);
		strings_add(words, value);
	}
}

static _Noreturn void boot(struct boot_check *check, const char *arch)
{
	static const char root[] = "root=UUID=c01dc01d-0000-4000-8000-000000000001 loglevel=7";
	char *own = realpath("/proc/self/exe", NULL);
	struct strings words = { 0 };
	struct baked baked;

	if (!own)
		fatal("/proc/self/exe:");
	baked_read(&baked, check->image);
	check_arch(check, &baked, arch);
	find_kernel(check, &baked);
	strings_add(&words, check->boot_image);
	add_pair(&words, "--coldprobe", own);
	add_pair(&words, "--out", check->keep);
	add_pair(&words, "--root-init", test_init(arch));
	add_pair(&words, "--root-type", root_type(&baked));
	add_pair(&words, "--machine", check->machine);
	add_pair(&words, "--initrd", check->image);
	add_pair(&words, "--kernel", check->kernel_image);
	add_pair(&words, "--dtbs", check->dtbs);
	add_pair(&words, "--timeout", check->timeout);
	add_pair(&words, "--append",
		 check->append ? xasprintf("%s %s", root, check->append) : root);
	printf("machine   %s\nkernel    %s\nimage     %s: %zu bytes\n", check->machine,
	       check->kernel_image, check->image, baked.image.packed);
	words.items = xgrow(words.items, words.count, sizeof(*words.items));
	words.items[words.count] = NULL;
	execute(words.items);
}

enum { MACHINE = 256, KERNEL, KERNEL_IMAGE, DTBS, APPEND, TIMEOUT, KEEP };

/* Where an option's value goes; NULL: there is no such option. */
static const char **option_place(struct boot_check *check, int option)
{
	switch (option) {
	case MACHINE:
		return &check->machine;
	case KERNEL:
		return &check->kernel;
	case KERNEL_IMAGE:
		return &check->kernel_image;
	case DTBS:
		return &check->dtbs;
	case APPEND:
		return &check->append;
	case TIMEOUT:
		return &check->timeout;
	case KEEP:
		return &check->keep;
	}
	return NULL;
}

static int options_read(struct boot_check *check, bool *wants_help, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "machine", required_argument, NULL, MACHINE },
		{ "kernel", required_argument, NULL, KERNEL },
		{ "kernel-image", required_argument, NULL, KERNEL_IMAGE },
		{ "dtbs", required_argument, NULL, DTBS },
		{ "append", required_argument, NULL, APPEND },
		{ "timeout", required_argument, NULL, TIMEOUT },
		{ "keep", required_argument, NULL, KEEP },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char **place;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		place = option_place(check, option);
		if (place)
			*place = optarg;
		else if (option == 'h')
			*wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (*wants_help)
		return 0;
	if (!check->machine)
		return command_misuse(argv[0], "--machine NAME is missing");
	if (check->timeout &&
	    (!*check->timeout || strspn(check->timeout, "0123456789") != strlen(check->timeout)))
		return command_misuse(argv[0], "--timeout %s: not a number of seconds",
				      check->timeout);
	return 0;
}

int boot_check_main(int argc, char **argv)
{
	struct boot_check check = { 0 };
	bool wants_help = false;
	int misuse = options_read(&check, &wants_help, argc, argv);
	char *arch, *names;

	if (misuse)
		return misuse;
	if (wants_help) {
		fputs(help, stdout);
		stdout_close();
		return 0;
	}
	check.run = own_script("../qemu/run", "share/coldprobe/qemu/run");
	if (strcmp(check.machine, "list") == 0)
		list_machines(&check);
	if (argc - optind != 1)
		return command_misuse(argv[0], "takes one IMAGE");
	check.image = argv[optind];
	check.boot_image =
		own_script("../scripts/boot-image", "share/coldprobe/scripts/boot-image");
	arch = machine_arch(&check, &names);
	if (!arch)
		return command_misuse(argv[0], "--machine %s: there are %s", check.machine, names);
	boot(&check, arch);
}
