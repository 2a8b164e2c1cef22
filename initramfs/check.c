/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "bake.h"
#include "check_walk.h"
#include "modfile.h"
#include "select_print.h"

const char *check_kind_name(enum check_kind kind)
{
	static const char *const names[] = { "module",	"file",	    "alias",	  "network",
					     "order",	"firmware", "filesystem", "device",
					     "release", "vermagic", "signature",  "changed" };

	return names[kind];
}

/* ---- missing links */

void check_complain(struct check *check, enum check_kind kind, const char *what, char *problem,
		    char *chain, char *remedy)
{
	struct check_result *out = check->out;

	for (size_t i = 0; i < out->count; i++) {
		struct check_link *link = &out->missing[i];

		if (link->kind != kind || strcmp(link->what, what) != 0 ||
		    strcmp(link->problem, problem) != 0)
			continue;
		link->more++;
		free(problem);
		free(chain);
		free(remedy);
		return;
	}
	out->missing = xgrow(out->missing, out->count, sizeof(*out->missing));
	out->missing[out->count++] = (struct check_link){ .kind = kind,
							  .what = xstrdup(what),
							  .problem = problem,
							  .chain = chain,
							  .remedy = remedy };
}

void check_free(struct check_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->missing[i].what);
		free(result->missing[i].problem);
		free(result->missing[i].chain);
		free(result->missing[i].remedy);
	}
	free(result->missing);
	strings_free(&result->filesystems);
	strings_free(&result->absent);
	*result = (struct check_result){ 0 };
}

/* ---- chains */

static const struct need *need_of(const struct check *check, size_t number)
{
	return &check->input->selection->hardware.needs[number];
}

/* The shortest: each need's first asker. */
static char *need_chain(const struct check *check, const struct need *need)
{
	const struct select_report report = { check->input->selection, check->input->wish };
	char *text = select_need(&report, need);

	while (need->kind != NEED_DEVICE) {
		const struct need *consumer = need_of(check, need->consumer);
		char *link = select_link(need->kind, need->by);
		char *head = select_need(&report, consumer);
		char *longer = xasprintf("%s <- %s %s", head, link, text);

		free(link);
		free(head);
		free(text);
		text = longer;
		need = consumer;
	}
	return text;
}

static char *root_chain(const struct check *check, const struct need *need)
{
	const struct wish *wish = check->input->wish;
	char *way = need_chain(check, need);
	char *text = wish->board_count > 1
			     ? xasprintf("%s: root <- %s", wish->boards[need->board].file, way)
			     : xasprintf("root <- %s", way);

	free(way);
	return text;
}

/* ---- does the table answer? */

static bool answers(const struct check *check, const char *modalias, int number)
{
	static uint16_t found[BAKED_MAX_MODULES];
	int count = alias_lookup(&check->input->baked->table, modalias, found, BAKED_MAX_MODULES);

	for (int i = 0; i < count; i++)
		if (found[i] == number)
			return true;
	return false;
}

/* A modalias that a pattern matches; NULL: none is easily made. For the caller to free. */
static char *sample(const char *pattern)
{
	char *text = xmalloc(strlen(pattern) + 1), *to = text;

	for (; *pattern; pattern++) {
		if (*pattern == '[') {
			const char *end = strchr(pattern, ']');

			if (!end || end == pattern + 1 || pattern[1] == '!' || pattern[1] == '^') {
				free(text);
				return NULL;
			}
			*to++ = pattern[1];
			pattern = end;
		} else if (*pattern != '*') {
			*to++ = *pattern == '?' ? '0' : *pattern;
		}
	}
	*to = '\0';
	return text;
}

static const struct manifest_module *manifest_module(const struct check *check, const char *name)
{
	const struct manifest *manifest = &check->input->baked->manifest;

	for (size_t i = 0; check->input->baked->has_manifest && i < manifest->count; i++)
		if (strcmp(manifest->modules[i].name, name) == 0)
			return &manifest->modules[i];
	return NULL;
}

