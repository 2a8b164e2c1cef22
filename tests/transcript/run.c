/* SPDX-License-Identifier: MIT */
/*
 * run: the real probe on fake machines: TAP
 *
 * run NAME.machine ...: runs the probe on each of them and compares the transcript with
 * NAME.expected beside it. Each run is a process of its own, with a deadline: a loop without a wait
 * in it is a failure too. UPDATE=1 in the environment writes the expected files instead; then read
 * every line of the difference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "door.h"
#include "machine.h"
#include "record.h"
#include "../tap.h"
#include "../../initramfs/util.h"

#define DEADLINE 20 /* seconds of real time */

int probe_main(int argc, char **argv, char **envp);
const char *__asan_default_options(void);

/* A run ends in the middle of things; what it held then is no leak. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static int call_main(const struct paragraph *header)
{
	static char *environment[10] = { (char *)"HOME=/", (char *)"TERM=linux" };
	char **argv = machine_split(machine_get(header, "run"), " ");
	int argc = 0, variables = 2;
	const char *line;
	size_t at = 0;

	while (variables < 9 && (line = machine_next(header, "environment", &at)))
		environment[variables++] = xasprintf("%s", line);
	while (argv[argc])
		argc++;
	return probe_main(argc, argv, environment);
}

/* run_probe: in a child; the transcript goes to `out`. */
static _Noreturn void run_probe(const char *path, FILE *out)
{
	struct machine machine;

	alarm(DEADLINE);
	machine_read(&machine, path);
	door_start(&machine);
	if (!setjmp(door_end))
		record_line("return %d", call_main(&machine.header));
	door_finish();
	fputs(record_text(), out);
	fflush(out);
	_exit(0);
}

/* transcript: of one machine; NULL when the run did not come to an end. */
static char *transcript(const char *path)
{
	FILE *out = tmpfile();
	char *text;
	long size;
	int status;
	pid_t child;

	if (!out)
		fatal("a temporary file:");
	fflush(stdout);
	child = fork();
	if (child < 0)
		fatal("fork:");
	if (child == 0)
		run_probe(path, out);
	if (waitpid(child, &status, 0) != child || status) {
		printf("# %s: %s %d\n", path, WIFSIGNALED(status) ? "signal" : "exit",
		       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		return NULL;
	}
	fseek(out, 0, SEEK_END);
	size = ftell(out);
	rewind(out);
	text = xcalloc(1, size + 1);
	if (fread(text, 1, size, out) != (size_t)size)
		fatal("a temporary file:");
	fclose(out);
	return text;
}

/* show_difference: the lines from the first that differs on. */
static void show_difference(const char *got, const char *wanted)
{
	unsigned line = 1;
	size_t a, b, shown;

	for (;; got += a + 1, wanted += b + 1, line++) {
		a = strcspn(got, "\n");
		b = strcspn(wanted, "\n");
		if (a != b || memcmp(got, wanted, a) || !*got || !*wanted)
			break;
	}
	for (shown = 0; shown < 12 && *got; shown++, got += a + !!got[a]) {
		a = strcspn(got, "\n");
		printf("#%5zu got:    %.*s\n", line + shown, (int)a, got);
	}
	for (shown = 0; shown < 12 && *wanted; shown++, wanted += b + !!wanted[b]) {
		b = strcspn(wanted, "\n");
		printf("#%5zu wanted: %.*s\n", line + shown, (int)b, wanted);
	}
}

static void write_expected(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		fatal("%s:", path);
}

static void check(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	int stem = strcspn(name, ".");
	char *expected = xasprintf("%.*s%.*s.expected", (int)(name - path), path, stem, name);
	char *got = transcript(path), *wanted;
	int sound = got && !strstr(got, "PROBLEM ");

	if (got && getenv("UPDATE"))
		write_expected(expected, got);
	wanted = file_read_text(expected);
	ok(sound && wanted && !strcmp(got, wanted), "%.*s", stem, name);
	if (got && !wanted)
		printf("# %s is missing; make it with UPDATE=1\n", expected);
	else if (got && strcmp(got, wanted))
		show_difference(got, wanted);
	else if (!sound && got)
		printf("# %s\n", strstr(got, "PROBLEM "));
	free(expected);
	free(got);
	free(wanted);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		check(argv[i]);
	return plan();
}
