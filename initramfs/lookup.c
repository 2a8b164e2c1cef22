/* SPDX-License-Identifier: MIT */
/* coldprobe lookup: what the table baked into an image or a probe answers */
#define _GNU_SOURCE
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/alias.h"
#include "bake.h"
#include "baked.h"
#include "image.h"
#include "json.h"
#include "unpack.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe lookup [--json] [--trimmed] IMAGE|PROBE [MODALIAS...]\n"
	"\n"
	"  --json     the same as one JSON array\n"
	"  --trimmed  ask the image's table of what is not in it: prints modalias, module and "
	"reason\n"
	"\n"
	"Asks the table in an image's /init, or in a probe: prints each modalias, a tab, and the "
	"modules that serve it, in the order of their insertion. Without MODALIAS they are read "
	"from "
	"standard input, one a line. A module's name is answered too, as modprobe does.\n"
	"\n"
	"example: coldprobe lookup initramfs.img virtio:d00000002v00001AF4 fs-ext4\n";

struct lookup {
	struct table table;
	struct bytes blob; /* what the table points into */
	bool wants_json, wants_trimmed;
	struct json json;
	bool found_any;
	uint16_t found[BAKED_MAX_MODULES];
};

/* ---- the table */

static struct bytes trimmed_of_image(const char *path)
{
	char *name = xasprintf("%s: " IMAGE_TRIMMED, path);
	struct unpacked image;
	struct bytes copy;

	unpack_read(&image, path);
	if (!image.trimmed.data)
		fatal("%s: there is no " IMAGE_TRIMMED " in it", path);
	bake_check_header(&image.trimmed, name);
	copy = baked_copy(&image.trimmed, name);
	unpack_free(&image);
	free(name);
	return copy;
}

static struct bytes table_of_image(const char *path)
{
	char *name = xasprintf("%s: init", path);
	struct unpacked image;
	struct bytes copy;

	unpack_read(&image, path);
	if (!image.init.data)
		fatal("%s: there is no init in it", path);
	copy = baked_table(&image.init, name);
	unpack_free(&image);
	free(name);
	return copy;
}

static void table_read(struct lookup *lookup, const char *path)
{
	struct bytes file = file_read(path);
	int error;

	if (lookup->wants_trimmed)
		lookup->blob = trimmed_of_image(path);
	else if (file.size >= 4 && memcmp(file.data, "\177ELF", 4) == 0)
		lookup->blob = baked_table(&file, path);
	else
		lookup->blob = table_of_image(path);
	free(file.data);
	error = alias_open(&lookup->table, lookup->blob.data);
	if (error)
		fatal("%s: its table is damaged: %s", path, strerror(-error));
}

/* ---- asking */

/* Why it is not in the image; static storage. */
static const char *trimmed_reason(const struct lookup *lookup, unsigned module)
{
	const char *why = lookup->table.strings + lookup->table.modules[module].options;
	size_t length = strlen(why);
	static char reason[512];
	char name[ALIAS_NAME_SIZE];

	snprintf(reason, sizeof(reason), "%s%s", why,
		 length > 0 && why[length - 1] == ' ' ? alias_name(&lookup->table, module, name)
						      : "");
	return reason;
}

static void answer_trimmed(const struct lookup *lookup, const char *modalias, int count)
{
	char name[ALIAS_NAME_SIZE];

	for (int i = 0; i < count; i++)
		printf("%s\t%s\t%s\n", modalias, alias_name(&lookup->table, lookup->found[i], name),
		       trimmed_reason(lookup, lookup->found[i]));
}

static void answer_text(const struct lookup *lookup, const char *modalias, int count)
{
	char name[ALIAS_NAME_SIZE];

	printf("%s\t", modalias);
	for (int i = 0; i < count; i++)
		printf("%s%s", i ? " " : "", alias_name(&lookup->table, lookup->found[i], name));
	putchar('\n');
}

static void answer_json(struct lookup *lookup, const char *modalias, int count)
{
	char name[ALIAS_NAME_SIZE];

	json_open_flat(&lookup->json, NULL, '{');
	json_text(&lookup->json, "modalias", modalias);
	json_open(&lookup->json, "modules", '[');
	for (int i = 0; i < count; i++)
		json_text(&lookup->json, NULL, alias_name(&lookup->table, lookup->found[i], name));
	json_close(&lookup->json, ']');
	if (lookup->wants_trimmed) {
		json_open(&lookup->json, "reasons", '[');
		for (int i = 0; i < count; i++)
			json_text(&lookup->json, NULL, trimmed_reason(lookup, lookup->found[i]));
		json_close(&lookup->json, ']');
	}
	json_close(&lookup->json, '}');
}

static void answer(struct lookup *lookup, const char *modalias)
{
	int count = baked_ask(&lookup->table, modalias, lookup->found);

	lookup->found_any |= count > 0;
	if (lookup->wants_json)
		answer_json(lookup, modalias, count);
	else if (lookup->wants_trimmed)
		answer_trimmed(lookup, modalias, count);
	else
		answer_text(lookup, modalias, count);
}

static void answer_lines(struct lookup *lookup)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	while ((length = getline(&line, &room, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		answer(lookup, line);
	}
	if (ferror(stdin))
		fatal("standard input:");
	free(line);
}

/* ---- the command */

static int lookup_all(struct lookup *lookup, char **words)
{
	table_read(lookup, *words++);
	if (lookup->wants_json)
		json_open(&lookup->json, NULL, '[');
	if (!*words)
		answer_lines(lookup);
	for (; *words; words++)
		answer(lookup, *words);
	if (lookup->wants_json)
		json_close(&lookup->json, ']');
	free(lookup->blob.data);
	return lookup->found_any ? 0 : 1;
}

int lookup_main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "trimmed", no_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static struct lookup lookup;
	bool wants_help = false;
	int option, result = 0;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == 'j')
			lookup.wants_json = true;
		else if (option == 't')
			lookup.wants_trimmed = true;
		else if (option == 'h')
			wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (!wants_help && optind == argc)
		return command_misuse(argv[0], "takes an IMAGE or a PROBE");
	if (wants_help)
		fputs(help, stdout);
	else
		result = lookup_all(&lookup, argv + optind);
	stdout_close();
	return result;
}
