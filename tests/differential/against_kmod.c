/* SPDX-License-Identifier: MIT */
#include "against_kmod.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/aliases.h"
#include "../../initramfs/bake.h"
#include "../../initramfs/table_check.h"

#define MOST 8192 /* modules in one answer */

struct answer_names {
	const char *names[MOST];
	int count;
};

/* What libkmod has to say about over-long texts is thousands of characters. */
static void say_nothing(void *data, int priority, const char *file, int line, const char *function,
			const char *format, va_list arguments)
{
	(void)data, (void)priority, (void)file, (void)line;
	(void)function, (void)format, (void)arguments;
}

void against_open(struct against *against, const char *dir, const char *indexed)
{
	struct wish wish = { 0 };
	struct selection selection;
	const char *no_config = NULL;
	struct bytes blob;

	*against = (struct against){ .seed = 1 };
	against->kmod = kmod_new(indexed, &no_config);
	if (against->kmod)
		kmod_set_log_fn(against->kmod, say_nothing, NULL);
	if (!against->kmod || kmod_load_resources(against->kmod) < 0)
		fatal("%s: libkmod cannot read its indexes", indexed);
	kernel_read(&against->kernel, dir);
	strings_add(&wish.profiles, "all");
	select_modules(&selection, &against->kernel, &wish);
	blob = bake_table(&selection);
	table_check(&blob, dir);
	if (selection.count != against->kernel.count || alias_open(&against->table, blob.data) != 0)
		fatal("%s: cannot bake all of it", dir);
	select_free(&selection);
	strings_free(&wish.profiles);
}

void against_close(struct against *against)
{
	kmod_unref(against->kmod);
	kernel_free(&against->kernel);
	free((void *)against->table.header);
}

/* ---- what libkmod's index walks */

/*
 * Whether the pattern matches. `walks`: also when the index has walked the text through some of its
 * wildcards as characters: to any of them, and the rest by fnmatch, or to its end.
 */
static bool matches(const char *pattern, const char *text, bool walks)
{
	size_t at = strcspn(pattern, "*?[");

	if (strncmp(pattern, text, at) != 0)
		return false;
	for (; pattern[at]; at++) {
		if (strchr("*?[", pattern[at]) && fnmatch(pattern + at, text + at, 0) == 0)
			return true;
		if (!walks || pattern[at] != text[at])
			return false;
	}
	return text[at] == '\0';
}

/* The modules with such a pattern, in order. */
static void match_all(const struct against *against, const char *text, bool walks,
		      struct answer_names *all)
{
	char normal[AGAINST_TEXT];

	strcpy(normal, text);
	all->count = 0;
	if (!alias_normalize(normal))
		return;
	for (size_t i = 0; i < against->kernel.count; i++) {
		const struct module *module = &against->kernel.modules[i];
		bool has = false;

		for (size_t j = 0; j < module->aliases.count && !has; j++) {
			char *pattern = xstrdup(module->aliases.items[j]);

			has = alias_normalize(pattern) && matches(pattern, normal, walks);
			free(pattern);
		}
		if (has)
			all->names[all->count++] = module->name;
	}
}

/* ---- asking */

/* What is built in is not for the table to answer. */
static void add_name(const struct against *against, struct answer_names *answer, const char *name)
{
	const struct module *module = kernel_find(&against->kernel, name);

	for (int i = 0; i < answer->count; i++)
		if (!strcmp(answer->names[i], name))
			return;
	if (module)
		answer->names[answer->count++] = module->name;
}

