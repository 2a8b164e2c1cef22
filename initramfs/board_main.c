/* SPDX-License-Identifier: MIT */
/* coldprobe board: board files shown, compared and merged */
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "board_diff.h"
#include "board_merge.h"
#include "dtb.h"
#include "output.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe board show FILE [-o OUT]\n"
	"       coldprobe board diff [--json] A B\n"
	"       coldprobe board merge A B... [-o OUT]\n"
	"\n"
	"  FILE    a board file, or a device tree: a name that ends in .dtb\n"
	"  show    a board file as coldprobe writes it: includes read, comments gone\n"
	"  diff    what is only in A, only in B, or not the same in both; exit 0: nothing, 1: "
	"something\n"
	"  merge   one board that stands for all of these machines\n"
	"  -o OUT  into that file (default: standard output)\n"
	"  --json  what differs as one JSON object\n"
	"\n"
	"example: coldprobe board diff old.board new.board\n";

struct options {
	const char *output; /* NULL: standard output */
	bool is_json;
	bool wants_help;
	const char *verb;
	char **files;
	int count;
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int options_check(const struct options *options, const char *command)
{
	bool is_diff;

	if (!options->verb)
		return command_misuse(command, "show, diff or merge is missing");
	is_diff = strcmp(options->verb, "diff") == 0;
	if (strcmp(options->verb, "show") == 0) {
		if (options->count != 1)
			return command_misuse(command, "show takes one FILE");
	} else if (is_diff) {
		if (options->count != 2)
			return command_misuse(command, "diff takes two files, A and B");
	} else if (strcmp(options->verb, "merge") == 0) {
		if (options->count < 2)
			return command_misuse(command, "merge takes two files or more");
	} else {
		return command_misuse(command, "%s: not show, diff or merge", options->verb);
	}
	if (options->is_json && !is_diff)
		return command_misuse(command, "--json is for diff");
	if (options->output && is_diff)
		return command_misuse(command, "-o is for show and merge");
	return 0;
}

static int options_read(struct options *options, int argc, char **argv)
{
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		if (option == 'o')
			options->output = optarg;
		else if (option == 'j')
			options->is_json = true;
		else if (option == 'h')
			options->wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (options->wants_help)
		return 0;
	if (optind < argc)
		options->verb = argv[optind++];
	options->files = argv + optind;
	options->count = argc - optind;
	return options_check(options, argv[0]);
}

static void write_out(const struct board *board, const char *output)
{
	size_t size;
	char *text;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		fatal("out of memory");
	board_write(board, stream);
	if (fclose(stream) != 0)
		fatal("out of memory");
	output_text(output, text, size);
	free(text);
}

static void read_file(struct board *board, const char *path)
{
	static const struct strings no_overlays;
	size_t length = strlen(path);

	if (length > 4 && strcmp(path + length - 4, ".dtb") == 0)
		dtb_read(board, path, &no_overlays);
	else
		board_read(board, path);
	if (!board->file)
		board->file = xstrdup(path);
}

static bool run_diff(const struct options *options)
{
	struct board a, b;
	bool is_same;

	read_file(&a, options->files[0]);
	read_file(&b, options->files[1]);
	is_same = board_diff(&a, &b, options->is_json);
	board_free(&b);
	board_free(&a);
	return is_same;
}

static void run_merge(const struct options *options)
{
	struct board board, other;

	read_file(&board, options->files[0]);
	for (int i = 1; i < options->count; i++) {
		read_file(&other, options->files[i]);
		board_merge(&board, &other);
		board_free(&other);
	}
	if (options->count > 1)
		board_merge_end(&board);
	write_out(&board, options->output);
	board_free(&board);
}

int board_main(int argc, char **argv)
{
	struct options options = { 0 };
	int misuse = options_read(&options, argc, argv);
	bool is_same = true;

	if (misuse)
		return misuse;
	if (options.wants_help)
		fputs(help, stdout);
	else if (strcmp(options.verb, "diff") == 0)
		is_same = run_diff(&options);
	else
		run_merge(&options);
	stdout_close();
	return is_same ? 0 : 1;
}
