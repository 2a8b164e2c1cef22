/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "version.h"

#define MANIFEST_FORMAT 2

/* ---- writing */

static void print_header(FILE *stream, const struct selection *selection, const struct wish *wish)
{
	fprintf(stream, "coldprobe %s\n", COLDPROBE_VERSION);
	fprintf(stream, "manifest %d\n", MANIFEST_FORMAT);
	fprintf(stream, "kernel %s\n", selection->kernel->release);
	if (wish->profiles.count == 0 && wish->traces.count == 0)
		fprintf(stream, "profile default\n");
	for (size_t i = 0; i < wish->profiles.count; i++)
		fprintf(stream, "profile %s\n", wish->profiles.items[i]);
	for (size_t i = 0; i < wish->modules.count; i++)
		fprintf(stream, "module %s\n", wish->modules.items[i]);
	for (size_t i = 0; i < wish->traces.count; i++)
		fprintf(stream, "only %s\n", wish->traces.items[i]);
}

static void add_flag(char **flags, bool is_set, const char *flag)
{
	char *longer;

	if (!is_set)
		return;
	longer = xasprintf("%s%s%s", *flags, **flags ? "," : "", flag);
	free(*flags);
	*flags = longer;
}

static const char *or_nothing(const char *text)
{
	return text && *text ? text : "-";
}

static void print_module(FILE *stream, const struct choice *choice)
{
	const struct module *module = choice->module;
	bool is_lean = choice->lean.data;
	char *classes = profile_classes(choice->classes);
	char *flags = xstrdup("");

	add_flag(&flags, choice->for_devices && !module->is_blacklisted, "device");
	add_flag(&flags, choice->is_sequential, "sequential");
	add_flag(&flags, choice->is_urgent, "urgent");
	add_flag(&flags, choice->is_likely, "likely");
	add_flag(&flags, choice->is_compressed, "compressed");
	add_flag(&flags, is_lean, "lean");
	add_flag(&flags, choice->is_packed, "packed");
	add_flag(&flags, module->is_blacklisted, "blacklisted");
	fprintf(stream, "module\t%s\t%zu\t%s\t%s\t%s\t%s\t%s\n", module->name, select_bytes(choice),
		module->is_signed && !is_lean ? "signed" : "unsigned", or_nothing(classes),
		or_nothing(flags), or_nothing(module->options), choice->reason);
	for (size_t i = 0; i < choice->firmware.count; i++)
		fprintf(stream, "firmware\t%s\t%s\n", module->name, choice->firmware.files[i].name);
	for (size_t i = 0; i < choice->firmware.missing.count; i++)
		fprintf(stream, "missing\t%s\t%s\n", module->name,
			choice->firmware.missing.items[i]);
	free(classes);
	free(flags);
}

struct bytes manifest_make(const struct selection *selection, const struct wish *wish)
{
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		fatal("out of memory");
	print_header(stream, selection, wish);
	fputc('\n', stream);
	for (size_t i = 0; i < selection->count; i++)
		print_module(stream, &selection->choices[i]);
	for (size_t i = 0; i < selection->left_count; i++)
		if (!selection->left[i].is_silent)
			fprintf(stream, "left\t%s\t%s\n", selection->left[i].module->name,
				selection->left[i].reason);
	if (fclose(stream) != 0)
		fatal("out of memory");
	return (struct bytes){ .data = (unsigned char *)text, .size = size };
}

/* ---- reading */

static const char *parse_header(struct manifest *manifest, char *line, bool *is_known_format)
{
	char *value = strchr(line, ' ');

	if (!value)
		return "a line of its header has no value";
	*value++ = '\0';
	if (strcmp(line, "coldprobe") == 0)
		manifest->version = value;
	else if (strcmp(line, "manifest") == 0)
		*is_known_format = atoi(value) == MANIFEST_FORMAT;
	else if (strcmp(line, "kernel") == 0)
		manifest->release = value;
	else if (strcmp(line, "profile") == 0)
		strings_add(&manifest->profiles, value);
	else if (strcmp(line, "module") == 0)
		strings_add(&manifest->asked, value);
	else if (strcmp(line, "only") == 0)
		strings_add(&manifest->traces, value);
	return NULL;
}

#define FIELDS_MAX 7

/* Returns how many fields there are; 0 when that is not `count` or one is empty. */
static size_t split(char *line, char *fields[FIELDS_MAX], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fields[i] = strsep(&line, "\t");
		if (!fields[i] || !*fields[i])
			return 0;
	}
	return line ? 0 : count;
}

static const char *parse_module(struct manifest *manifest, char *line)
{
	struct manifest_module module = { 0 };
	char *fields[FIELDS_MAX], *end;

	if (!split(line, fields, 7))
		return "a module's record is not of seven fields";
	module.name = fields[0];
	module.size = strtoull(fields[1], &end, 10);
	if (*end)
		return "a module's size is no number";
	module.is_signed = strcmp(fields[2], "signed") == 0;
	module.classes = fields[3];
	module.flags = fields[4];
	module.options = fields[5];
	module.reason = fields[6];
	manifest->modules = xgrow(manifest->modules, manifest->count, sizeof(module));
	manifest->modules[manifest->count++] = module;
	return NULL;
}

static const char *parse_firmware(struct manifest *manifest, char *line, bool is_missing)
{
	struct manifest_module *module =
		manifest->count ? &manifest->modules[manifest->count - 1] : NULL;
	char *fields[FIELDS_MAX];

	if (!split(line, fields, 2) || !module || strcmp(fields[0], module->name) != 0)
		return "a record of firmware is not behind its module's";
	strings_add(is_missing ? &module->missing : &module->firmware, fields[1]);
	return NULL;
}

static const char *parse_left(struct manifest *manifest, char *line)
{
	char *fields[FIELDS_MAX];

	if (!split(line, fields, 2))
		return "a record of a module left out is not of two fields";
	manifest->left = xgrow(manifest->left, manifest->left_count, sizeof(*manifest->left));
	manifest->left[manifest->left_count++] =
		(struct manifest_left){ .name = fields[0], .reason = fields[1] };
	return NULL;
}

static const char *parse_record(struct manifest *manifest, char *line)
{
	const char *word = strsep(&line, "\t");

	if (line && strcmp(word, "module") == 0)
		return parse_module(manifest, line);
	if (line && strcmp(word, "firmware") == 0)
		return parse_firmware(manifest, line, false);
	if (line && strcmp(word, "missing") == 0)
		return parse_firmware(manifest, line, true);
	if (line && strcmp(word, "left") == 0)
		return parse_left(manifest, line);
	return "it has a record of no known kind";
}

const char *manifest_parse(struct manifest *manifest, char *text)
{
	bool is_known_format = false;
	const char *problem = NULL;
	char *line;

	*manifest = (struct manifest){ 0 };
	while (!problem && (line = text_line(&text)) && *line)
		problem = parse_header(manifest, line, &is_known_format);
	if (problem)
		return problem;
	if (!manifest->version || !manifest->release)
		return "its header lacks the version or the kernel";
	if (!is_known_format)
		return "its format is not the one that this coldprobe knows";
	while (!problem && (line = text_line(&text)))
		problem = parse_record(manifest, line);
	return problem;
}

void manifest_free(struct manifest *manifest)
{
	strings_free(&manifest->profiles);
	strings_free(&manifest->asked);
	strings_free(&manifest->traces);
	for (size_t i = 0; i < manifest->count; i++) {
		strings_free(&manifest->modules[i].firmware);
		strings_free(&manifest->modules[i].missing);
	}
	free(manifest->modules);
	free(manifest->left);
	*manifest = (struct manifest){ 0 };
}
