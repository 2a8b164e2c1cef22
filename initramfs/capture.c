/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "rootdev.h"

#define LOG_RECORD 8192 /* more than the kernel gives at once */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct strings *list)
{
	size_t kept = 0;

	if (list->count == 0)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare_texts);
	for (size_t i = 0; i < list->count; i++) {
		if (kept > 0 && strcmp(list->items[i], list->items[kept - 1]) == 0)
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

static bool has(const struct strings *sorted, const char *text)
{
	return sorted->count > 0 && bsearch(&text, sorted->items, sorted->count,
					    sizeof(*sorted->items), compare_texts) != NULL;
}

/* ---- which devices */

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_subsystem(const struct board_device *device, const char *name)
{
	return device->subsystem && strcmp(device->subsystem, name) == 0;
}

static bool is_kept(const struct capture *capture, const struct board_device *device,
		    const struct strings *named)
{
	if (!capture->is_full && strstr(device->path, "/net/"))
		return false;
	if (device->modaliases.count > 0 || device->driver || device->supplier_count > 0 ||
	    device->of_node || device->is_waiting || is_subsystem(device, "nvme") ||
	    has(named, device->path))
		return true;
	if (capture->is_full && is_subsystem(device, "net"))
		return true;
	return is_subsystem(device, "block") &&
	       (device->slaves.count > 0 || !begins(device->path, "/devices/virtual/"));
}

static void keep_devices(const struct capture *capture, struct board *board,
			 const struct rootdev *root)
{
	struct strings named = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < board->count; i++) {
		const struct board_device *device = &board->devices[i];

		for (size_t k = 0; k < device->supplier_count; k++)
			strings_add(&named, device->suppliers[k].path);
		for (size_t k = 0; k < device->slaves.count; k++)
			strings_add(&named, device->slaves.items[k]);
	}
	for (size_t i = 0; i < root->members.count; i++)
		strings_add(&named, root->members.items[i]);
	if (root->path)
		strings_add(&named, root->path);
	sort(&named);
	for (size_t i = 0; i < board->count; i++) {
		if (is_kept(capture, &board->devices[i], &named))
			board->devices[kept++] = board->devices[i];
		else
			board_clear_device(&board->devices[i]);
	}
	board->count = kept;
	strings_free(&named);
}

