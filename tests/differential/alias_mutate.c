/* SPDX-License-Identifier: MIT */
/*
 * alias_mutate: the baked table answers as libkmod does, for what real modaliases turn into when
 * they are damaged
 *
 * usage: alias_mutate MODULE-DIR INDEXED-DIR LIST [SEED [COUNT]] Every alias of the kernel made
 * concrete, every line of LIST (modaliases that machines have shown), and COUNT mutations of both,
 * half of them in a second process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../initramfs/util.h"
#include "../tap.h"
#include "against_kmod.h"

#define SEED  20240611
#define COUNT 1000000

static void add_aliases(struct strings *texts, const struct kernel *kernel)
{
	char text[AGAINST_TEXT];

	for (size_t i = 0; i < kernel->count; i++)
		for (size_t j = 0; j < kernel->modules[i].aliases.count; j++)
			for (unsigned filling = 0; filling < AGAINST_FILLINGS; filling++) {
				against_concrete(kernel->modules[i].aliases.items[j], filling,
						 text);
				strings_add(texts, text);
			}
}

static void add_lines(struct strings *texts, const char *path)
{
	char *text = file_read_text(path), *next = text, *line;

	if (!text)
		fatal("%s: absent", path);
	while ((line = text_line(&next)))
		if (*line && *line != '#' && strlen(line) < AGAINST_TEXT)
			strings_add(texts, line);
	free(text);
}

static long ask_all(struct against *against, const struct strings *texts, const char *what)
{
	long before = against->different;

	for (size_t i = 0; i < texts->count; i++)
		against_ask(against, texts->items[i]);
	against_report(against, what);
	return against->different - before;
}

/* Half of them start from what machines have shown. Returns how many answers differ. */
static long mutate(struct against *against, const struct strings *real, const struct strings *made,
		   long count)
{
	char text[AGAINST_TEXT];

	against->asked = against->matched = against->different = against->walked = against->cut = 0;
	for (long i = 0; i < count; i++) {
		const struct strings *from = i % 2 && real->count > 0 ? real : made;

		strcpy(text, from->items[(size_t)i / 2 * 7919 % from->count]);
		against_mutate(against, text);
		against_ask(against, text);
	}
	against_report(against, "mutations");
	return against->different;
}

static long mutate_in_two(struct against *against, const struct strings *real,
			  const struct strings *made, long count)
{
	long different;
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child < 0)
		fatal("fork:");
	if (child == 0) {
		against->seed = ~against->seed;
		exit(mutate(against, real, made, count / 2) != 0);
	}
	different = mutate(against, real, made, count - count / 2);
	if (waitpid(child, &status, 0) != child || status != 0)
		different++;
	return different;
}

int main(int argc, char **argv)
{
	static struct against against;
	struct strings real = { 0 }, made = { 0 };
	uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : SEED;
	long count = argc > 5 ? strtol(argv[5], NULL, 10) : COUNT;

	if (argc < 4 || argc > 6) {
		fputs("usage: alias_mutate MODULE-DIR INDEXED-DIR LIST [SEED [COUNT]]\n", stderr);
		return 2;
	}
	against_open(&against, argv[1], argv[2]);
	add_aliases(&made, &against.kernel);
	add_lines(&real, argv[3]);
	ok(ask_all(&against, &made, "aliases made concrete") == 0, "%zu aliases made concrete",
	   made.count);
	ok(ask_all(&against, &real, "modaliases of machines") == 0, "%zu modaliases of machines",
	   real.count);
	printf("# SEED=%llu COUNT=%ld\n", (unsigned long long)seed, count);
	against.seed = seed;
	ok(mutate_in_two(&against, &real, &made, count) == 0, "%ld mutations from the seed %llu",
	   count, (unsigned long long)seed);
	strings_free(&made);
	strings_free(&real);
	against_close(&against);
	return plan();
}
