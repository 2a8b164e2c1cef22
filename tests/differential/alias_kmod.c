/* SPDX-License-Identifier: MIT */
/*
 * alias_kmod: the baked table answers as libkmod does, for every alias of a whole kernel
 *
 * usage: alias_kmod MODULE-DIR INDEXED-DIR
 * The table is baked from MODULE-DIR with every module in it; INDEXED-DIR is the same tree with depmod's
 * files, for libkmod. Each pattern is made concrete in several ways (what a wildcard becomes); both are
 * asked, and must name the same modules in the same order. No text is left out.
 */
#include <stdio.h>

#include "against_kmod.h"
#include "../tap.h"

static void ask_each(struct against *against, unsigned filling)
{
	static char text[AGAINST_TEXT];

	for (size_t i = 0; i < against->kernel.count; i++) {
		const struct strings *aliases = &against->kernel.modules[i].aliases;

		for (size_t j = 0; j < aliases->count; j++) {
			against_concrete(aliases->items[j], filling, text);
			against_ask(against, text);
		}
	}
}

int main(int argc, char **argv)
{
	static struct against against;

	if (argc != 3) {
		fputs("usage: alias_kmod MODULE-DIR INDEXED-DIR\n", stderr);
		return 2;
	}
	against_open(&against, argv[1], argv[2]);
	for (unsigned i = 0; i < AGAINST_FILLINGS; i++) {
		long known = against.matched;

		against.different = 0;
		ask_each(&against, i);
		known = against.matched - known;
		ok(against.different == 0 && known > 1000,
		   "wildcards filled in way %u: %ld texts that libkmod knows, %ld answers differ",
		   i, known, against.different);
	}
	ok(against.walked == 0 && against.cut == 0, "no text is left out");
	against_close(&against);
	return plan();
}
