/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "version.h"

/* ---- writing */

static void print_header(FILE *stream, const struct selection *selection, const struct wish *wish)
{
	fprintf(stream, "coldprobe %s\n", COLDPROBE_VERSION);
	fprintf(stream, "kernel %s\n", selection->kernel->release);
	if (wish->profiles.count == 0)
		fprintf(stream, "profile default\n");
	for (size_t i = 0; i < wish->profiles.count; i++)
		fprintf(stream, "profile %s\n", wish->profiles.items[i]);
	for (size_t i = 0; i < wish->modules.count; i++)
		fprintf(stream, "module %s\n", wish->modules.items[i]);
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
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];
		const struct module *module = choice->module;

		fprintf(stream, "%s\t%zu\t%s\t%s\n", module->name, module->size,
			module->is_signed ? "signed" : "unsigned", choice->reason);
	}
	if (fclose(stream) != 0)
		fatal("out of memory");
	return (struct bytes){ .data = (unsigned char *)text, .size = size };
}

/* ---- reading */

static bool parse_header(struct manifest *manifest, char *line)
{
	char *value = strchr(line, ' ');

	if (!value)
		return false;
	*value++ = '\0';
	if (strcmp(line, "coldprobe") == 0)
		manifest->version = value;
	else if (strcmp(line, "kernel") == 0)
		manifest->release = value;
	else if (strcmp(line, "profile") == 0)
		strings_add(&manifest->profiles, value);
	else if (strcmp(line, "module") == 0)
		strings_add(&manifest->asked, value);
	return true;
}

static bool parse_module(struct manifest *manifest, char *line)
{
	struct manifest_module module = { 0 };
	char *fields[4], *end;

	for (size_t i = 0; i < 4; i++) {
		fields[i] = i < 3 ? strsep(&line, "\t") : line;
		if (!fields[i] || !*fields[i])
			return false;
	}
	module.name = fields[0];
	module.size = strtoull(fields[1], &end, 10);
	module.is_signed = strcmp(fields[2], "signed") == 0;
	module.reason = fields[3];
	if (*end)
		return false;
	manifest->modules = xgrow(manifest->modules, manifest->count, sizeof(module));
	manifest->modules[manifest->count++] = module;
	return true;
}

const char *manifest_parse(struct manifest *manifest, char *text)
{
	char *line;

	*manifest = (struct manifest){ 0 };
	while ((line = text_line(&text)) && *line)
		if (!parse_header(manifest, line))
			return "a line of its header has no value";
	if (!manifest->version || !manifest->release)
		return "its header lacks the version or the kernel";
	while ((line = text_line(&text)))
		if (!parse_module(manifest, line))
			return "a module's line is not of four fields";
	return NULL;
}

void manifest_free(struct manifest *manifest)
{
	strings_free(&manifest->profiles);
	strings_free(&manifest->asked);
	free(manifest->modules);
	*manifest = (struct manifest){ 0 };
}
