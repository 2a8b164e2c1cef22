/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "picking.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "modfile.h"
#include "profile.h"

#define INCLUDE_DEPTH_MAX 8

static struct pick *pick_find(struct picking *picking, const char *name)
{
	const struct module *module = kernel_find(picking->kernel, name);

	return module ? &picking->picks[module - picking->kernel->modules] : NULL;
}

static unsigned number_of(const struct picking *picking, const struct pick *pick)
{
	return (unsigned)(pick - picking->picks);
}

/* ---- --module */

static void pick_wished(struct picking *picking, const char *wish)
{
	size_t length = strlen(wish);
	bool is_optional = length > 1 && wish[length - 1] == '?';
	char *name = xasprintf("%.*s", (int)(length - is_optional), wish);
	struct pick *pick = pick_find(picking, name);

	if (pick) {
		pick->is_asked = true;
		picking_add(picking, number_of(picking, pick), true,
			    xasprintf("--module %s", wish));
	} else if (!is_optional && !kernel_is_builtin(picking->kernel, name)) {
		fatal("--module %s: %s has no such module, and it is not built in", name,
		      picking->kernel->dir);
	}
	free(name);
}

/* ---- --only */

static void pick_used(struct picking *picking, const struct used_module *used)
{
	struct pick *pick = pick_find(picking, used->name);

	if (pick) {
		pick->is_used = !pick->reason;
		pick->is_common = true;
		pick->is_asked = true;
		picking_add(picking, number_of(picking, pick), used->for_devices,
			    xasprintf("trace %s", used->trace));
	} else if (!kernel_is_builtin(picking->kernel, used->name)) {
		fatal("%s: %s: %s has no such module, and it is not built in", used->trace,
		      used->name, picking->kernel->dir);
	}
}

/* ---- profiles */

/* The profiles from the one that was asked for down to an included one: the `not` of each counts.
 */
struct chain {
	const struct profile *profile;
	const struct chain *up;
	unsigned depth;
};

