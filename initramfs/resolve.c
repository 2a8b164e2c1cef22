/* SPDX-License-Identifier: MIT */
#include "resolve.h"

#include <fnmatch.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "modfile.h"

/* ---- what is known */

/* libkmod reads modprobe.d; where it looks for modules does not matter. */
static void read_config(struct resolver *resolver)
{
	struct kmod_ctx *kmod = kmod_new("/", NULL);
	struct kmod_config_iter *item;

	if (!kmod)
		fatal("libkmod:");
	item = kmod_config_get_aliases(kmod);
	while (item && kmod_config_iter_next(item)) {
		strings_add(&resolver->config_patterns, kmod_config_iter_get_key(item));
		strings_add(&resolver->config_targets, kmod_config_iter_get_value(item));
	}
	kmod_config_iter_free_iter(item);
	item = kmod_config_get_blacklists(kmod);
	while (item && kmod_config_iter_next(item))
		strings_add(&resolver->blacklist, kmod_config_iter_get_key(item));
	kmod_config_iter_free_iter(item);
	kmod_unref(kmod);
}

static void read_kernel(struct resolver *resolver, const char *dir)
{
	kernel_read(&resolver->kernel, dir);
	resolver->has_kernel = true;
	builtin_read(&resolver->builtin, resolver->kernel.dir);
}

void resolver_open(struct resolver *resolver, const char *dir)
{
	struct utsname name;
	char *running;

	*resolver = (struct resolver){ 0 };
	read_config(resolver);
	if (dir) {
		read_kernel(resolver, dir);
		return;
	}
	if (uname(&name) < 0)
		fatal("the kernel's release:");
	running = xasprintf("/lib/modules/%s", name.release);
	if (access(running, F_OK) == 0)
		read_kernel(resolver, running);
	else
		warning("%s: absent; no modules are looked up (--kernel DIR names others)",
			running);
	free(running);
}

void resolver_close(struct resolver *resolver)
{
	if (resolver->has_kernel)
		kernel_free(&resolver->kernel);
	strings_free(&resolver->config_patterns);
	strings_free(&resolver->config_targets);
	strings_free(&resolver->blacklist);
	builtin_free(&resolver->builtin);
}

/* ---- answers */

static bool is_in(const struct strings *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], name) == 0)
			return true;
	return false;
}

static void add(const struct resolver *resolver, struct resolution *resolution, const char *name,
		const char *pattern)
{
	struct resolved *item;

	for (size_t i = 0; i < resolution->count; i++)
		if (strcmp(resolution->items[i].name, name) == 0)
			return;
	resolution->items = xgrow(resolution->items, resolution->count, sizeof(*resolution->items));
	item = &resolution->items[resolution->count++];
	*item = (struct resolved){
		.name = xstrdup(name),
		.pattern = pattern ? xstrdup(pattern) : NULL,
		.is_blacklisted = is_in(&resolver->blacklist, name),
	};
	if (!resolver->has_kernel)
		return;
	item->module = kernel_find(&resolver->kernel, name);
	item->is_builtin = !item->module && kernel_is_builtin(&resolver->kernel, name);
}

/* The same comparison as the whole kernel's index makes (aliases.h), for one pattern. */
static bool pattern_matches(const char *pattern, const char *word)
{
	struct aliases one = { 0 };
	unsigned *found = NULL;
	size_t count;

	aliases_add(&one, pattern, 0);
	count = aliases_match(&one, word, &found);
	aliases_free(&one);
	free(found);
	return count > 0;
}

static void add_config(const struct resolver *resolver, const char *word,
		       struct resolution *resolution)
{
	char *text = xstrdup(word);

	if (alias_normalize(text))
		for (size_t i = 0; i < resolver->config_patterns.count; i++)
			if (fnmatch(resolver->config_patterns.items[i], text, 0) == 0)
				add(resolver, resolution, resolver->config_targets.items[i],
				    resolver->config_patterns.items[i]);
	free(text);
}

