/* SPDX-License-Identifier: MIT */
/*
 * alias_nasty: the hand-made corpus, asked of the baked table and of libkmod itself
 *
 * usage: alias_nasty make DIR		the corpus's modules as assembler source, and modules.order
 *        alias_nasty MODULE-DIR [SEED]	compare; depmod's files are there as well
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/util.h"
#include "../alias_corpus.h"
#include "../tap.h"
#include "against_kmod.h"

#define MUTATIONS 300 /* of each text */

static FILE *create(const char *directory, const char *name)
{
	char *path = xasprintf("%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	if (!file)
		fatal("%s:", path);
	free(path);
	return file;
}

/* A module is an object file with a section .modinfo. */
static void make(const char *directory)
{
	FILE *order = create(directory, "modules.order"), *source = NULL;
	const char *last = "";

	for (size_t i = 0; i < CORPUS_PATTERNS; i++) {
		const struct corpus_pattern *one = &corpus_patterns[i];

		if (strcmp(last, one->module) != 0) {
			char *name = xasprintf("kernel/%s.s", one->module);

			if (source)
				fclose(source);
			source = create(directory, name);
			free(name);
			fputs(".section .modinfo,\"a\"\n", source);
			fprintf(order, "kernel/%s.ko\n", one->module);
			last = one->module;
		}
		fputs(".ascii \"alias=\"\n", source);
		for (const char *c = one->pattern; *c; c++)
			fprintf(source, ".byte %d\n", (unsigned char)*c);
		fputs(".byte 0\n", source);
	}
	fclose(source);
	fclose(order);
}

/* A text, and mutations of it. */
static void ask_around(struct against *against, const char *start)
{
	char text[AGAINST_TEXT];

	against_ask(against, start);
	for (int i = 0; i < MUTATIONS; i++) {
		strcpy(text, start);
		against_mutate(against, text);
		against_ask(against, text);
	}
}

static void compare(const char *directory, uint64_t seed)
{
	static struct against against;
	char text[AGAINST_TEXT];

	against_open(&against, directory, directory);
	against.seed = seed;
	printf("# seed %llu, %zu modules\n", (unsigned long long)seed, against.kernel.count);
	for (size_t i = 0; i < CORPUS_TEXTS; i++)
		against_ask(&against, corpus_texts[i]);
	against_report(&against, "texts made by hand");
	ok(!against.different, "texts made by hand");

	for (size_t i = 0; i < CORPUS_TEXTS; i++)
		ask_around(&against, corpus_texts[i]);
	for (size_t i = 0; i < CORPUS_PATTERNS; i++)
		for (unsigned filling = 0; filling < AGAINST_FILLINGS; filling++) {
			against_concrete(corpus_patterns[i].pattern, filling, text);
			ask_around(&against, text);
		}
	against_report(&against, "with the patterns made concrete, and mutations");
	ok(!against.different && against.matched > against.asked / 2, "%ld texts, %ld differences",
	   against.asked, against.different);
	against_close(&against);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "make")) {
		make(argv[2]);
		return 0;
	}
	if (argc != 2 && argc != 3) {
		fputs("usage: alias_nasty make DIR | MODULE-DIR [SEED]\n", stderr);
		return 2;
	}
	compare(argv[1], argc == 3 ? strtoull(argv[2], NULL, 10) : 20240611);
	return plan();
}
