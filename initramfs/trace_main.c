/* SPDX-License-Identifier: MIT */
/* coldprobe trace: what happened when, in a boot */
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "story.h"
#include "trace.h"
#include "trace_print.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe trace [--json] [--svg OUT] FILE\n"
	"\n"
	"  FILE        what the probe left in /run/coldprobe/trace\n"
	"  --json      as JSON instead of a table\n"
	"  --svg OUT   a timeline into the file OUT instead (-: standard output)\n"
	"\n"
	"example: coldprobe trace --svg boot.svg /run/coldprobe/trace\n";

struct options {
	bool is_json;
	const char *svg; /* NULL: none */
	const char *file;
	bool wants_help;
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "svg", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int options_read(struct options *options, int argc, char **argv)
{
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == 'j')
			options->is_json = true;
		else if (option == 's')
			options->svg = optarg;
		else if (option == 'h')
			options->wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (options->wants_help)
		return 0;
	if (argc - optind != 1)
		return command_misuse(argv[0],
				      argc == optind ? "FILE is missing" : "it takes one FILE");
	if (options->is_json && options->svg)
		return command_misuse(argv[0], "--json and --svg exclude each other");
	options->file = argv[optind];
	return 0;
}

static void draw(const struct story *story, const char *path)
{
	char *picture;
	size_t size;
	FILE *stream = open_memstream(&picture, &size);

	if (!stream)
		fatal("out of memory");
	trace_svg(stream, story);
	if (fclose(stream) != 0)
		fatal("out of memory");
	output_text(strcmp(path, "-") == 0 ? NULL : path, picture, size);
	free(picture);
}

int trace_main(int argc, char **argv)
{
	struct options options = { 0 };
	int misuse = options_read(&options, argc, argv);
	struct trace trace;
	struct story story;

	if (misuse)
		return misuse;
	if (options.wants_help) {
		fputs(help, stdout);
		stdout_close();
		return 0;
	}
	trace_read(&trace, options.file);
	story_tell(&story, &trace);
	if (options.svg)
		draw(&story, options.svg);
	else if (options.is_json)
		trace_json(&story, &trace);
	else
		trace_table(&story);
	stdout_close();
	story_free(&story);
	trace_free(&trace);
	return 0;
}