/* kernel_find takes a path's last component up to its first dot; a word must be the name alone. */
static bool is_name(const char *word)
{
	return *word && !word[strcspn(word, "/.:*?[]")];
}

static void add_named(const struct resolver *resolver, const char *word,
		      struct resolution *resolution)
{
	const struct module *module = is_name(word) ? kernel_find(&resolver->kernel, word) : NULL;

	if (module)
		add(resolver, resolution, module->name, NULL);
}

static void add_matching(const struct resolver *resolver, const char *word,
			 struct resolution *resolution)
{
	const struct module **found;
	size_t count = kernel_match(&resolver->kernel, word, &found);

	for (size_t i = 0; i < count; i++) {
		const struct strings *aliases = &found[i]->aliases;
		size_t k = 0;

		while (k < aliases->count && !pattern_matches(aliases->items[k], word))
			k++;
		add(resolver, resolution, found[i]->name,
		    k < aliases->count ? aliases->items[k] : NULL);
	}
	free(found);
}

static void add_builtin(const struct resolver *resolver, const char *word,
			struct resolution *resolution)
{
	if (is_name(word) && kernel_is_builtin(&resolver->kernel, word)) {
		char *name = modfile_name(word);

		add(resolver, resolution, name, NULL);
		free(name);
	}
}

static void add_builtin_matching(const struct resolver *resolver, const char *word,
				 struct resolution *resolution)
{
	unsigned *found;
	size_t count = aliases_match(&resolver->builtin.patterns, word, &found);

	for (size_t i = 0; i < count; i++)
		add(resolver, resolution, resolver->builtin.owners.items[found[i]],
		    resolver->builtin.texts.items[found[i]]);
	free(found);
}

void resolve(const struct resolver *resolver, const char *word, struct resolution *resolution)
{
	static void (*const steps[])(const struct resolver *, const char *, struct resolution *) = {
		[RESOLVE_CONFIG] = add_config,
		[RESOLVE_NAME] = add_named,
		[RESOLVE_ALIAS] = add_matching,
		[RESOLVE_BUILTIN] = add_builtin,
		[RESOLVE_BUILTIN_ALIAS] = add_builtin_matching,
	};
	size_t last = resolver->has_kernel ? RESOLVE_BUILTIN_ALIAS : RESOLVE_CONFIG;

	*resolution = (struct resolution){ 0 };
	for (size_t by = RESOLVE_CONFIG; by <= last && resolution->count == 0; by++) {
		steps[by](resolver, word, resolution);
		if (resolution->count > 0)
			resolution->by = (enum resolve_by)by;
	}
}

void resolve_also(const struct resolver *resolver, const char *word, struct resolution *resolution)
{
	struct resolution more;

	resolve(resolver, word, &more);
	for (size_t i = 0; i < more.count; i++)
		add(resolver, resolution, more.items[i].name, more.items[i].pattern);
	if (resolution->by == RESOLVE_NOTHING)
		resolution->by = more.by;
	resolution_free(&more);
}

void resolution_free(struct resolution *resolution)
{
	for (size_t i = 0; i < resolution->count; i++) {
		free(resolution->items[i].name);
		free(resolution->items[i].pattern);
	}
	free(resolution->items);
	*resolution = (struct resolution){ 0 };
}

static const struct {
	const char *title;
	const char *name;
} names[] = {
	[RESOLVE_NOTHING] = { "nothing", "nothing" },
	[RESOLVE_CONFIG] = { "an alias in modprobe.d", "modprobe.d" },
	[RESOLVE_NAME] = { "a module's name", "name" },
	[RESOLVE_ALIAS] = { "a module's alias", "alias" },
	[RESOLVE_BUILTIN] = { "a built-in module's name", "builtin-name" },
	[RESOLVE_BUILTIN_ALIAS] = { "a built-in module's alias", "builtin-alias" },
};

const char *resolve_title(enum resolve_by by)
{
	return names[by].title;
}

const char *resolve_name(enum resolve_by by)
{
	return names[by].name;
}