static bool module_matches_path(const struct module *module, const char *glob)
{
	if (profile_path_matches(glob, module->path))
		return true;
	for (size_t i = 0; i < module->shadowed.count; i++)
		if (profile_path_matches(glob, module->shadowed.items[i]))
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

static bool rule_excludes(const struct picking *picking, const struct profile_rule *rule,
			  const struct module *module)
{
	if (rule->directive == PROFILE_NOT)
		return module_matches_path(module, rule->word);
	return rule->directive == PROFILE_LEAVE &&
	       kernel_find(picking->kernel, rule->word) == module;
}

/* The profile of the chain that says `leave` or `not`, and its line: *rule. */
static const struct profile *excluding(const struct picking *picking, const struct chain *chain,
				       const struct module *module,
				       const struct profile_rule **found)
{
	for (; chain; chain = chain->up)
		for (size_t i = 0; i < chain->profile->count; i++) {
			*found = &chain->profile->rules[i];
			if (rule_excludes(picking, *found, module))
				return chain->profile;
		}
	return NULL;
}

static bool excludes_builtin(const struct chain *chain, const char *path)
{
	for (; chain; chain = chain->up)
		for (size_t i = 0; i < chain->profile->count; i++)
			if (chain->profile->rules[i].directive == PROFILE_NOT &&
			    profile_path_matches(chain->profile->rules[i].word, path))
				return true;
	return false;
}

/* What would be chosen if it were a module. */
static void pick_builtin(struct picking *picking, const struct chain *chain,
			 const struct profile_rule *rule)
{
	for (size_t i = 0; picking->builtin && i < picking->builtin->paths.count; i++) {
		const char *path = picking->builtin->paths.items[i];

		if (profile_path_matches(rule->word, path) && !excludes_builtin(chain, path))
			picking->builtin_classes[i] |= chain->profile->classes;
	}
}

/* An alias that a device has, as far as one can tell: fs-ext4 and crypto-aes are none. */
static bool is_for_devices(const struct module *module)
{
	for (size_t i = 0; i < module->aliases.count; i++)
		if (strchr(module->aliases.items[i], ':'))
			return true;
	return false;
}

/* By a path, alias or module line. */
static void pick_chosen(struct picking *picking, const struct profile *profile, unsigned number,
			const struct profile_rule *rule)
{
	const unsigned hardware = PROFILE_STORAGE | PROFILE_NET | PROFILE_SUPPLIER;
	struct pick *pick = &picking->picks[number];
	bool is_named = rule->directive == PROFILE_MODULE || rule->directive == PROFILE_SIGNED;

	pick->classes |= profile->classes;
	if (picking->chooses_nothing)
		return;
	if (picking->is_keeping)
		pick->is_kept = true;
	else if ((profile->classes & hardware) ||
		 (!profile->classes && !is_named &&
		  is_for_devices(&picking->kernel->modules[number])))
		pick->is_candidate = true;
	else if (!(profile->classes & PROFILE_FILESYSTEM))
		pick->is_kept = true;
	picking_add(picking, number, true, xasprintf("profile %s: %s", profile->name, rule->word));
}

static void pick_matching(struct picking *picking, const struct chain *chain,
			  const struct profile_rule *rule)
{
	for (unsigned i = 0; i < picking->kernel->count; i++) {
		const struct module *module = &picking->kernel->modules[i];
		bool matches = rule->directive == PROFILE_PATH
				       ? module_matches_path(module, rule->word)
				       : module_matches_alias(module, rule->word);
		const struct profile_rule *excluded;
		const struct profile *excluder;

		if (!matches)
			continue;
		excluder = excluding(picking, chain, module, &excluded);
		if (!excluder) {
			pick_chosen(picking, chain->profile, i, rule);
		} else if (picking->chooses_nothing) {
			continue;
		} else if (excluded->directive == PROFILE_NOT) {
			picking_leave(
				picking, i, true,
				xasprintf("profile %s: not %s", excluder->name, excluded->word));
		} else {
			picking_leave(picking, i, false, xasprintf("profile %s", excluder->name));
		}
	}
}

/* A line that names a module; NULL when it is not there, and need not be. */
static struct pick *pick_named(struct picking *picking, const struct profile *profile,
			       const struct profile_rule *rule)
{
	struct pick *pick = pick_find(picking, rule->word);

	if (!pick && !rule->is_optional && !kernel_is_builtin(picking->kernel, rule->word))
		fatal("profile %s:%u: %s has no module %s, and it is not built in", profile->name,
		      rule->line, picking->kernel->dir, rule->word);
	return pick;
}

/* What boots used for the sake of signatures is of no use without them. */
static void forget_used(struct pick *pick)
{
	if (!pick->is_used)
		return;
	free(pick->reason);
	pick->reason = NULL;
	pick->is_used = pick->is_asked = pick->for_devices = false;
}

static void pick_name(struct picking *picking, const struct profile *profile,
		      const struct profile_rule *rule)
{
	struct pick *pick = pick_named(picking, profile, rule);

	if (!pick)
		return;
	if (rule->directive == PROFILE_SIGNED && !picking->has_signatures)
		forget_used(pick);
	else if (rule->directive != PROFILE_PACK)
		pick_chosen(picking, profile, number_of(picking, pick), rule);
	else if (!picking->chooses_nothing)
		picking_add(picking, number_of(picking, pick), false,
			    xasprintf("profile %s: %s", profile->name, rule->word));
}

static void pick_behind(struct picking *picking, const struct profile_rule *rule)
{
	struct pick *pick = pick_find(picking, rule->other);

	if (!pick)
		return;
	picking->behind = xgrow(picking->behind, picking->behind_count, sizeof(*picking->behind));
	picking->behind[picking->behind_count++] =
		(struct picking_behind){ xstrdup(rule->word), number_of(picking, pick),
					 rule->is_optional };
}

static void pick_common(struct picking *picking, const char *pattern)
{
	char *glob = xstrdup(pattern);

	if (alias_normalize(glob))
		for (unsigned i = 0; i < picking->kernel->count; i++)
			picking->picks[i].is_common |=
				fnmatch(glob, picking->kernel->modules[i].name, 0) == 0;
	free(glob);
}

static void pick_follow(struct picking *picking, const struct profile_rule *rule)
{
	struct pick *pick = pick_find(picking, rule->word);
	struct pick *other = pick_find(picking, rule->other);

	if (pick && other && pick != other)
		depend_follow(&picking->graph, number_of(picking, pick), number_of(picking, other));
}

static void pick_profile(struct picking *picking, const char *name, const struct chain *up);

/* NULL: the kernel lacks it. */
static void pick_mark(struct pick *pick, enum profile_directive directive)
{
	if (!pick)
		return;
	pick->is_sequential |= directive == PROFILE_SEQUENTIAL;
	pick->is_urgent |= directive == PROFILE_URGENT;
	pick->is_likely |= directive == PROFILE_LIKELY;
}

static void pick_rule(struct picking *picking, const struct chain *chain,
		      const struct profile_rule *rule)
{
	const struct profile *profile = chain->profile;

	switch (rule->directive) {
	case PROFILE_PATH:
		pick_builtin(picking, chain, rule);
		pick_matching(picking, chain, rule);
		break;
	case PROFILE_ALIAS:
		pick_matching(picking, chain, rule);
		break;
	case PROFILE_MODULE:
	case PROFILE_PACK:
	case PROFILE_SIGNED:
		pick_name(picking, profile, rule);
		break;
	case PROFILE_INCLUDE:
		if (chain->depth == INCLUDE_DEPTH_MAX)
			fatal("profile %s:%u: include %s: more than %d deep; does it include "
			      "itself?",
			      profile->name, rule->line, rule->word, INCLUDE_DEPTH_MAX);
		pick_profile(picking, rule->word, chain);
		break;
	case PROFILE_FOLLOW:
		pick_follow(picking, rule);
		break;
	case PROFILE_BEHIND:
		pick_behind(picking, rule);
		break;
	case PROFILE_COMMON:
		pick_common(picking, rule->word);
		break;
	case PROFILE_SEQUENTIAL:
	case PROFILE_URGENT:
	case PROFILE_LIKELY:
		pick_mark(pick_named(picking, profile, rule), rule->directive);
		break;
	case PROFILE_NOT:
	case PROFILE_LEAVE:
	case PROFILE_CLASS:
	case PROFILE_FIRMWARE:
		break;
	}
}

/* Before the lines that include others: so the including profile's word is the first. */
static void read_policies(struct picking *picking, const struct profile *profile)
{
	for (size_t i = 0; i < profile->count; i++) {
		const struct profile_rule *rule = &profile->rules[i];
		struct pick *pick;

		if (rule->directive != PROFILE_FIRMWARE)
			continue;
		pick = pick_find(picking, rule->word);
		if (pick && pick->policy == FIRMWARE_UNSAID)
			pick->policy = rule->policy;
	}
}

static void pick_profile(struct picking *picking, const char *name, const struct chain *up)
{
	struct profile profile;
	struct chain chain = { .profile = &profile, .up = up, .depth = up ? up->depth + 1 : 1 };

	profile_read(&profile, name);
	read_policies(picking, &profile);
	for (size_t i = 0; i < profile.count; i++)
		pick_rule(picking, &chain, &profile.rules[i]);
	profile_free(&profile);
}

/* ---- all of it */

void picking_wished(struct picking *picking)
{
	const struct wish *wish = picking->wish;

	for (size_t i = 0; i < wish->modules.count; i++)
		pick_wished(picking, wish->modules.items[i]);
	for (size_t i = 0; i < wish->used.count; i++)
		pick_used(picking, &wish->used.modules[i]);
	for (size_t i = 0; i < wish->profiles.count; i++)
		pick_profile(picking, wish->profiles.items[i], NULL);
	if (wish->profiles.count == 0) {
		picking->chooses_nothing = wish->traces.count > 0 && wish->board_count == 0;
		pick_profile(picking, "default", NULL);
		picking->chooses_nothing = false;
	}
	picking->is_keeping = true;
	for (size_t i = 0; i < wish->keeps.count; i++)
		pick_profile(picking, wish->keeps.items[i], NULL);
	for (unsigned i = 0; i < picking->kernel->count; i++)
		if (picking->picks[i].reason && !picking->picks[i].is_asked)
			picking_apply_policy(picking, i);
}
