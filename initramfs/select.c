/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "select.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "modfile.h"
#include "profile.h"

#define INCLUDE_DEPTH_MAX 8

/* What is being chosen; every array has one item a module of the kernel. */
struct picking {
	const struct kernel *kernel;
	struct depend_graph graph;
	char **reasons;	   /* NULL: not chosen */
	bool *for_devices; /* as in struct choice */
};

static void pick(struct picking *picking, const struct module *module, bool for_devices,
		 char *reason)
{
	size_t number = (size_t)(module - picking->kernel->modules);
	char **place = &picking->reasons[number];

	picking->for_devices[number] |= for_devices;
	if (*place)
		free(reason);
	else
		*place = reason;
}

/* ---- what was asked for by name */

/* Returns false when there is no such module, built in or not. */
static bool pick_name(struct picking *picking, const char *name, bool for_devices, char *reason)
{
	const struct module *module = kernel_find(picking->kernel, name);

	if (module)
		pick(picking, module, for_devices, reason);
	else
		free(reason);
	return module || kernel_is_builtin(picking->kernel, name);
}

static void pick_wished(struct picking *picking, const char *wish)
{
	size_t length = strlen(wish);
	bool is_optional = length > 1 && wish[length - 1] == '?';
	char *name = xasprintf("%.*s", (int)(length - is_optional), wish);

	if (!pick_name(picking, name, true, xasprintf("--module %s", wish)) && !is_optional)
		fatal("--module %s: %s has no such module, and it is not built in", name,
		      picking->kernel->dir);
	free(name);
}

/* ---- profiles */

/* The profiles from the one that was asked for down to an included one: the `not` of each counts.
 */
struct chain {
	const struct profile *profile;
	const struct chain *up;
	unsigned depth;
};

/* The path that profiles speak of: without "kernel/" or the like, without a compression suffix. */
static bool path_matches(const char *glob, const char *path)
{
	const char *slash = strchr(path, '/');
	char *text = xstrdup(slash ? slash + 1 : path);
	size_t length = strlen(glob);
	bool matches;

	text[modfile_stem(text)] = '\0';
	if (strpbrk(glob, "*?[\\"))
		matches = fnmatch(glob, text, FNM_PATHNAME | FNM_LEADING_DIR) == 0;
	else
		matches = strncmp(glob, text, length) == 0 &&
			  (text[length] == '\0' || text[length] == '/');
	free(text);
	return matches;
}

static bool module_matches_path(const struct module *module, const char *glob)
{
	if (path_matches(glob, module->path))
		return true;
	for (size_t i = 0; i < module->shadowed.count; i++)
		if (path_matches(glob, module->shadowed.items[i]))
			return true;
	return false;
}

static bool module_matches_alias(const struct module *module, const char *glob)
{
	for (size_t i = 0; i < module->aliases.count; i++)
		if (fnmatch(glob, module->aliases.items[i], FNM_NOESCAPE) == 0)
			return true;
	return false;
}

static bool is_excluded(const struct chain *chain, const struct module *module)
{
	for (; chain; chain = chain->up)
		for (size_t i = 0; i < chain->profile->count; i++) {
			const struct profile_rule *rule = &chain->profile->rules[i];

			if (rule->directive == PROFILE_NOT &&
			    module_matches_path(module, rule->word))
				return true;
		}
	return false;
}

static void pick_matching(struct picking *picking, const struct chain *chain,
			  const struct profile_rule *rule)
{
	for (size_t i = 0; i < picking->kernel->count; i++) {
		const struct module *module = &picking->kernel->modules[i];
		bool matches = rule->directive == PROFILE_PATH
				       ? module_matches_path(module, rule->word)
				       : module_matches_alias(module, rule->word);

		if (matches && !picking->for_devices[i] && !is_excluded(chain, module))
			pick(picking, module, true,
			     xasprintf("profile %s: %s", chain->profile->name, rule->word));
	}
}

static void pick_profile(struct picking *picking, const char *name, const struct chain *up);

static void pick_rule(struct picking *picking, const struct chain *chain,
		      const struct profile_rule *rule)
{
	const char *profile = chain->profile->name;

	switch (rule->directive) {
	case PROFILE_PATH:
	case PROFILE_ALIAS:
		pick_matching(picking, chain, rule);
		break;
	case PROFILE_MODULE:
	case PROFILE_PACK:
		if (!pick_name(picking, rule->word, rule->directive == PROFILE_MODULE,
			       xasprintf("profile %s: %s", profile, rule->word)) &&
		    !rule->is_optional)
			fatal("profile %s:%u: %s has no module %s, and it is not built in", profile,
			      rule->line, picking->kernel->dir, rule->word);
		break;
	case PROFILE_INCLUDE:
		if (chain->depth == INCLUDE_DEPTH_MAX)
			fatal("profile %s:%u: include %s: more than %d deep; does it include "
			      "itself?",
			      profile, rule->line, rule->word, INCLUDE_DEPTH_MAX);
		pick_profile(picking, rule->word, chain);
		break;
	case PROFILE_NOT:
		break;
	}
}

