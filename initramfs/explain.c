/* SPDX-License-Identifier: MIT */
/* coldprobe explain: what a modalias, an alias or a module's name means */
#define _GNU_SOURCE
#include "command.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "hwnames.h"
#include "json.h"
#include "modalias.h"
#include "print.h"
#include "resolve.h"
#include "util.h"

static const char help[] =
	"usage: coldprobe explain [OPTION...] WORD...\n"
	"\n"
	"  --kernel DIR   whose modules (default: those of the running kernel, if it has any)\n"
	"  -n             numbers only: no names of vendors, devices and classes\n"
	"  -v             every alias of a module that is given by name\n"
	"  --json         the same as one JSON object\n"
	"\n"
	"A WORD is a modalias, another alias, or a module's name. Prints the fields of a modalias "
	"with "
	"their names, and the modules that modprobe would choose: by which alias, of what size, "
	"and "
	"what they need.\n"
	"\n"
	"example: coldprobe explain pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01 "
	"fs-ext4\n";

struct explain {
	const char *kernel_dir;
	bool wants_numbers;
	bool wants_all;
	bool wants_json;
	bool wants_help;
	struct resolver resolver;
	struct depend_graph graph; /* when the resolver has a kernel */
	struct hwnames names;
	struct json json;
};

static const char *field_name(struct explain *explain, const struct modalias *modalias,
			      const struct modalias_field *field)
{
	if (explain->wants_numbers)
		return NULL;
	return field->meaning ? field->meaning : hwnames_field(&explain->names, modalias, field);
}

static unsigned module_number(const struct explain *explain, const struct module *module)
{
	return (unsigned)(module - explain->resolver.kernel.modules);
}

/* A fallback is shown where it stands. */
static const struct module *order_module(const struct kernel *kernel,
					 const struct depend_order *order, size_t i)
{
	return &kernel->modules[order->items[i] & ~DEPEND_FALLBACK];
}

static unsigned long long order_size(const struct kernel *kernel, const struct depend_order *order)
{
	unsigned long long size = 0;

	for (size_t i = 0; i < order->count; i++)
		size += order_module(kernel, order, i)->size;
	return size;
}

/* ---- for people */

static void print_fields(struct explain *explain, const struct modalias *modalias, const char *word)
{
	printf("  %s\n", modalias->title);
	for (size_t i = 0; i < modalias->count; i++) {
		const struct modalias_field *field = &modalias->fields[i];
		const char *name = field_name(explain, modalias, field);

		printf("    %-20s %-4s ", field->name, field->tag);
		print_bytes(field->value, field->length);
		if (name) {
			printf("%*s  ", field->length < 8 ? (int)(8 - field->length) : 0, "");
			print_text(name);
		}
		putchar('\n');
	}
	if (modalias->stop)
		printf("    malformed at character %zu: %s\n", (size_t)(modalias->stop - word) + 1,
		       modalias->problem);
}

static void print_order(const struct explain *explain, const char *title,
			const struct depend_order *order)
{
	const struct kernel *kernel = &explain->resolver.kernel;

	if (order->count == 0)
		return;
	printf("      %-9s", title);
	for (size_t i = 0; i < order->count; i++)
		printf("%s %s %zu", i ? "," : "", order_module(kernel, order, i)->name,
		       order_module(kernel, order, i)->size);
	printf(": %llu bytes\n", order_size(kernel, order));
}

static void print_words(const char *title, const struct strings *words)
{
	if (words->count == 0)
		return;
	printf("      %-9s", title);
	for (size_t i = 0; i < words->count; i++) {
		putchar(' ');
		print_text(words->items[i]);
	}
	putchar('\n');
}

