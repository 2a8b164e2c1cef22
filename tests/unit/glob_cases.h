/* SPDX-License-Identifier: MIT */
/*
 * glob_cases: patterns that matchers get wrong, with what fnmatch(3) of glibc 2.36 says without
 * flags in the C locale
 *
 * glob.c checks glob_match against `matches`; glob_random.c checks that libc agrees with `matches`.
 */
#ifndef TESTS_GLOB_CASES_H
#define TESTS_GLOB_CASES_H

static const struct glob_case {
	const char *pattern, *text;
	int matches;
} glob_cases[] = {
	/* plain */
	{ "", "", 1 },
	{ "", "a", 0 },
	{ "a", "", 0 },
	{ "a", "a", 1 },
	{ "a", "ab", 0 },
	{ "ab", "a", 0 },
	/* stars */
	{ "*", "", 1 },
	{ "*", "abc", 1 },
	{ "**", "", 1 },
	{ "***", "a", 1 },
	{ "a*", "a", 1 },
	{ "*a", "ba", 1 },
	{ "*a", "ab", 0 },
	{ "a*b", "ab", 1 },
	{ "a*b", "axxb", 1 },
	{ "a*b", "axxbx", 0 },
	{ "*a*a*a*", "aaa", 1 },
	{ "*a*a*a*", "aab", 0 },
	{ "*ab*ab", "abab", 1 },
	{ "*ab*ab", "abaab", 1 },
	{ "*ab", "aab", 1 },
	{ "a*a*b", "aab", 1 },
	{ "*/b", "a/b", 1 },
	{ "*", "a/b", 1 },
	{ "*", ".a", 1 },
	{ "?a", ".a", 1 },
	/* a star's second try must not run exponentially */
	{ "*a*a*a*a*a*a*a*a*a*a*a*b",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0 },
	/* question marks */
	{ "?", "", 0 },
	{ "?", "a", 1 },
	{ "?", "ab", 0 },
	{ "*?", "", 0 },
	{ "?*?", "a", 0 },
	{ "?*?", "ab", 1 },
	{ "a?c", "a/c", 1 },
	/* brackets */
	{ "[ab]", "a", 1 },
	{ "[ab]", "c", 0 },
	{ "[ab]", "", 0 },
	{ "[a-c]", "b", 1 },
	{ "[a-c]", "-", 0 },
	{ "[c-a]", "b", 0 },
	{ "[a-a]", "a", 1 },
	{ "[!a]", "b", 1 },
	{ "[!a]", "a", 0 },
	{ "[!a]", "", 0 },
	{ "[^a]", "b", 1 },
	{ "[^a]", "a", 0 },
	{ "[]]", "]", 1 },
	{ "[]a]", "a", 1 },
	{ "[!]]", "]", 0 },
	{ "[!]]", "a", 1 },
	{ "[!]a]", "b", 1 },
	{ "[]-a]", "^", 1 },
	{ "[-a]", "-", 1 },
	{ "[a-]", "-", 1 },
	{ "[!-a]", "-", 0 },
	{ "[a-]", "b", 0 },
	{ "[?]", "?", 1 },
	{ "[?]", "a", 0 },
	{ "[*]", "*", 1 },
	{ "[*]", "a", 0 },
	{ "[[]", "[", 1 },
	{ "[[a]", "a", 1 },
	{ "[a!]", "!", 1 },
	{ "[a^]", "^", 1 },
	{ "[!!]", "a", 1 },
	{ "[!!]", "!", 0 },
	{ "[0-9a-f]", "7", 1 },
	{ "[0-9a-f]", "g", 0 },
	{ "[45]*", "4x", 1 },
	{ "[!45]*", "4x", 0 },
	{ "*[!45]", "45", 0 },
	{ "*[!45]", "46", 1 },
	/* brackets that never end stand for themselves */
	{ "[", "[", 1 },
	{ "[", "a", 0 },
	{ "[a", "[a", 1 },
	{ "[a", "a", 0 },
	{ "[]", "[]", 1 },
	{ "[!", "[!", 1 },
	{ "[!]", "[!]", 1 },
	{ "*[", "a[", 1 },
	{ "a[b", "a[b", 1 },
	/* backslashes */
	{ "\\*", "*", 1 },
	{ "\\*", "a", 0 },
	{ "\\a", "a", 1 },
	{ "\\\\", "\\", 1 },
	{ "\\", "\\", 0 },
	{ "\\", "", 0 },
	{ "\\[a]", "[a]", 1 },
	{ "[\\]]", "]", 1 },
	{ "[\\]]", "\\", 0 },
	{ "[\\\\]", "\\", 1 },
	{ "[a\\-c]", "-", 1 },
	{ "[a\\-c]", "b", 0 },
	{ "[\\a-c]", "b", 1 },
	{ "[a-\\c]", "b", 1 },
	{ "[\\!a]", "!", 1 },
	/* what kernels have */
	{ "v00001AF4d*sv*sd*bc*sc*i*", "v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", 1 },
	{ "v*d*sv*sd*bc01sc06i01*", "v00008086d00002922sv00001AF4sd00001100bc01sc06i01", 1 },
	{ "v04B8p0[1-3]*d*", "v04B8p0202d0100", 1 },
	{ "v04B8p0[1-3]*d*", "v04B8p0402d0100", 0 },
	{ "N*T*Cfsl,imx6q-usdhcC*", "NmmcT(null)Cfsl,imx6q-usdhcCfsl,imx6sl-usdhc", 1 },
};

#define GLOB_CASES (sizeof(glob_cases) / sizeof(*glob_cases))

#endif
