/* SPDX-License-Identifier: MIT */
/* coldprobe list: every device of a machine, and the modules that would serve it */
#define _GNU_SOURCE
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board.h"
#include "describe.h"
#include "dtb.h"
#include "hwnames.h"
#include "json.h"
#include "print.h"
#include "resolve.h"
#include "sysfs.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe list [OPTION...]\n"
	"\n"
	"  --sysfs DIR    of a copy of sysfs (default: /sys, the running machine)\n"
	"  --board FILE   of a board file\n"
	"  --dtb FILE     of a device tree\n"
	"  --dtbo FILE    with this overlay; repeatable, in this order\n"
	"  --kernel DIR   whose modules (default: those of the board's kernel, else of the running "
	"one, if it is installed)\n"
	"  -n             numbers only: no names of vendors, devices and classes\n"
	"  --json         the same as one JSON object\n"
	"\n"
	"Lists every device that has a modalias: its address, its class, its name, the driver that "
	"is bound to it, and the modules that modprobe would choose for it.\n"
	"\n"
	"example: coldprobe list --kernel /lib/modules/6.1.0-56-amd64\n";

struct list {
	const char *sysfs;
	const char *board_file;
	const char *dtb;
	struct strings overlays;
	const char *kernel_dir;
	bool wants_numbers;
	bool wants_json;
	bool wants_help;
	struct board board;
	struct resolver resolver;
	struct hwnames names;
	struct json json;
};

/* ---- one device */

static const char *address(const struct board_device *device)
{
	const char *slash = strrchr(device->path, '/');

	return slash ? slash + 1 : device->path;
}

static void resolve_device(const struct list *list, const struct board_device *device,
			   struct resolution *resolution)
{
	*resolution = (struct resolution){ 0 };
	for (size_t i = 0; i < device->modaliases.count; i++)
		resolve_also(&list->resolver, device->modaliases.items[i], resolution);
}

static struct hwnames *names(struct list *list)
{
	return list->wants_numbers ? NULL : &list->names;
}

static void print_device(struct list *list, const struct board_device *device)
{
	struct resolution resolution;
	char *class, *name;

	describe_device(names(list), device->modaliases.items[0], &class, &name);
	print_text(address(device));
	putchar(' ');
	print_text(class);
	fputs(*name ? ": " : "", stdout);
	print_text(name);
	putchar('\n');
	free(class);
	free(name);
	if (device->driver) {
		fputs("\tdriver: ", stdout);
		print_text(device->driver);
		putchar('\n');
	}
	resolve_device(list, device, &resolution);
	for (size_t i = 0; i < resolution.count; i++)
		printf("%s%s%s", i ? ", " : "\tmodules: ", resolution.items[i].name,
		       resolution.items[i].is_builtin ? " (built in)" : "");
	if (resolution.count > 0)
		putchar('\n');
	resolution_free(&resolution);
}

static void json_device(struct list *list, const struct board_device *device)
{
	struct json *json = &list->json;
	struct resolution resolution;
	char *class, *name;

	describe_device(names(list), device->modaliases.items[0], &class, &name);
	json_open(json, NULL, '{');
	json_text(json, "path", device->path);
	json_text(json, "address", address(device));
	json_text(json, "subsystem", device->subsystem);
	json_text(json, "class", class);
	json_text(json, "name", name);
	json_strings(json, "modaliases", &device->modaliases);
	json_text(json, "driver", device->driver);
	json_open(json, "modules", '[');
	resolve_device(list, device, &resolution);
	for (size_t i = 0; i < resolution.count; i++) {
		json_open_flat(json, NULL, '{');
		json_text(json, "name", resolution.items[i].name);
		json_bool(json, "builtin", resolution.items[i].is_builtin);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
	resolution_free(&resolution);
	free(class);
	free(name);
}

/* ---- the command */

static void read_machine(struct list *list)
{
	struct board *board = &list->board;
	struct sysfs_unread unread = { 0 };

	if (list->board_file)
		board_read(board, list->board_file);
	else if (list->dtb)
		dtb_read(board, list->dtb, &list->overlays);
	else
		sysfs_read(board, list->sysfs ? list->sysfs : "/sys", &unread);
	board_sort(board);
	free(unread.first);
}

static void read_kernel(struct list *list)
{
	const char *release = list->board.kernel;
	char *installed = NULL;

	if (!list->kernel_dir && release && !strchr(release, '/')) {
		installed = xasprintf("/lib/modules/%s", release);
		if (access(installed, F_OK) == 0)
			list->kernel_dir = installed;
	}
	resolver_open(&list->resolver, list->kernel_dir);
	free(installed);
}

static void begin_json(struct list *list)
{
	struct json *json = &list->json;
	const struct resolver *resolver = &list->resolver;

	json_open(json, NULL, '{');
	json_text(json, "kernel", resolver->has_kernel ? resolver->kernel.release : NULL);
	json_text(json, "arch", list->board.arch);
	json_text(json, "model", list->board.model);
	json_open(json, "devices", '[');
}

static void list_all(struct list *list)
{
	read_machine(list);
	read_kernel(list);
	if (!list->wants_numbers)
		hwnames_open(&list->names);
	if (list->wants_json)
		begin_json(list);
	for (size_t i = 0; i < list->board.count; i++) {
		const struct board_device *device = &list->board.devices[i];

		if (device->modaliases.count == 0)
			continue;
		if (list->wants_json)
			json_device(list, device);
		else
			print_device(list, device);
	}
	if (list->wants_json) {
		json_close(&list->json, ']');
		json_close(&list->json, '}');
	}
	hwnames_close(&list->names);
	resolver_close(&list->resolver);
	board_free(&list->board);
	strings_free(&list->overlays);
}

enum { SYSFS = 256, BOARD, DTB, DTBO, KERNEL, JSON };

static int option_take(struct list *list, int option, char **argv)
{
	switch (option) {
	case SYSFS:
		list->sysfs = optarg;
		return 0;
	case BOARD:
		list->board_file = optarg;
		return 0;
	case DTB:
		list->dtb = optarg;
		return 0;
	case DTBO:
		strings_add(&list->overlays, optarg);
		return 0;
	case KERNEL:
		list->kernel_dir = optarg;
		return 0;
	case JSON:
		list->wants_json = true;
		return 0;
	case 'n':
		list->wants_numbers = true;
		return 0;
	case 'h':
		list->wants_help = true;
		return 0;
	}
	return command_bad_option(option, argv);
}

int list_main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "sysfs", required_argument, NULL, SYSFS },
		{ "board", required_argument, NULL, BOARD },
		{ "dtb", required_argument, NULL, DTB },
		{ "dtbo", required_argument, NULL, DTBO },
		{ "kernel", required_argument, NULL, KERNEL },
		{ "json", no_argument, NULL, JSON },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct list list = { 0 };
	int option, misuse;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":nh", long_options, NULL)) != -1) {
		misuse = option_take(&list, option, argv);
		if (misuse)
			return misuse;
	}
	if (!list.wants_help && optind < argc)
		return command_misuse(argv[0], "%s: not an option", argv[optind]);
	if ((list.sysfs != NULL) + (list.board_file != NULL) + (list.dtb != NULL) > 1)
		return command_misuse(argv[0], "--sysfs, --board and --dtb: one of them");
	if (list.overlays.count > 0 && !list.dtb)
		return command_misuse(argv[0], "--dtbo: an overlay of what? It goes with --dtb");
	if (list.wants_help)
		fputs(help, stdout);
	else
		list_all(&list);
	stdout_close();
	return 0;
}
