/* SPDX-License-Identifier: MIT */
/* coldprobe capture: the running machine as a board file */
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "capture.h"
#include "output.h"
#include "redact.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe capture [OPTION...]\n"
	"\n"
	"  -o FILE      into that file (default: standard output)\n"
	"  --sys DIR    of a copy of another machine's /sys\n"
	"  --proc DIR   and of its /proc\n"
	"  --log FILE   and of its kernel log, as dmesg prints it\n"
	"  --full       with network interfaces, and numbers that identify the machine\n"
	"\n"
	"Writes this machine as a board file: its devices, their modaliases, drivers, parents and "
	"suppliers, what carries /, "
	"and the modules that are loaded. scripts/capture.sh does the same where there is only a "
	"shell.\n"
	"\n"
	"example: coldprobe capture -o this.board\n";

struct options {
	const char *output; /* NULL: standard output */
	const char *sysfs, *proc, *log;
	bool is_full;
	bool wants_help;
};

enum { SYS = 256, PROC, LOG, FULL };

static const struct option long_options[] = {
	{ "sys", required_argument, NULL, SYS }, { "proc", required_argument, NULL, PROC },
	{ "log", required_argument, NULL, LOG }, { "full", no_argument, NULL, FULL },
	{ "help", no_argument, NULL, 'h' },	 { 0 },
};

static int options_read(struct options *options, int argc, char **argv)
{
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		if (option == 'o')
			options->output = optarg;
		else if (option == SYS)
			options->sysfs = optarg;
		else if (option == PROC)
			options->proc = optarg;
		else if (option == LOG)
			options->log = optarg;
		else if (option == FULL)
			options->is_full = true;
		else if (option == 'h')
			options->wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (!options->wants_help && optind < argc)
		return command_misuse(argv[0], "%s: not an option", argv[optind]);
	return 0;
}

/* A copy of one thing is not completed with what this machine says. */
static void capture_begin(struct capture *capture, const struct options *options)
{
	*capture = (struct capture){
		.sysfs = options->sysfs,
		.proc = options->proc,
		.log = options->log,
		.is_full = options->is_full,
		.is_here = !options->sysfs && !options->proc,
	};
	if (!capture->sysfs)
		capture->sysfs = "/sys";
	if (capture->is_here) {
		capture->proc = "/proc";
		if (!capture->log)
			capture->log = "/dev/kmsg";
	}
}

static void say_gaps(const struct capture *capture)
{
	const struct sysfs_unread *unread = &capture->unread;

	if (unread->count > 0)
		warning("%zu of the files could not be read; the first: %s: %s", unread->count,
			unread->first, strerror(unread->error));
	if (capture->root_problem)
		warning("which block device carries / is not known: %s", capture->root_problem);
	if (capture->log && !capture->has_log)
		warning("%s: could not be read; which firmware was loaded is not known",
			capture->log);
}

static void capture_run(const struct options *options)
{
	struct capture capture;
	struct board board;
	FILE *stream;
	size_t size;
	char *text;

	capture_begin(&capture, options);
	capture_read(&capture, &board);
	stream = open_memstream(&text, &size);
	if (!stream)
		fatal("out of memory");
	board_write(&board, stream);
	if (fclose(stream) != 0)
		fatal("out of memory");
	if (!options->is_full)
		redact_board_file(text);
	output_text(options->output, text, strlen(text)); /* redacted, it may be shorter */
	say_gaps(&capture);
	free(text);
	board_free(&board);
	capture_free(&capture);
}

int capture_main(int argc, char **argv)
{
	struct options options = { 0 };
	int misuse = options_read(&options, argc, argv);

	if (misuse)
		return misuse;
	if (options.wants_help)
		fputs(help, stdout);
	else
		capture_run(&options);
	stdout_close();
	return 0;
}
