/* SPDX-License-Identifier: MIT */
/*
 * table: the host's side of scripts/bench-table: builds tables, and asks what coldprobe is held
 * against
 *
 * usage: table build MODULE-DIR OUT PROFILES [N]	bake; print the sizes of the parts, "name bytes" a line;
 *							N: of all aliases only each N-th
 *        table kmod INDEXED-DIR LIST			ask libkmod for each line of LIST
 *        table text modules.alias LIST			the same by fnmatch over all lines of the text
 */
#include <fnmatch.h>
#include <libkmod.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/bake.h"
#include "../../probe/table.h"

/* ---- build */

static void thin_out(struct kernel *kernel, size_t each)
{
	size_t number = 0;

	for (size_t i = 0; i < kernel->count; i++) {
		struct strings *aliases = &kernel->modules[i].aliases;
		size_t kept = 0;

		for (size_t j = 0; j < aliases->count; j++)
			if (number++ % each == 0)
				aliases->items[kept++] = aliases->items[j];
		aliases->count = kept;
	}
}

static void print_sizes(const struct table_header *header)
{
	printf("size %u\nmodules %u\naliases %u\n", header->size, header->module_count,
	       header->alias_count);
	printf("code %u\nnodes %u\nschemas %zu\ntails %u\n", header->code_size, header->node_size,
	       header->schema_count * sizeof(struct table_schema),
	       header->string_size - header->tails);
	printf("records %zu\nnumbers %zu\nnames %u\n",
	       header->module_count * sizeof(struct table_module),
	       header->number_count * sizeof(uint16_t), header->tails);
}

static void build(const char *dir, const char *out, const char *profiles, size_t each)
{
	static struct kernel kernel;
	struct wish wish = { 0 };
	struct selection selection;
	struct bytes table;
	FILE *file = fopen(out, "w");

	kernel_read(&kernel, dir);
	if (each > 1)
		thin_out(&kernel, each);
	strings_add_words(&wish.profiles, profiles, ",");
	select_modules(&selection, &kernel, &wish);
	table = bake_table(&selection);
	if (!file || fwrite(table.data, 1, table.size, file) != table.size || fclose(file) != 0)
		fatal("%s:", out);
	print_sizes((const struct table_header *)table.data);
}

/* ---- what it is held against */

static void ask_kmod(const char *dir, char *lines)
{
	const char *no_config = NULL, *line;
	struct kmod_ctx *kmod = kmod_new(dir, &no_config);

	if (!kmod || kmod_load_resources(kmod) < 0)
		fatal("%s: libkmod cannot read its indexes", dir);
	while ((line = text_line(&lines))) {
		struct kmod_list *list = NULL;

		kmod_module_new_from_lookup(kmod, line, &list);
		kmod_module_unref_list(list);
	}
	kmod_unref(kmod);
}

/* As a shell script or a small init does it: every pattern, one after the other. */
__attribute__((noinline)) static size_t linear_fnmatch(const struct strings *patterns,
						       const char *modalias)
{
	size_t found = 0;

	for (size_t i = 0; i < patterns->count; i++)
		found += fnmatch(patterns->items[i], modalias, 0) == 0;
	return found;
}

static void ask_text(const char *path, char *lines)
{
	char *text = file_read_text(path), *next = text, *line;
	struct strings patterns = { 0 };
	size_t found = 0;

	if (!text)
		fatal("%s: absent", path);
	while ((line = text_line(&next)))
		if (strncmp(line, "alias ", 6) == 0) {
			line[6 + strcspn(line + 6, " ")] = '\0';
			strings_add(&patterns, line + 6);
		}
	while ((line = text_line(&lines)))
		found += linear_fnmatch(&patterns, line);
	printf("%zu matches\n", found);
}

int main(int argc, char **argv)
{
	if (argc >= 5 && !strcmp(argv[1], "build"))
		build(argv[2], argv[3], argv[4], argc > 5 ? strtoul(argv[5], NULL, 10) : 1);
	else if (argc == 4 && !strcmp(argv[1], "kmod"))
		ask_kmod(argv[2], file_read_text(argv[3]));
	else if (argc == 4 && !strcmp(argv[1], "text"))
		ask_text(argv[2], file_read_text(argv[3]));
	else
		return 2;
	return 0;
}
