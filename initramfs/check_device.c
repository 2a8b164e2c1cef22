/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "check_walk.h"
#include "profile.h"
#include "select_print.h"

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

bool check_answers(const struct check *check, const char *modalias, int number)
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
		    !check_answers(check, modaliases->items[i], number)) {
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
		if (text && !check_answers(check, text, number)) {
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

/* Is a wanted device a network's, not a disk's? As the profiles have it that were asked for. */
static bool is_network(const struct check *check, const struct need *need)
{
	const char *path =
		need->builtin ? builtin_path(check->input->builtin, need->builtin) : NULL;

	if (path)
		return strstr(path, "/drivers/net/") != NULL;
	for (size_t i = 0; i < need->module_count; i++) {
		const struct choice *choice = check_choice(check, need->modules[i]);

		if (!choice || !(choice->classes & PROFILE_NET) ||
		    (choice->classes & PROFILE_STORAGE))
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
	if (check->is_optional)
		return;
	check->out->devices += has_own_path;
	check->out->undriven += has_own_path && !hardware_has_driver(need);
}

void check_devices(struct check *check)
{
	const struct hardware *hardware = &check->input->selection->hardware;
	const struct wish *wish = check->input->wish;
	bool *is_storage = find_storage(check);

	for (size_t i = 0; i < hardware->count; i++)
		if (check->is_optional || !hardware->needs[i].is_optional)
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