/* What only somebody wants to know who asked for the module itself. */
static void print_details(const struct explain *explain, const struct module *module)
{
	print_words("depends", &module->depends);
	print_words("softpre", &module->softpre);
	print_words("softpost", &module->softpost);
	print_words("weakdep", &module->weak);
	print_words("firmware", &module->firmware);
	print_words("replaces", &module->shadowed);
	printf("      %-9s %s\n", "signed", module->is_signed ? "yes" : "no");
	printf("      %-9s %zu\n", "aliases", module->aliases.count);
	for (size_t i = 0; explain->wants_all && i < module->aliases.count; i++) {
		printf("                ");
		print_text(module->aliases.items[i]);
		putchar('\n');
	}
}

static void print_module(struct explain *explain, const struct resolved *item, bool wants_details)
{
	const struct module *module = item->module;
	struct depend_order before, after;

	printf("    %s", item->name);
	if (module)
		printf("  %zu bytes  %s", module->size, module->path);
	else if (item->is_builtin)
		printf("  built in");
	else if (explain->resolver.has_kernel && strcmp(item->name, "off") != 0)
		printf("  not in this kernel");
	putchar('\n');
	if (item->pattern) {
		printf("      %-9s ", "by");
		print_text(item->pattern);
		putchar('\n');
	}
	if (item->is_blacklisted)
		printf("      blacklisted in modprobe.d\n");
	if (!module)
		return;
	depend_order(&explain->graph, module_number(explain, module), &before, &after);
	print_order(explain, "needs", &before);
	print_order(explain, "then", &after);
	free(before.items);
	free(after.items);
	if (wants_details)
		print_details(explain, module);
}

static void print_modules(struct explain *explain, const struct resolution *resolution)
{
	const struct resolver *resolver = &explain->resolver;

	if (resolution->count > 0) {
		printf("  %s", resolve_title(resolution->by));
		if (resolver->has_kernel)
			printf(", kernel %s", resolver->kernel.release);
		putchar('\n');
	} else if (resolver->has_kernel) {
		printf("  no module of kernel %s\n", resolver->kernel.release);
	}
	for (size_t i = 0; i < resolution->count; i++)
		print_module(explain, &resolution->items[i], resolution->by == RESOLVE_NAME);
}

/* ---- for programs */

static void json_fields(struct explain *explain, const struct modalias *modalias, const char *word)
{
	struct json *json = &explain->json;

	json_text(json, "kind", modalias->kind);
	json_text(json, "title", modalias->title);
	json_open(json, "fields", '[');
	for (size_t i = 0; i < modalias->count; i++) {
		const struct modalias_field *field = &modalias->fields[i];

		json_open_flat(json, NULL, '{');
		json_text(json, "tag", field->tag);
		json_text(json, "field", field->name);
		json_bytes(json, "value", field->value, field->length);
		json_text(json, "name", field_name(explain, modalias, field));
		json_close(json, '}');
	}
	json_close(json, ']');
	if (!modalias->stop)
		return;
	json_open_flat(json, "malformed", '{');
	json_number(json, "character", (size_t)(modalias->stop - word) + 1);
	json_text(json, "problem", modalias->problem);
	json_close(json, '}');
}

static void json_order(struct explain *explain, const char *name, const struct depend_order *order)
{
	json_open(&explain->json, name, '[');
	for (size_t i = 0; i < order->count; i++) {
		const struct module *module = order_module(&explain->resolver.kernel, order, i);

		json_open_flat(&explain->json, NULL, '{');
		json_text(&explain->json, "name", module->name);
		json_number(&explain->json, "bytes", module->size);
		json_close(&explain->json, '}');
	}
	json_close(&explain->json, ']');
}

static void json_details(struct explain *explain, const struct module *module)
{
	struct json *json = &explain->json;
	struct depend_order before, after;

	json_text(json, "path", module->path);
	json_number(json, "bytes", module->size);
	json_bool(json, "signed", module->is_signed);
	depend_order(&explain->graph, module_number(explain, module), &before, &after);
	json_order(explain, "before", &before);
	json_order(explain, "after", &after);
	free(before.items);
	free(after.items);
	json_strings(json, "depends", &module->depends);
	json_strings(json, "softpre", &module->softpre);
	json_strings(json, "softpost", &module->softpost);
	json_strings(json, "weakdep", &module->weak);
	json_strings(json, "firmware", &module->firmware);
	json_number(json, "alias_count", module->aliases.count);
	if (explain->wants_all)
		json_strings(json, "aliases", &module->aliases);
}

