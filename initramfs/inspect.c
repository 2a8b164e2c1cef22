/* SPDX-License-Identifier: MIT */
/* coldprobe inspect: what is in an image, and why */
#define _GNU_SOURCE
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bake.h"
#include "baked.h"
#include "image.h"
#include "manifest.h"
#include "table_check.h"
#include "unpack.h"
#include "util.h"

static const char help[] = "usage: coldprobe inspect [--json] IMAGE\n"
			   "\n"
			   "  --json   the same as one JSON object\n"
			   "\n"
			   "Lists the files of an image that coldprobe made, its table, and its "
			   "modules with the reason for each.\n"
			   "\n"
			   "example: coldprobe inspect initramfs.img\n";

struct inspection {
	const char *path;
	struct unpacked image;
	struct manifest manifest;
	struct bytes blob; /* what the table points into */
	struct table table;
	struct table_header trimmed; /* zero: there is none */
};

static void inspect_trimmed(struct inspection *inspection)
{
	char *name = xasprintf("%s: " IMAGE_TRIMMED, inspection->path);
	const struct bytes *blob = &inspection->image.trimmed;

	if (blob->data) {
		bake_check_header(blob, name);
		table_check(blob, name);
		memcpy(&inspection->trimmed, blob->data, sizeof(inspection->trimmed));
	}
	free(name);
}

static void inspection_read(struct inspection *inspection, const char *path)
{
	char *init = xasprintf("%s: init", path);
	const char *problem;

	inspection->path = path;
	unpack_read(&inspection->image, path);
	if (!inspection->image.manifest.data)
		fatal("%s: not made by coldprobe: there is no %s in it", path, IMAGE_MANIFEST);
	problem = manifest_parse(&inspection->manifest, (char *)inspection->image.manifest.data);
	if (problem)
		fatal("%s: %s: %s", path, IMAGE_MANIFEST, problem);
	if (!inspection->image.init.data)
		fatal("%s: damaged: there is no init in it", path);
	inspection->blob = baked_table(&inspection->image.init, init);
	if (alias_open(&inspection->table, inspection->blob.data))
		fatal("%s: its table is damaged", init);
	inspect_trimmed(inspection);
	free(init);
}

/* The aliases' share: all but the modules' records, names and dependencies. */
static double bytes_per_alias(const struct table_header *table)
{
	size_t bytes = table->code_size + table->node_size + table->string_size - table->tails +
		       table->schema_count * sizeof(struct table_schema);

	return table->alias_count ? (double)bytes / table->alias_count : 0;
}

/* ---- for people */

static void print_words(const char *title, const struct strings *words)
{
	if (words->count == 0)
		return;
	printf("%s", title);
	for (size_t i = 0; i < words->count; i++)
		printf(" %s", words->items[i]);
	putchar('\n');
}

static void print_table(const struct table_header *table)
{
	printf("table %u bytes: %u modules, %u aliases (%.1f bytes each); code %u, nodes %u, "
	       "strings %u bytes\n",
	       table->size, table->module_count, table->alias_count, bytes_per_alias(table),
	       table->code_size, table->node_size, table->string_size);
}

static void print_more(const char *what, const struct strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		printf("%18s %-8s %s\n", "", what, words->items[i]);
}

static void print_module(const struct manifest_module *module)
{
	printf("%9llu %-8s %-24s %-10s %-6s %s\n", module->size,
	       module->is_signed ? "signed" : "unsigned", module->name, module->classes,
	       module->flags, module->reason);
	if (strcmp(module->options, "-") != 0)
		printf("%18s %-8s %s\n", "", "options", module->options);
	print_more("firmware", &module->firmware);
	print_more("missing", &module->missing);
}

static void print_left(const struct manifest *manifest)
{
	if (manifest->left_count > 0)
		printf("\n%zu modules left to the real system:\n", manifest->left_count);
	for (size_t i = 0; i < manifest->left_count; i++)
		printf("%18s %-24s %s\n", "", manifest->left[i].name, manifest->left[i].reason);
}

static char type_letter(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	}
	return '-';
}

static void print_text(const struct inspection *inspection)
{
	const struct unpacked *image = &inspection->image;
	const struct manifest *manifest = &inspection->manifest;

	printf("%s: %zu bytes (%s), %zu unpacked, made by coldprobe %s\n", inspection->path,
	       image->packed, image->compression, image->size, manifest->version);
	printf("kernel %s\n", manifest->release);
	print_words("profiles", &manifest->profiles);
	print_words("modules asked for", &manifest->asked);
	print_words("only what is in the traces", &manifest->traces);
	print_table(inspection->table.header);
	if (inspection->trimmed.size)
		printf("trimmed %u bytes: %u modules that are not in it for devices, %u aliases\n",
		       inspection->trimmed.size, inspection->trimmed.module_count,
		       inspection->trimmed.alias_count);
	printf("\n%zu modules, in kmod's order:\n", manifest->count);
	for (size_t i = 0; i < manifest->count; i++)
		print_module(&manifest->modules[i]);
	print_left(manifest);
	printf("\n%zu files:\n", image->count);
	for (size_t i = 0; i < image->count; i++) {
		const struct unpack_file *file = &image->files[i];

		printf("%c%04o %9zu %s%s%s\n", type_letter(file->mode), file->mode & 07777,
		       file->size, file->path, file->target ? " -> " : "",
		       file->target ? file->target : "");
	}
}