static void complain_alias(struct check *check, const struct need *need,
			   const struct module *module, const char *modalias)
{
	const struct manifest_module *own = manifest_module(check, module->name);
	char *chain = root_chain(check, need);

	if (own && strstr(own->flags, "blacklisted"))
		check_complain(
			check, CHECK_ALIAS, module->name,
			xasprintf("in the image, but blacklisted by its modprobe.d: no "
				  "device brings it in (%s)",
				  modalias),
			chain,
			xasprintf("take the line \"blacklist %s\" out of --config", module->name));
	else
		check_complain(check, CHECK_ALIAS, module->name,
			       xasprintf("in the image, but its table does not answer %s with it",
					 modalias),
			       chain, xasprintf("coldprobe image --module %s", module->name));
}

static bool kernel_answers(const struct kernel *kernel, const char *modalias, unsigned module)
{
	const struct module **found;
	size_t count = kernel_match(kernel, modalias, &found);
	bool does = false;

	for (size_t i = 0; i < count; i++)
		does |= found[i] == &kernel->modules[module];
	free(found);
	return does;
}

/* What the device itself says. */
static void check_modaliases(struct check *check, const struct need *need, unsigned module,
			     int number)
{
	const struct board *board = &check->input->wish->boards[need->board];
	const struct strings *modaliases = &board->devices[need->device].modaliases;

	for (size_t i = 0; i < modaliases->count; i++)
		if (kernel_answers(check->input->kernel, modaliases->items[i], module) &&
		    !answers(check, modaliases->items[i], number)) {
			complain_alias(check, need, &check->input->kernel->modules[module],
				       modaliases->items[i]);
			return;
		}
}

/* What is made by name, or announced by an event alone: the module's own aliases say what that will be. */
static void check_own_aliases(struct check *check, const struct need *need, unsigned module,
			      int number)
{
	const struct module *of = &check->input->kernel->modules[module];

	for (size_t i = 0; i < of->aliases.count; i++) {
		const char *alias = of->aliases.items[i];
		char *text;

		if (!alias_is_hardware(alias) ||
		    (need->kind == NEED_CHILD && strncmp(alias, "platform:", 9) != 0))
			continue;
		text = sample(alias);
		if (text && !answers(check, text, number)) {
			complain_alias(check, need, of, alias);
			free(text);
			return;
		}
		free(text);
	}
}

/* ---- for a network alone */

static bool is_for_network_only(const struct check *check, unsigned number)
{
	return check->input->baked->table.modules[number].flags & TABLE_MODULE_NET;
}

/* Is a wanted device a network's, not a disk's? */
static bool is_network(const struct check *check, const struct need *need)
{
	const struct kernel *kernel = check->input->kernel;
	const char *path =
		need->builtin ? builtin_path(check->input->builtin, need->builtin) : NULL;

	if (path)
		return strstr(path, "/drivers/net/") != NULL;
	for (size_t i = 0; i < need->module_count; i++) {
		int number = alias_module(&check->input->baked->table,
					  kernel->modules[need->modules[i]].name);

		if (number < 0 || !is_for_network_only(check, (unsigned)number))
			return false;
	}
	return need->module_count > 0;
}

/* A need each: does a disk's chain lead there? */
static bool *find_storage(const struct check *check)
{
	const struct hardware *hardware = &check->input->selection->hardware;
	bool *is_storage = xcalloc(hardware->count + 1, sizeof(*is_storage));
	bool grew = true;

	for (size_t i = 0; i < hardware->count; i++)
		is_storage[i] = hardware->needs[i].kind == NEED_DEVICE &&
				!is_network(check, &hardware->needs[i]);
	while (grew) {
		grew = false;
		for (size_t i = 0; i < hardware->count; i++) {
			const struct need *need = &hardware->needs[i];

			for (size_t k = 0; k < need->asker_count && !is_storage[i]; k++)
				if (is_storage[need->askers[k].consumer])
					grew = is_storage[i] = true;
		}
	}
	return is_storage;
}