static void json_modules(struct explain *explain, const struct resolution *resolution)
{
	struct json *json = &explain->json;

	json_text(json, "answered_by", resolve_name(resolution->by));
	json_open(json, "modules", '[');
	for (size_t i = 0; i < resolution->count; i++) {
		const struct resolved *item = &resolution->items[i];

		json_open(json, NULL, '{');
		json_text(json, "name", item->name);
		json_text(json, "pattern", item->pattern);
		json_bool(json, "builtin", item->is_builtin);
		json_bool(json, "blacklisted", item->is_blacklisted);
		if (item->module)
			json_details(explain, item->module);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* ---- the command */

/* Returns false when nothing is known of the word. */
static bool explain_word(struct explain *explain, const char *word)
{
	struct modalias modalias;
	struct resolution resolution;
	bool is_hardware = modalias_decode(&modalias, word) == 0;
	bool is_known;

	resolve(&explain->resolver, word, &resolution);
	is_known = is_hardware || resolution.count > 0;
	if (explain->wants_json) {
		json_open(&explain->json, NULL, '{');
		json_text(&explain->json, "word", word);
		if (is_hardware)
			json_fields(explain, &modalias, word);
		json_modules(explain, &resolution);
		json_close(&explain->json, '}');
	} else {
		print_text(word);
		putchar('\n');
		if (is_hardware)
			print_fields(explain, &modalias, word);
		else if (strchr(word, ':'))
			printf("  unknown kind of modalias: not decoded\n");
		print_modules(explain, &resolution);
	}
	resolution_free(&resolution);
	return is_known;
}

static int explain_all(struct explain *explain, char **words)
{
	const struct resolver *resolver = &explain->resolver;
	bool is_known = true;

	resolver_open(&explain->resolver, explain->kernel_dir);
	if (resolver->has_kernel)
		depend_init(&explain->graph, &resolver->kernel);
	hwnames_open(&explain->names);
	if (explain->wants_json) {
		json_open(&explain->json, NULL, '{');
		json_text(&explain->json, "kernel",
			  resolver->has_kernel ? resolver->kernel.release : NULL);
		json_open(&explain->json, "words", '[');
	}
	for (; *words; words++)
		is_known &= explain_word(explain, *words);
	if (explain->wants_json) {
		json_close(&explain->json, ']');
		json_close(&explain->json, '}');
	}
	hwnames_close(&explain->names);
	if (resolver->has_kernel)
		depend_free(&explain->graph);
	resolver_close(&explain->resolver);
	return is_known ? 0 : 1;
}

enum { KERNEL = 256, JSON };

static int options_read(struct explain *explain, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "kernel", required_argument, NULL, KERNEL },
		{ "json", no_argument, NULL, JSON },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":nvh", long_options, NULL)) != -1) {
		switch (option) {
		case KERNEL:
			explain->kernel_dir = optarg;
			break;
		case JSON:
			explain->wants_json = true;
			break;
		case 'n':
			explain->wants_numbers = true;
			break;
		case 'v':
			explain->wants_all = true;
			break;
		case 'h':
			explain->wants_help = true;
			break;
		default:
			return command_bad_option(option, argv);
		}
	}
	if (!explain->wants_help && optind == argc)
		return command_misuse(argv[0], "takes a WORD");
	return 0;
}

int explain_main(int argc, char **argv)
{
	struct explain explain = { 0 };
	int result = options_read(&explain, argc, argv);

	if (result)
		return result;
	if (explain.wants_help)
		fputs(help, stdout);
	else
		result = explain_all(&explain, argv + optind);
	stdout_close();
	return result;
}