static void ask_kmod(const struct against *against, const char *text, struct answer_names *answer)
{
	struct kmod_list *list = NULL, *item;

	answer->count = 0;
	/* libkmod's error for an alias that it cannot normalise is an answer too: nothing. */
	if (kmod_module_new_from_lookup(against->kmod, text, &list) < 0)
		return;
	kmod_list_foreach(item, list)
	{
		struct kmod_module *module = kmod_module_get_module(item);

		add_name(against, answer, kmod_module_get_name(module));
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
}

/* As modprobe does: a module's own name comes before any alias. */
static int ask_table(const struct against *against, const char *text, struct answer_names *answer)
{
	static uint16_t found[MOST];
	int module = alias_module(&against->table, text), count = 1;

	found[0] = (uint16_t)module;
	if (module < 0)
		count = alias_lookup(&against->table, text, found, MOST);
	answer->count = count < 0 ? 0 : count;
	for (int i = 0; i < answer->count; i++)
		answer->names[i] = against->kernel.modules[found[i]].name;
	return count;
}

static bool same(const struct answer_names *a, const struct answer_names *b)
{
	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (strcmp(a->names[i], b->names[i]) != 0)
			return false;
	return true;
}

static void print_names(const char *who, const struct answer_names *answer)
{
	printf("#    %s:", who);
	for (int i = 0; i < answer->count && i < 20; i++)
		printf(" %s", answer->names[i]);
	putchar('\n');
}

/* A difference: is it one of libkmod's own? Then the table's answer must be right by the rule, too. */
static bool is_left_out(struct against *against, const char *text,
			const struct answer_names *wanted, const struct answer_names *got)
{
	static struct answer_names all;

	match_all(against, text, false, &all);
	if (!same(got, &all))
		return false;
	if (strlen(text) + 1 + ALIAS_NAME_SIZE >= PATH_MAX) {
		against->cut++;
		return true;
	}
	match_all(against, text, true, &all);
	if (!same(wanted, &all))
		return false;
	against->walked++;
	return true;
}

void against_ask(struct against *against, const char *text)
{
	static struct answer_names wanted, got;
	bool is_refused = ask_table(against, text, &got) == -ENAMETOOLONG;

	against->asked++;
	if (strlen(text) >= TABLE_MAX_MODALIAS && is_refused) {
		against->cut++;
		return;
	}
	ask_kmod(against, text, &wanted);
	against->matched += wanted.count > 0;
	if (same(&wanted, &got) || is_left_out(against, text, &wanted, &got))
		return;
	if (against->different++ >= 10)
		return;
	printf("# differ: %.200s\n", text);
	print_names("kmod", &wanted);
	print_names("table", &got);
}

/* ---- texts */

static const struct {
	const char *star, *one;
} fillings[AGAINST_FILLINGS] = { { "", "0" }, { "0", "7" }, { "zzz", "z" }, { "-.,:", "-" } };

/* Of a bracket expression its first member. */
void against_concrete(const char *pattern, unsigned filling, char text[AGAINST_TEXT])
{
	size_t length = 0;

	for (const char *p = pattern; *p && length + 8 < AGAINST_TEXT; p++) {
		if (*p == '*' || *p == '?') {
			const char *part =
				*p == '*' ? fillings[filling].star : fillings[filling].one;

			memcpy(text + length, part, strlen(part));
			length += strlen(part);
		} else if (*p == '[' && strchr(p, ']')) {
			text[length++] = p[1];
			p = strchr(p, ']');
		} else {
			text[length++] = *p;
		}
	}
	text[length] = '\0';
}

static size_t pick(struct against *against, size_t below)
{
	against->seed = against->seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)((against->seed >> 33) % below);
}

static void insert(char *text, size_t at, const char *what)
{
	size_t length = strlen(text), more = strlen(what);

	if (length + more >= AGAINST_TEXT)
		return;
	memmove(text + at + more, text + at, length + 1 - at);
	memcpy(text + at, what, more);
}

static char other_case(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static const char *const odd[] = { "[",	   "]",	   "[0-9]", "[", "*",	 "?", "\\", "\xc3\xa4",
				   "\xff", "\x01", ":",	    " ", "0000", "d", "v*", "[a]" };

/* A text around the longest that may be asked. */
static void lengthen(struct against *against, char *text, size_t at)
{
	size_t length = strlen(text), wanted = 4050 + pick(against, 60);
	char fill = text[at] ? text[at] : 'x';

	if (length >= wanted)
		return;
	memmove(text + at + (wanted - length), text + at, length + 1 - at);
	memset(text + at, fill, wanted - length);
}

static void mutate_once(struct against *against, char *text)
{
	size_t length = strlen(text), at = pick(against, length + 1), kind = pick(against, 64);
	static const char likely[] = "0123456789ABCDEFabcdef:,-_*xyzvdNTC";

	if (kind == 0)
		lengthen(against, text, at);
	else if (kind < 8)
		insert(text, at, odd[pick(against, sizeof(odd) / sizeof(*odd))]);
	else if (kind < 12)
		text[at] = '\0';
	else if (at == length)
		insert(text, at, "0");
	else if (kind < 22)
		memmove(text + at, text + at + 1, length - at);
	else if (kind < 32)
		insert(text, at, (char[2]){ text[at], '\0' });
	else if (kind < 40)
		text[at] = other_case(text[at]);
	else if (kind < 44 && strpbrk(text, "-_"))
		at = strcspn(text, "-_"), text[at] = text[at] == '-' ? '_' : '-';
	else if (kind < 46)
		text[at] = (char)(1 + pick(against, 255));
	else
		text[at] = likely[pick(against, sizeof(likely) - 1)];
}

void against_mutate(struct against *against, char text[AGAINST_TEXT])
{
	/* One change mostly: after more of them few texts still mean anything. */
	for (size_t times = 1 + pick(against, 9) / 7; times > 0; times--)
		mutate_once(against, text);
}

void against_report(const struct against *against, const char *what)
{
	printf("# %s: %ld asked, %ld known, %ld answers differ; left out: %ld with wildcards in "
	       "the text, "
	       "%ld over-long\n",
	       what, against->asked, against->matched, against->different, against->walked,
	       against->cut);
	fflush(stdout);
}