static void pick_profile(struct picking *picking, const char *name, const struct chain *up)
{
	struct profile profile;
	struct chain chain = { .profile = &profile, .up = up, .depth = up ? up->depth + 1 : 1 };

	profile_read(&profile, name);
	for (size_t i = 0; i < profile.count; i++)
		pick_rule(picking, &chain, &profile.rules[i]);
	profile_free(&profile);
}

/* ---- the closure */

static char *edge_reason(enum depend_kind kind, const struct module *from, const char *word,
			 const struct module *to)
{
	static const char *const kinds[] = { "needed by", "softdep of", "softdep of",
					     "weakdep of" };
	bool is_alias = strcmp(word, to->name) != 0;

	if (kind == DEPEND_HARD || !is_alias)
		return xasprintf("%s %s", kinds[kind], from->name);
	return xasprintf("%s %s (%s)", kinds[kind], from->name, word);
}

/*
 * One step: what the newly chosen modules (fresh) need directly. It goes kind by kind, strongest
 * first, and in kmod's order within a kind, so that the reason given is the strongest and always
 * the same one.
 */
static bool close_step(struct picking *picking, const bool *fresh, bool *next)
{
	const struct module *modules = picking->kernel->modules;
	bool grew = false;

	for (enum depend_kind kind = 0; kind < DEPEND_KINDS; kind++)
		for (unsigned i = 0; i < picking->kernel->count; i++) {
			const struct depend_list *list;

			if (!fresh[i])
				continue;
			list = depend_of(&picking->graph, i, kind);
			for (size_t k = 0; k < list->count; k++) {
				const struct depend_edge *edge = &list->edges[k];

				if (picking->reasons[edge->module])
					continue;
				pick(picking, &modules[edge->module], false,
				     edge_reason(kind, &modules[i], edge->word,
						 &modules[edge->module]));
				next[edge->module] = true;
				grew = true;
			}
		}
	return grew;
}

static void pick_needed(struct picking *picking)
{
	size_t count = picking->kernel->count;
	bool *fresh = xcalloc(count, sizeof(*fresh));
	bool *next = xcalloc(count, sizeof(*next));
	bool *spare;

	for (size_t i = 0; i < count; i++)
		fresh[i] = picking->reasons[i] != NULL;
	while (close_step(picking, fresh, next)) {
		spare = fresh;
		fresh = next;
		next = spare;
		memset(next, 0, count * sizeof(*next));
	}
	free(fresh);
	free(next);
}

/* ---- the result */

static void renumber(const struct depend_order *order, const unsigned *places)
{
	for (size_t i = 0; i < order->count; i++)
		order->items[i] = places[order->items[i]];
}

static void choices_fill(struct selection *selection, struct picking *picking)
{
	size_t count = picking->kernel->count;
	unsigned *places = xcalloc(count, sizeof(*places));

	for (size_t i = 0; i < count; i++)
		if (picking->reasons[i])
			places[i] = (unsigned)selection->count++;
	selection->choices = xcalloc(selection->count, sizeof(*selection->choices));
	for (unsigned i = 0; i < count; i++) {
		struct choice *choice = &selection->choices[places[i]];
		struct depend_order before, after;

		if (!picking->reasons[i])
			continue;
		depend_order(&picking->graph, i, &before, &after);
		renumber(&before, places);
		renumber(&after, places);
		*choice = (struct choice){
			.module = &picking->kernel->modules[i],
			.reason = picking->reasons[i],
			.for_devices = picking->for_devices[i],
			.before = before.items,
			.before_count = before.count,
			.after = after.items,
			.after_count = after.count,
		};
	}
	free(places);
}

void select_modules(struct selection *selection, const struct kernel *kernel,
		    const struct wish *wish)
{
	struct picking picking = { .kernel = kernel };

	*selection = (struct selection){ .kernel = kernel };
	picking.reasons = xcalloc(kernel->count, sizeof(*picking.reasons));
	picking.for_devices = xcalloc(kernel->count, sizeof(*picking.for_devices));
	depend_init(&picking.graph, kernel);
	for (size_t i = 0; i < wish->modules.count; i++)
		pick_wished(&picking, wish->modules.items[i]);
	for (size_t i = 0; i < wish->profiles.count; i++)
		pick_profile(&picking, wish->profiles.items[i], NULL);
	if (wish->profiles.count == 0)
		pick_profile(&picking, "default", NULL);
	pick_needed(&picking);
	choices_fill(selection, &picking);
	depend_free(&picking.graph);
	free(picking.reasons);
	free(picking.for_devices);
}

void select_free(struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		free(selection->choices[i].reason);
		free(selection->choices[i].before);
		free(selection->choices[i].after);
	}
	free(selection->choices);
	*selection = (struct selection){ 0 };
}
