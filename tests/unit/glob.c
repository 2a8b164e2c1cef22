/* SPDX-License-Identifier: MIT */
/* glob_match: the cases of glob_cases.h, and a pattern that an exponential matcher would not
 * survive. */
#include "glob.h"

#include <string.h>

#include "glob_cases.h"
#include "../tap.h"

static void test_cases(void)
{
	size_t i;

	for (i = 0; i < GLOB_CASES; i++) {
		const struct glob_case *one = &glob_cases[i];

		ok(glob_match(one->pattern, one->text) == one->matches, "[%s] %s [%s]",
		   one->pattern, one->matches ? "matches" : "does not match", one->text);
	}
}

static void test_long(void)
{
	static char pattern[4001], text[4001];
	size_t i;

	for (i = 0; i < 4000; i++)
		pattern[i] = i % 2 ? 'a' : '*';
	memset(text, 'a', 4000);
	ok(glob_match(pattern, text), "2,000 stars against 4,000 characters");
	pattern[3999] = 'b';
	ok(!glob_match(pattern, text), "2,000 stars against 4,000 characters, in vain");
}

int main(void)
{
	test_cases();
	test_long();
	return plan();
}
