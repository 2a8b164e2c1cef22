/* SPDX-License-Identifier: MIT */
/*
 * tap: the few lines that make a C program a test for prove(1) (Test Anything Protocol 12)
 *
 * plan() comes last: it prints how many there were and gives the exit code.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused)) static int ok(int passed, const char *format, ...)
{
	__builtin_va_list args;

	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	__builtin_va_start(args, format);
	vprintf(format, args);
	__builtin_va_end(args);
	putchar('\n');
	fflush(stdout);
	tap_failed += !passed;
	return passed;
}

__attribute__((unused)) static int is_str(const char *got, const char *wanted, const char *name)
{
	int passed = got && wanted ? !strcmp(got, wanted) : got == wanted;

	ok(passed, "%s", name);
	if (!passed)
		printf("#      got: %s\n#   wanted: %s\n", got ? got : "(null)",
		       wanted ? wanted : "(null)");
	return passed;
}

__attribute__((unused)) static int is_int(long got, long wanted, const char *name)
{
	int passed = got == wanted;

	ok(passed, "%s", name);
	if (!passed)
		printf("#      got: %ld\n#   wanted: %ld\n", got, wanted);
	return passed;
}

__attribute__((unused)) static int plan(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