static void check_class(struct check *check, const struct need *need, unsigned module, int number)
{
	if (!is_for_network_only(check, (unsigned)number))
		return;
	check_complain(check, CHECK_NETWORK, check->input->kernel->modules[module].name,
		       xstrdup("in the image, but for a network alone: devices bring it in only "
			       "when the command line asks for one"),
		       root_chain(check, need), xstrdup("coldprobe image --profile storage"));
}

/* ---- devices */

static void check_need(struct check *check, const struct need *need, bool is_storage)
{
	bool has_own_path = need->kind != NEED_BEHIND &&
			    (need->kind != NEED_CHILD ||
			     need_of(check, need->consumer)->device != need->device);

	for (size_t i = 0; i < need->module_count; i++) {
		char *chain = root_chain(check, need);
		int number = check_module(check, need->modules[i], chain);

		free(chain);
		if (number < 0)
			continue;
		if (has_own_path)
			check_modaliases(check, need, need->modules[i], number);
		else
			check_own_aliases(check, need, need->modules[i], number);
		if (is_storage)
			check_class(check, need, need->modules[i], number);
	}
	check->out->devices += has_own_path;
	check->out->undriven += has_own_path && !hardware_has_driver(need);
}

static void check_devices(struct check *check)
{
	const struct hardware *hardware = &check->input->selection->hardware;
	const struct wish *wish = check->input->wish;
	bool *is_storage = find_storage(check);

	for (size_t i = 0; i < hardware->count; i++)
		check_need(check, &hardware->needs[i], is_storage[i]);
	for (unsigned board = 0; board < wish->board_count; board++) {
		bool has_any = false;

		for (size_t i = 0; i < hardware->count && !has_any; i++)
			has_any = hardware->needs[i].board == board;
		if (!has_any)
			check_complain(check, CHECK_DEVICE, wish->boards[board].file,
				       xstrdup("it has no device that a driver of these profiles "
					       "serves: nothing leads to a root"),
				       NULL, NULL);
	}
	free(is_storage);
}

/* ---- file systems */

static bool is_builtin_type(const struct check *check, const char *alias)
{
	const struct builtin *builtin = check->input->builtin;

	if (kernel_is_builtin(check->input->kernel, alias + strlen("fs-")))
		return true;
	for (size_t i = 0; i < builtin->texts.count; i++)
		if (strcmp(builtin->texts.items[i], alias) == 0)
			return true;
	return false;
}

static void check_filesystem(struct check *check, const char *alias, unsigned module)
{
	const struct module *of = &check->input->kernel->modules[module];
	char *chain = xasprintf("root <- %s (%s)", alias, of->name);
	int number = check_module(check, module, chain);

	if (number < 0 || answers(check, alias, number)) {
		free(chain);
		return;
	}
	check_complain(check, CHECK_ALIAS, of->name,
		       xasprintf("in the image, but its table does not answer %s with it", alias),
		       chain, xasprintf("coldprobe image --module %s", of->name));
}

static void check_type(struct check *check, const char *type)
{
	const struct kernel *kernel = check->input->kernel;
	char *alias = xasprintf("fs-%s", type);
	const struct module **found;
	size_t count = kernel_match(kernel, alias, &found);

	for (size_t i = 0; i < count; i++)
		check_filesystem(check, alias, (unsigned)(found[i] - kernel->modules));
	free(found);
	if (count > 0) {
		strings_add(&check->out->filesystems, type);
	} else if (is_builtin_type(check, alias)) {
		char *text = xasprintf("%s (built in)", type);

		strings_add(&check->out->filesystems, text);
		free(text);
	} else {
		check_complain(
			check, CHECK_FILESYSTEM, alias,
			xasprintf("no module of %s has it, and it is not built in", kernel->dir),
			xasprintf("root <- %s", alias), NULL);
	}
	free(alias);
}

