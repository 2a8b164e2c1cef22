/* SPDX-License-Identifier: MIT */
/* fuzz: glob_match; the input is a pattern, a line end, and a text. A pattern without wildcards
 * must match itself alone. */
#include "glob.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("v*d*sv*sd*bc01sc06i01*\nv00008086d00002922sv00001AF4sd00001100bc01sc06i01"),
	FUZZ_SEED("v04B8p0[1-3]*d*\nv04B8p0202d0100"),
	FUZZ_SEED("[!a-c]?\\*[]x][^]]\nd1*xa"),
	FUZZ_SEED("*a*a*a*a*a*a*a*b\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	FUZZ_SEED("plain\nplain"),
	FUZZ_SEED("[\n"),
	{ NULL, 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t length = line ? (size_t)(line - data) : size, rest = line ? size - length - 1 : 0;
	char *pattern = malloc(length + 1), *text = malloc(rest + 1);
	int matches;

	memcpy(pattern, data, length);
	pattern[length] = '\0';
	if (line)
		memcpy(text, line + 1, rest);
	text[rest] = '\0';
	matches = glob_match(pattern, text);
	if (!pattern[strcspn(pattern, "*?[\\")] && matches != !strcmp(pattern, text))
		abort();
	free(pattern);
	free(text);
	return 0;
}
