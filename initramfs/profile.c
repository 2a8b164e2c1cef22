/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

/* A file of profiles/, in the binary. The compiler runs at the top of the tree. */
#define EMBED(name)                                                                                \
	__asm__(".pushsection .rodata\n"                                                           \
		"embedded_" #name ":\n"                                                            \
		".incbin \"initramfs/profiles/" #name "\"\n"                                       \
		".byte 0\n"                                                                        \
		".popsection\n");                                                                  \
	extern const char embedded_##name[] __attribute__((visibility("hidden")))

EMBED(all);
EMBED(default);
EMBED(filesystem);
EMBED(net);
EMBED(storage);

static const struct {
	const char *name;
	const char *text;
} embedded[] = {
	{ "all", embedded_all },
	{ "default", embedded_default },
	{ "filesystem", embedded_filesystem },
	{ "net", embedded_net },
	{ "storage", embedded_storage },
};

static const struct {
	const char *word;
	enum profile_directive directive;
} directives[] = {
	{ "path", PROFILE_PATH }, { "alias", PROFILE_ALIAS }, { "module", PROFILE_MODULE },
	{ "pack", PROFILE_PACK }, { "not", PROFILE_NOT },     { "include", PROFILE_INCLUDE },
};

const char *profile_names(void)
{
	return "all, default, filesystem, net, storage";
}

static char *profile_text(const char *name)
{
	char *text;

	if (strchr(name, '/')) {
		text = file_read_text(name);
		if (!text)
			fatal("%s: no such profile", name);
		return text;
	}
	for (size_t i = 0; i < sizeof(embedded) / sizeof(*embedded); i++)
		if (strcmp(embedded[i].name, name) == 0)
			return xstrdup(embedded[i].text);
	fatal("profile %s: there is none of that name; built in are %s; a file's name needs a '/'",
	      name, profile_names());
}

static enum profile_directive directive_find(const struct profile *profile, unsigned line,
					     const char *word)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++)
		if (strcmp(directives[i].word, word) == 0)
			return directives[i].directive;
	fatal("profile %s:%u: unknown directive: %s", profile->name, line, word);
}

static void add_rule(struct profile *profile, unsigned line, const struct strings *words)
{
	struct profile_rule rule = { .line = line };
	size_t length;

	rule.directive = directive_find(profile, line, words->items[0]);
	if (words->count != 2)
		fatal("profile %s:%u: %s takes one word, not %zu", profile->name, line,
		      words->items[0], words->count - 1);
	rule.word = xstrdup(words->items[1]);
	length = strlen(rule.word);
	if ((rule.directive == PROFILE_MODULE || rule.directive == PROFILE_PACK) && length > 1 &&
	    rule.word[length - 1] == '?') {
		rule.word[--length] = '\0';
		rule.is_optional = true;
	}
	if ((rule.directive == PROFILE_PATH || rule.directive == PROFILE_NOT) && length > 1 &&
	    rule.word[length - 1] == '/')
		rule.word[--length] = '\0';
	profile->rules = xgrow(profile->rules, profile->count, sizeof(rule));
	profile->rules[profile->count++] = rule;
}

void profile_read(struct profile *profile, const char *name)
{
	char *text = profile_text(name);
	unsigned number = 0;

	*profile = (struct profile){ .name = xstrdup(name) };
	for (char *next = text, *line; (line = text_line(&next));) {
		struct strings words = { 0 };

		number++;
		line[strcspn(line, "#")] = '\0';
		strings_add_words(&words, line, " \t\r");
		if (words.count > 0)
			add_rule(profile, number, &words);
		strings_free(&words);
	}
	free(text);
}

void profile_free(struct profile *profile)
{
	for (size_t i = 0; i < profile->count; i++)
		free(profile->rules[i].word);
	free(profile->rules);
	free(profile->name);
	*profile = (struct profile){ 0 };
}
