/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "profile.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "modfile.h"
#include "util.h"

/* A file of profiles/, in the binary. The compiler runs at the top of the tree. */
#define EMBED(symbol, name)                                                                        \
	__asm__(".pushsection .rodata\n"                                                           \
		"embedded_" #symbol ":\n"                                                          \
		".incbin \"initramfs/profiles/" name "\"\n"                                        \
		".byte 0\n"                                                                        \
		".popsection\n");                                                                  \
	extern const char embedded_##symbol[] __attribute__((visibility("hidden")))

EMBED(all, "all");
EMBED(default, "default");
EMBED(filesystem, "filesystem");
EMBED(hid, "hid");
EMBED(net, "net");
EMBED(pci_storage, "pci-storage");
EMBED(phy, "phy");
EMBED(shared, "shared");
EMBED(storage, "storage");
EMBED(supplier, "supplier");
EMBED(usb_storage, "usb-storage");
EMBED(watchdog, "watchdog");

static const struct {
	const char *name;
	const char *text;
} embedded[] = {
	{ "all", embedded_all },
	{ "default", embedded_default },
	{ "filesystem", embedded_filesystem },
	{ "hid", embedded_hid },
	{ "net", embedded_net },
	{ "pci-storage", embedded_pci_storage },
	{ "phy", embedded_phy },
	{ "shared", embedded_shared },
	{ "storage", embedded_storage },
	{ "supplier", embedded_supplier },
	{ "usb-storage", embedded_usb_storage },
	{ "watchdog", embedded_watchdog },
};

static const struct directive {
	const char *word;
	enum profile_directive directive;
	unsigned words;	     /* that follow it; 0: some, a rule each */
	bool may_be_missing; /* a `?` behind the word */
} directives[] = {
	{ "path", PROFILE_PATH, 1, false },
	{ "alias", PROFILE_ALIAS, 1, false },
	{ "module", PROFILE_MODULE, 1, true },
	{ "pack", PROFILE_PACK, 1, true },
	{ "signed", PROFILE_SIGNED, 1, true },
	{ "not", PROFILE_NOT, 1, false },
	{ "include", PROFILE_INCLUDE, 1, false },
	{ "class", PROFILE_CLASS, 1, false },
	{ "follow", PROFILE_FOLLOW, 2, false },
	{ "sequential", PROFILE_SEQUENTIAL, 1, true },
	{ "urgent", PROFILE_URGENT, 1, true },
	{ "likely", PROFILE_LIKELY, 1, true },
	{ "leave", PROFILE_LEAVE, 1, false },
	{ "firmware", PROFILE_FIRMWARE, 2, false },
	{ "behind", PROFILE_BEHIND, 2, false },
	{ "common", PROFILE_COMMON, 0, false },
};

static const struct {
	const char *name;
	enum profile_class bit;
} classes[] = {
	{ "storage", PROFILE_STORAGE },
	{ "net", PROFILE_NET },
	{ "filesystem", PROFILE_FILESYSTEM },
	{ "supplier", PROFILE_SUPPLIER },
};

const char *profile_names(void)
{
	return "all, default, filesystem, hid, net, pci-storage, phy, shared, "
	       "storage, supplier, usb-storage, watchdog";
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

char *profile_classes(unsigned bits)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		char *longer;

		if (!(bits & classes[i].bit))
			continue;
		longer = xasprintf("%s%s%s", text, *text ? "," : "", classes[i].name);
		free(text);
		text = longer;
	}
	return text;
}

/* ---- lines */

static const struct directive *directive_find(const struct profile *profile, unsigned line,
					      const char *word)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++)
		if (strcmp(directives[i].word, word) == 0)
			return &directives[i];
	fatal("profile %s:%u: unknown directive: %s", profile->name, line, word);
}

static void add_class(struct profile *profile, unsigned line, const char *name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (strcmp(classes[i].name, name) == 0) {
			profile->classes |= classes[i].bit;
			return;
		}
	fatal("profile %s:%u: class %s: there are storage, net, filesystem, supplier",
	      profile->name, line, name);
}

/* NAME?: without the mark. */
static bool cut_question(char *word)
{
	size_t length = strlen(word);

	if (length < 2 || word[length - 1] != '?')
		return false;
	word[length - 1] = '\0';
	return true;
}

/* A `?` or `/` at the end of the word means something. */
static void read_word(struct profile_rule *rule, const struct directive *directive,
		      const char *word)
{
	size_t length = strlen(word);
	bool is_path = directive->directive == PROFILE_PATH || directive->directive == PROFILE_NOT;

	rule->word = xstrdup(word);
	if (length < 2)
		return;
	if (directive->may_be_missing)
		rule->is_optional = cut_question(rule->word);
	if (is_path && word[length - 1] == '/')
		rule->word[length - 1] = '\0';
}

static void check_count(const struct profile *profile, unsigned line,
			const struct directive *directive, size_t count)
{
	static const char *const takes[] = { "words", "one word", "two words" };

	if (directive->words ? count != directive->words : !count)
		fatal("profile %s:%u: %s takes %s, not %zu", profile->name, line, directive->word,
		      takes[directive->words], count);
}

static void keep_rule(struct profile *profile, struct profile_rule *rule,
		      const struct directive *directive, const char *word)
{
	read_word(rule, directive, word);
	profile->rules = xgrow(profile->rules, profile->count, sizeof(*rule));
	profile->rules[profile->count++] = *rule;
}

static void add_rule(struct profile *profile, unsigned line, const struct strings *words)
{
	const struct directive *directive = directive_find(profile, line, words->items[0]);
	struct profile_rule rule = { .directive = directive->directive, .line = line };

	check_count(profile, line, directive, words->count - 1);
	if (rule.directive == PROFILE_CLASS) {
		add_class(profile, line, words->items[1]);
		return;
	}
	if (rule.directive == PROFILE_FIRMWARE) {
		rule.policy = firmware_policy_find(words->items[1]);
		if (rule.policy == FIRMWARE_UNSAID)
			fatal("profile %s:%u: firmware %s: there are load, pack, leave",
			      profile->name, line, words->items[1]);
	}
	if (rule.directive == PROFILE_FOLLOW || rule.directive == PROFILE_BEHIND)
		rule.other = xstrdup(words->items[2]);
	if (rule.directive == PROFILE_BEHIND)
		rule.is_optional = cut_question(rule.other);
	keep_rule(profile, &rule, directive,
		  words->items[rule.directive == PROFILE_FIRMWARE ? 2 : 1]);
	for (size_t i = 2; !directive->words && i < words->count; i++)
		keep_rule(profile, &rule, directive, words->items[i]);
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
	for (size_t i = 0; i < profile->count; i++) {
		free(profile->rules[i].word);
		free(profile->rules[i].other);
	}
	free(profile->rules);
	free(profile->name);
	*profile = (struct profile){ 0 };
}

bool profile_path_matches(const char *glob, const char *path)
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
