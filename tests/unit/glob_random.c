/* SPDX-License-Identifier: MIT */
/*
 * glob_match against fnmatch(3) of the host's libc (glibc is the reference), on random pairs over a
 * small alphabet
 *
 * usage: glob_random [SEED [PAIRS]]. A disagreement is made small before it is shown. A pattern
 * that ends in "-" inside an open bracket is left out: glibc has no one rule for it ("[a-" does not
 * match itself, "[[[-" does), and kmod refuses it.
 */
#include "glob.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "glob_cases.h"
#include "../tap.h"

#define LONGEST 9
#define SHOWN	20

static uint64_t state;

/* A linear congruential generator: the same pairs everywhere. */
static unsigned pick(unsigned below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % below;
}

static void make(char *out, const char *alphabet)
{
	unsigned length = pick(LONGEST);

	while (length--)
		*out++ = alphabet[pick((unsigned)strlen(alphabet))];
	*out = '\0';
}

static int agree(const char *pattern, const char *text)
{
	return !glob_match(pattern, text) == !!fnmatch(pattern, text, 0);
}

/* is_open_range: may end in an open bracket with a dash as its last character. */
static int is_open_range(const char *pattern)
{
	size_t length = strlen(pattern);

	return length && pattern[length - 1] == '-' && strchr(pattern, '[');
}

/* shrink: drop characters as long as the two still disagree. */
static void shrink(char *pattern, char *text)
{
	char *strings[2] = { pattern, text };
	char kept[LONGEST + 1];
	size_t which, i;

	for (which = 0; which < 2; which++)
		for (i = 0; strings[which][i];) {
			strcpy(kept, strings[which]);
			memmove(strings[which] + i, strings[which] + i + 1,
				strlen(strings[which] + i));
			if (agree(pattern, text) || is_open_range(pattern)) {
				strcpy(strings[which], kept);
				i++;
			} else {
				which = 0;
				i = 0;
			}
		}
}

static void test_random(unsigned long seed, unsigned long pairs)
{
	unsigned long i, disagreements = 0, matches = 0;
	char pattern[LONGEST + 1], text[LONGEST + 1];

	for (i = 0; i < pairs; i++) {
		make(pattern, "ab*?[]!-\\^");
		make(text, i % 2 ? "ab" : "ab*?[]!-\\^");
		if (is_open_range(pattern))
			continue;
		matches += !fnmatch(pattern, text, 0);
		if (agree(pattern, text))
			continue;
		if (disagreements++ >= SHOWN)
			continue;
		shrink(pattern, text);
		printf("# pattern [%s] text [%s]: libc %d, glob_match %d\n", pattern, text,
		       !fnmatch(pattern, text, 0), glob_match(pattern, text));
	}
	ok(!disagreements, "%lu random pairs, seed %lu: %lu match, %lu disagreements", pairs, seed,
	   matches, disagreements);
}

int main(int argc, char **argv)
{
	unsigned long seed = argc > 1 ? strtoul(argv[1], NULL, 10) : 20240611;
	size_t i;

	for (i = 0; i < GLOB_CASES; i++)
		ok((fnmatch(glob_cases[i].pattern, glob_cases[i].text, 0) == 0) ==
			   glob_cases[i].matches,
		   "libc on [%s] [%s]", glob_cases[i].pattern, glob_cases[i].text);
	state = seed;
	test_random(seed, argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000);
	return plan();
}