static int compare_paths(const void *a, const void *b)
{
	const struct board_device *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void find_parent(const struct board *board, struct board_device *device)
{
	struct board_device above = { .path = xstrdup(device->path) };
	const struct board_device *parent = NULL;
	char *slash;

	while (!parent && (slash = strrchr(above.path, '/')) != NULL) {
		*slash = '\0';
		parent =
			bsearch(&above, board->devices, board->count, sizeof(above), compare_paths);
	}
	if (parent)
		device->parent = xstrdup(parent->path);
	free(above.path);
}

/* ---- what carries / */

static void take_root(struct capture *capture, struct board *board)
{
	struct board_device *device;
	struct rootdev root = { 0 };

	if (capture->proc)
		rootdev_find(&root, capture->sysfs, capture->proc, capture->is_here);
	keep_devices(capture, board, &root);
	for (size_t i = 0; i < board->count; i++) {
		char *below = NULL;

		if (begins(board->devices[i].path, "/devices/virtual/block/loop") && capture->proc)
			below = rootdev_of_loop(capture->sysfs, capture->proc,
						board->devices[i].path);
		if (below)
			board_add_slave(&board->devices[i], below);
		free(below);
	}
	device = root.path ? board_find(board, root.path) : NULL;
	for (size_t i = 0; device && i < root.members.count; i++)
		board_add_slave(device, root.members.items[i]);
	if (root.path)
		board->root = xstrdup(root.path);
	if (root.type)
		board->root_type = xstrdup(root.type);
	if (capture->proc && !root.path)
		capture->root_problem = xstrdup(root.problem);
	rootdev_free(&root);
}

/* ---- the machine as a whole */

static const char *arch_name(const char *machine)
{
	static const char *const names[][2] = {
		{ "x86_64", "amd64" },	  { "aarch64", "arm64" },	{ "armv6l", "armel" },
		{ "armv7l", "armhf" },	  { "armv8l", "armhf" },	{ "i386", "i386" },
		{ "i486", "i386" },	  { "i586", "i386" },		{ "i686", "i386" },
		{ "ppc64le", "ppc64el" }, { "loongarch64", "loong64" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(machine, names[i][0]) == 0)
			return names[i][1];
	return machine; /* riscv64, s390x, ppc64: their own */
}

/* The first line, without blanks at its ends; NULL: there is none. For the caller to free. */
static char *first_line(struct capture *capture, const char *dir, const char *name)
{
	char *text = dir ? sysfs_text(dir, name, &capture->unread) : NULL;
	char *start, *end, *line = NULL;

	if (text) {
		*strchrnul(text, '\n') = '\0';
		start = text + strspn(text, " \t");
		for (end = start + strlen(start); end > start && strchr(" \t\r", end[-1]);)
			*--end = '\0';
		line = *start ? xstrdup(start) : NULL;
	}
	free(text);
	return line;
}

static void take_model(struct capture *capture, struct board *board)
{
	char *vendor, *product;

	board->model = first_line(capture, capture->sysfs, "firmware/devicetree/base/model");
	if (board->model)
		return;
	vendor = first_line(capture, capture->sysfs, "devices/virtual/dmi/id/sys_vendor");
	product = first_line(capture, capture->sysfs, "devices/virtual/dmi/id/product_name");
	if (vendor && product)
		board->model = xasprintf("%s %s", vendor, product);
	else if (vendor || product)
		board->model = xstrdup(vendor ? vendor : product);
	free(vendor);
	free(product);
}

static void take_aliases(struct capture *capture, struct board *board)
{
	char *dir = xasprintf("%s/firmware/devicetree/base/aliases", capture->sysfs);
	struct strings names;

	sysfs_list(dir, "", &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = first_line(capture, dir, names.items[i]);

		if (path && *path == '/')
			board_add_alias(board, names.items[i], path);
		free(path);
	}
	strings_free(&names);
	free(dir);
}

static void take_modules(struct capture *capture, struct board *board)
{
	char *path = xasprintf("%s/modules", capture->proc);
	char *text = file_read_text(path);

	for (char *next = text, *line; text && (line = text_line(&next));) {
		line[strcspn(line, " ")] = '\0';
		if (*line)
			strings_add(&board->loaded, line);
	}
	sort(&board->loaded);
	free(text);
	free(path);
}

/*
 * What the kernel says of a file that it has loaded: Debian's up to 6.1 always, others when the messages of
 * drivers/base/firmware_loader are asked for.
 */
static void take_firmware(struct board *board, char *line)
{
	char *name;

	if ((name = strstr(line, "direct-loading ")) != NULL) {
		name += strlen("direct-loading ");
		if (begins(name, "firmware "))
			name += strlen("firmware ");
	} else if ((name = strstr(line, "Loaded FW: ")) != NULL) {
		name += strlen("Loaded FW: ");
	} else {
		return;
	}
	name[strcspn(name, " ,\t\r\n")] = '\0';
	if (*name)
		strings_add(&board->firmware, name);
}

/* /dev/kmsg gives a record at each read; a file is read the same way, and a line may then come in two pieces. */
static void take_log(struct capture *capture, struct board *board)
{
	int fd = open(capture->log, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	size_t size = 0;
	ssize_t got;

	if (fd < 0)
		return;
	do {
		text = xrealloc(text, size + LOG_RECORD + 1);
		got = read(fd, text + size, LOG_RECORD);
		if (got > 0)
			size += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EPIPE));
	capture->has_log = got == 0 || errno == EAGAIN;
	close(fd);
	text[size] = '\0';
	for (char *next = text, *line; (line = text_line(&next));)
		take_firmware(board, line);
	sort(&board->firmware);
	free(text);
}

void capture_read(struct capture *capture, struct board *board)
{
	struct utsname name;

	sysfs_read(board, capture->sysfs, &capture->unread);
	board->source = xstrdup("sysfs");
	if (capture->is_here && uname(&name) == 0) {
		board->arch = xstrdup(arch_name(name.machine));
		board->kernel = xstrdup(name.release);
	} else if (capture->proc) {
		char *arch = first_line(capture, capture->proc, "sys/kernel/arch");

		board->arch = arch ? xstrdup(arch_name(arch)) : NULL;
		board->kernel = first_line(capture, capture->proc, "sys/kernel/osrelease");
		free(arch);
	}
	take_model(capture, board);
	take_root(capture, board);
	for (size_t i = 0; i < board->count; i++)
		find_parent(board, &board->devices[i]);
	if (capture->proc)
		take_modules(capture, board);
	take_aliases(capture, board);
	if (capture->log)
		take_log(capture, board);
}

void capture_free(struct capture *capture)
{
	free(capture->unread.first);
	free(capture->root_problem);
}