/* Of which type the root is, nobody says: what is there must be whole. */
static void check_any(struct check *check)
{
	static const char *const built_in[] = {
		"ext4", "xfs", "btrfs", "f2fs", "squashfs", "erofs"
	};
	const struct kernel *kernel = check->input->kernel;
	struct strings *types = &check->out->filesystems;

	for (unsigned i = 0; i < kernel->count; i++) {
		const struct module *module = &kernel->modules[i];
		int number = alias_module(&check->input->baked->table, module->name);

		if (number < 0 ||
		    !(check->input->baked->table.modules[number].flags & TABLE_MODULE_FILESYSTEM))
			continue;
		for (size_t k = 0; k < module->aliases.count; k++)
			if (strncmp(module->aliases.items[k], "fs-", 3) == 0)
				check_filesystem(check, module->aliases.items[k], i);
		strings_add(types, module->name);
	}
	for (size_t i = 0; i < sizeof(built_in) / sizeof(*built_in); i++)
		if (kernel_is_builtin(kernel, built_in[i])) {
			char *text = xasprintf("%s (built in)", built_in[i]);

			strings_add(types, text);
			free(text);
		}
	if (types->count == 0)
		check_complain(check, CHECK_FILESYSTEM, "fs-*",
			       xstrdup("no file system that can hold a root is in the image, or "
				       "built in"),
			       xstrdup("root"), xstrdup("coldprobe image --profile filesystem"));
}

static void check_filesystems(struct check *check)
{
	const struct strings *types = check->input->filesystems;

	for (size_t i = 0; i < types->count; i++)
		check_type(check, types->items[i]);
	if (types->count == 0)
		check_any(check);
}

/* ---- the whole */

static int compare_files(const void *a, const void *b)
{
	const struct unpack_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

const struct unpack_file *check_file(const struct check *check, const char *path)
{
	const struct unpack_file wanted = { .path = (char *)path }, *key = &wanted;
	const struct unpack_file **found =
		bsearch(&key, check->files, check->input->baked->image.count, sizeof(*check->files),
			compare_files);

	return found ? *found : NULL;
}

static bool check_release(struct check *check)
{
	const struct table *table = &check->input->baked->table;
	const char *release = table->strings + table->header->release;

	if (strcmp(release, check->input->kernel->release) == 0)
		return true;
	check_complain(check, CHECK_RELEASE, *release ? release : "-",
		       xasprintf("the image is for that kernel, %s is of %s",
				 check->input->kernel->dir, check->input->kernel->release),
		       NULL, xasprintf("coldprobe image --kernel %s", check->input->kernel->dir));
	return false;
}

static void check_open(struct check *check)
{
	const struct unpacked *image = &check->input->baked->image;
	size_t count = check->input->kernel->count;

	depend_init(&check->graph, check->input->kernel);
	check->chains = xcalloc(count, sizeof(*check->chains));
	check->is_done = xcalloc(count, sizeof(*check->is_done));
	check->is_supplied = xcalloc(count, sizeof(*check->is_supplied));
	check->files = xcalloc(image->count + 1, sizeof(*check->files));
	for (size_t i = 0; i < image->count; i++)
		check->files[i] = &image->files[i];
	qsort(check->files, image->count, sizeof(*check->files), compare_files);
}

static void check_close(struct check *check)
{
	for (size_t i = 0; i < check->input->kernel->count; i++) {
		check->out->modules += check->chains[i] != NULL;
		free(check->chains[i]);
	}
	free(check->chains);
	free(check->is_done);
	free(check->is_supplied);
	free(check->files);
	depend_free(&check->graph);
}

void check_image(struct check_result *result, const struct check_input *input)
{
	struct check check = { .input = input, .out = result };

	*result = (struct check_result){ 0 };
	check_open(&check);
	if (check_release(&check)) {
		check_devices(&check);
		check_filesystems(&check);
		check_bytes(&check);
	}
	check_close(&check);
}
