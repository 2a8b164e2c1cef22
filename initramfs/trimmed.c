/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "trimmed.h"

#include <stdlib.h>
#include <string.h>

#include "../probe/table.h"
#include "bake.h"
#include "picking.h"
#include "profile.h"

#define NAME_FOLLOWS ": coldprobe image --module "

/* What a module of the kernel is in the image; by its place in kernel->modules. */
struct place {
	const struct choice *choice; /* NULL: it is not there */
	const char *left;	     /* why it was left out on purpose; NULL: it was not */
};

static size_t place_of(const struct selection *selection, const struct module *module)
{
	return (size_t)(module - selection->kernel->modules);
}

static struct place *find_places(const struct selection *selection)
{
	struct place *places = xcalloc(selection->kernel->count, sizeof(*places));

	for (size_t i = 0; i < selection->count; i++)
		places[place_of(selection, selection->choices[i].module)].choice =
			&selection->choices[i];
	for (size_t i = 0; i < selection->left_count; i++)
		places[place_of(selection, selection->left[i].module)].left =
			selection->left[i].reason;
	return places;
}

/* Why no device brings it in; NULL: one does, or the module is no matter here. The caller frees it. */
static char *trimmed_reason(const struct place *place, const struct pick *wide,
			    const struct module *module)
{
	const char *left = place->left ? place->left : wide->left;

	if (place->choice && module->is_blacklisted)
		return xstrdup("aboard, but blacklisted in modprobe.d");
	if (place->choice && place->choice->for_devices)
		return NULL;
	if (place->choice)
		return wide->for_devices
			       ? xstrdup("aboard, but not chosen for its devices" NAME_FOLLOWS)
			       : NULL;
	if (place->left || (!wide->reason && left))
		return xasprintf("left out at build (%s)" NAME_FOLLOWS, left);
	/* "profile net: drivers/net/ethernet": its name is what would have it. */
	if (wide->for_devices && strncmp(wide->reason, "profile ", 8) == 0)
		return xasprintf("not in this image: coldprobe image --%.*s, or --module ",
				 (int)strcspn(wide->reason, ":"), wide->reason);
	return NULL;
}

/* Those that a device, or the mount of a root, would ask for. */
static struct module *trimmed_module(const struct module *module, char *reason)
{
	struct module *copy = xcalloc(1, sizeof(*copy));

	copy->name = module->name;
	copy->path = module->name;
	copy->options = reason;
	for (size_t i = 0; i < module->aliases.count; i++) {
		const char *alias = module->aliases.items[i];

		if (alias_is_hardware(alias) || strncmp(alias, "fs-", 3) == 0)
			strings_add(&copy->aliases, alias);
	}
	return copy;
}

/* What is for a network alone, the probe lists last. */
static unsigned trimmed_classes(const struct pick *wide, const char *reason)
{
	return wide->classes == PROFILE_NET || (!wide->classes && strstr(reason, "(profile net"))
		       ? PROFILE_NET
		       : PROFILE_STORAGE;
}

static void add_trimmed(struct selection *trimmed, const struct module *module, unsigned classes,
			char *reason)
{
	struct module *copy = trimmed_module(module, reason);

	if (copy->aliases.count == 0) {
		free(copy->options);
		free(copy);
		return;
	}
	trimmed->choices = xgrow(trimmed->choices, trimmed->count, sizeof(*trimmed->choices));
	trimmed->choices[trimmed->count++] =
		(struct choice){ .module = copy, .for_devices = true, .classes = classes };
}

static void trimmed_free(struct selection *trimmed)
{
	for (size_t i = 0; i < trimmed->count; i++) {
		struct module *copy = (struct module *)trimmed->choices[i].module;

		strings_free(&copy->aliases);
		free(copy->options);
		free(copy);
	}
	free(trimmed->choices);
}

struct bytes trimmed_make(const struct selection *selection)
{
	struct selection trimmed = { .kernel = selection->kernel };
	struct place *places = find_places(selection);
	struct wish wish = { 0 };
	struct picking wide;
	struct bytes blob = { 0 };

	strings_add(&wish.profiles, "default");
	strings_add(&wish.profiles, "net");
	strings_add(&wish.profiles, "shared");
	picking_init(&wide, selection->kernel, &wish, NULL);
	picking_wished(&wide);
	for (size_t i = 0; i < selection->kernel->count; i++) {
		const struct module *module = &selection->kernel->modules[i];
		char *reason = trimmed_reason(&places[i], &wide.picks[i], module);

		if (reason)
			add_trimmed(&trimmed, module, trimmed_classes(&wide.picks[i], reason),
				    reason);
	}
	if (trimmed.count > 0)
		blob = bake_table(&trimmed);
	if (blob.size > TABLE_MAX_TRIMMED) {
		warning("the names of trimmed modules are left out: %zu bytes, of which the probe "
			"reads "
			"%u (TABLE_MAX_TRIMMED)",
			blob.size, TABLE_MAX_TRIMMED);
		free(blob.data);
		blob = (struct bytes){ 0 };
	}
	picking_free(&wide);
	trimmed_free(&trimmed);
	strings_free(&wish.profiles);
	free(places);
	return blob;
}