/* ---- for programs */

/* Bytes that are no ASCII go out as they are: the names are UTF-8 if anything. */
static void json_string(const char *text)
{
	putchar('"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	}
	putchar('"');
}

static void json_member(const char *name, const char *value)
{
	printf("\"%s\": ", name);
	json_string(value);
}

static void json_strings(const char *name, const struct strings *list)
{
	printf("\"%s\": [", name);
	for (size_t i = 0; i < list->count; i++) {
		printf("%s", i ? ", " : "");
		json_string(list->items[i]);
	}
	printf("]");
}

/* A field of the manifest with commas in it, or "-". */
static void json_words(const char *name, const char *field)
{
	struct strings words = { 0 };

	if (strcmp(field, "-") != 0)
		strings_add_words(&words, field, ",");
	json_strings(name, &words);
	strings_free(&words);
}

/* Below lib/modules/RELEASE, where the file lies if it is not packed. */
static void json_path(const struct table *table, const char *name)
{
	int number = alias_module(table, name);
	char path[ALIAS_PATH_SIZE];

	if (number < 0)
		return;
	printf(", ");
	json_member("path", alias_path(table, (unsigned)number, path));
}

static void json_module(const struct manifest_module *module, const struct table *table)
{
	printf("    {");
	json_member("name", module->name);
	json_path(table, module->name);
	printf(", \"bytes\": %llu, \"signed\": %s, ", module->size,
	       module->is_signed ? "true" : "false");
	json_member("reason", module->reason);
	printf(", ");
	json_words("classes", module->classes);
	printf(", ");
	json_words("flags", module->flags);
	printf(", ");
	json_member("options", strcmp(module->options, "-") == 0 ? "" : module->options);
	printf(", ");
	json_strings("firmware", &module->firmware);
	printf(", ");
	json_strings("missing", &module->missing);
	printf("}");
}

static void json_left(const struct manifest *manifest)
{
	printf("\n  ],\n  \"left\": [");
	for (size_t i = 0; i < manifest->left_count; i++) {
		printf("%s\n    {", i ? "," : "");
		json_member("name", manifest->left[i].name);
		printf(", ");
		json_member("reason", manifest->left[i].reason);
		printf("}");
	}
}

static void json_file(const struct unpack_file *file)
{
	printf("    {");
	json_member("path", file->path);
	printf(", \"type\": \"%c\", \"mode\": \"%04o\", \"bytes\": %zu", type_letter(file->mode),
	       file->mode & 07777, file->size);
	if (file->target) {
		printf(", ");
		json_member("target", file->target);
	}
	printf("}");
}

static void json_table(const struct table_header *table)
{
	printf(",\n  \"table\": {\"bytes\": %u, \"modules\": %u, \"aliases\": %u, "
	       "\"bytes_per_alias\": %.1f, \"code\": %u, \"nodes\": %u, \"strings\": %u}",
	       table->size, table->module_count, table->alias_count, bytes_per_alias(table),
	       table->code_size, table->node_size, table->string_size);
}

static void print_json(const struct inspection *inspection)
{
	const struct unpacked *image = &inspection->image;
	const struct manifest *manifest = &inspection->manifest;

	printf("{\n  ");
	json_member("image", inspection->path);
	printf(",\n  ");
	json_member("coldprobe", manifest->version);
	printf(",\n  ");
	json_member("kernel", manifest->release);
	printf(",\n  \"compression\": \"%s\", \"packed\": %zu, \"unpacked\": %zu,\n  ",
	       image->compression, image->packed, image->size);
	json_strings("profiles", &manifest->profiles);
	printf(",\n  ");
	json_strings("asked", &manifest->asked);
	printf(",\n  ");
	json_strings("traces", &manifest->traces);
	json_table(inspection->table.header);
	if (inspection->trimmed.size)
		printf(",\n  \"trimmed\": {\"bytes\": %u, \"modules\": %u, \"aliases\": %u}",
		       inspection->trimmed.size, inspection->trimmed.module_count,
		       inspection->trimmed.alias_count);
	printf(",\n  \"modules\": [");
	for (size_t i = 0; i < manifest->count; i++) {
		printf("%s\n", i ? "," : "");
		json_module(&manifest->modules[i], &inspection->table);
	}
	json_left(manifest);
	printf("\n  ],\n  \"files\": [");
	for (size_t i = 0; i < image->count; i++) {
		printf("%s\n", i ? "," : "");
		json_file(&image->files[i]);
	}
	printf("\n  ]\n}\n");
}

/* ---- the command */

static void inspect(const char *path, bool wants_json)
{
	struct inspection inspection;

	inspection_read(&inspection, path);
	if (wants_json)
		print_json(&inspection);
	else
		print_text(&inspection);
	manifest_free(&inspection.manifest);
	free(inspection.blob.data);
	unpack_free(&inspection.image);
}

int inspect_main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool wants_json = false, wants_help = false;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == 'j')
			wants_json = true;
		else if (option == 'h')
			wants_help = true;
		else
			return command_bad_option(option, argv);
	}
	if (!wants_help && argc - optind != 1)
		return command_misuse(argv[0], "takes one IMAGE");
	if (wants_help)
		fputs(help, stdout);
	else
		inspect(argv[optind], wants_json);
	stdout_close();
	return 0;
}
