/* SPDX-License-Identifier: MIT */
/*
 * alias_kmod: the baked table answers as libkmod does, for every alias of a whole kernel
 *
 * usage: alias_kmod MODULE-DIR INDEXED-DIR
 * The table is baked from MODULE-DIR with every module in it; INDEXED-DIR is the same tree with depmod's files, for libkmod.
 * Each pattern is made concrete in several ways (what a wildcard becomes); both are asked, and must name the same
 * modules in the same order. A name that libkmod gives twice (two patterns of one module match) counts once.
 */
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/bake.h"
#include "../../probe/alias.h"
#include "../tap.h"

#define ANSWER_SIZE 16384

/* Names, each once, a blank behind each. */
static void add_name(char *answer, const char *name)
{
	char word[ALIAS_NAME_SIZE + 2];

	snprintf(word, sizeof(word), " %s ", name);
	if (strstr(answer, word))
		return;
	if (strlen(answer) + strlen(word) >= ANSWER_SIZE)
		fatal("more names than ANSWER_SIZE holds");
	strcat(answer, *answer ? word + 1 : word);
}

static void ask_kmod(struct kmod_ctx *kmod, const char *modalias, char *answer)
{
	struct kmod_list *list = NULL, *item;

	strcpy(answer, "");
	/* libkmod's error for an alias that it cannot normalise is an answer too: nothing. */
	if (kmod_module_new_from_lookup(kmod, modalias, &list) < 0)
		return;
	kmod_list_foreach(item, list)
	{
		struct kmod_module *module = kmod_module_get_module(item);

		add_name(answer, kmod_module_get_name(module));
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
}

/* As modprobe does: a module's own name comes before any alias. */
static void ask_table(const struct table *table, const char *modalias, char *answer)
{
	uint16_t found[512];
	char name[ALIAS_NAME_SIZE];
	int module = alias_module(table, modalias), count = 1;

	strcpy(answer, "");
	found[0] = (uint16_t)module;
	if (module < 0)
		count = alias_lookup(table, modalias, found, 512);
	for (int i = 0; i < count; i++)
		add_name(answer, alias_name(table, found[i], name));
}

/* What `*`, and `?`, become. */
static const struct {
	const char *star, *one;
} fillings[] = { { "", "0" }, { "0", "7" }, { "zzz", "z" }, { "-.,:", "-" } };

/* A text that the pattern matches; of a bracket expression its first member. */
static void make_concrete(const char *pattern, unsigned filling, char *text, size_t size)
{
	size_t length = 0;

	for (const char *p = pattern; *p && length + 8 < size; p++) {
		const char *part = NULL;

		if (*p == '*')
			part = fillings[filling].star;
		else if (*p == '?')
			part = fillings[filling].one;
		if (part) {
			length += (size_t)snprintf(text + length, size - length, "%s", part);
		} else if (*p == '[' && strchr(p, ']')) {
			text[length++] = p[1];
			p = strchr(p, ']');
		} else {
			text[length++] = *p;
		}
	}
	text[length] = '\0';
}

static long compare(struct kmod_ctx *kmod, const struct table *table, const struct kernel *kernel, unsigned filling,
		    long *matched)
{
	static char wanted[ANSWER_SIZE], got[ANSWER_SIZE], text[8192];
	long different = 0;

	for (size_t i = 0; i < kernel->count; i++) {
		const struct strings *aliases = &kernel->modules[i].aliases;

		for (size_t j = 0; j < aliases->count; j++) {
			make_concrete(aliases->items[j], filling, text, sizeof(text));
			ask_kmod(kmod, text, wanted);
			ask_table(table, text, got);
			*matched += *wanted != '\0';
			if (!strcmp(wanted, got) || different++ >= 10)
				continue;
			printf("# %s: kmod: %s; table: %s\n", text, wanted, got);
		}
	}
	return different;
}

int main(int argc, char **argv)
{
	static struct kernel kernel;
	struct wish wish = { 0 };
	struct selection selection;
	struct table table;
	struct bytes blob;
	const char *no_config = NULL;
	struct kmod_ctx *kmod;

	if (argc != 3) {
		fputs("usage: alias_kmod MODULE-DIR INDEXED-DIR\n", stderr);
		return 2;
	}
	kmod = kmod_new(argv[2], &no_config);
	if (!kmod || kmod_load_resources(kmod) < 0)
		fatal("%s: libkmod cannot read its indexes", argv[2]);
	kernel_read(&kernel, argv[1]);
	strings_add(&wish.profiles, "all");
	select_modules(&selection, &kernel, &wish);
	blob = bake_table(&selection);
	is_int(alias_open(&table, blob.data), 0, "the baked table opens");
	printf("# %zu modules, table of %zu bytes\n", kernel.count, blob.size);

	for (unsigned i = 0; i < sizeof(fillings) / sizeof(*fillings); i++) {
		long matched = 0, different = compare(kmod, &table, &kernel, i, &matched);

		ok(different == 0 && matched > 1000, "wildcards as \"%s\" and \"%s\": %ld texts that libkmod knows, %ld answers differ",
		   fillings[i].star, fillings[i].one, matched, different);
	}
	free(blob.data);
	kmod_unref(kmod);
	return plan();
}
