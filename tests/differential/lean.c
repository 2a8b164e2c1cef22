/* SPDX-License-Identifier: MIT */
/*
 * lean: lean modules against what binutils makes of them. usage: lean STRIP [-m] <list of module files
 *
 * STRIP is that architecture's strip(1). Of each file on standard input the sections, the bytes that are loaded, the
 * symbols and the relocations by their symbols' names have to be the same, and ours may have 1% more bytes, or 128 (what
 * lies between sections). With -m
 * strip(1) keeps mapping symbols that no relocation uses ($a, $d, $t, $x), and those do not count.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../initramfs/lean.h"
#include "../../initramfs/modfile.h"
#include "../../initramfs/object.h"
#include "../../initramfs/util.h"

extern char **environ;

static bool skips_mapping;

static struct bytes strip_file(const char *strip, const struct modfile *file)
{
	static const char in[] = "module.in", out[] = "module.out";
	/* clang-format off */
	const char *const arguments[] = {
		strip, "--strip-unneeded", "-R", ".BTF", "-R", ".BTF.base", "-R", ".comment", "-R", ".note.gnu.property",
		"-R", ".note.GNU-stack", "-R", ".ARM.attributes", "-o", out, in, NULL,
	};
	/* clang-format on */
	FILE *stream = fopen(in, "w");
	int status;
	pid_t pid;

	if (!stream || fwrite(file->data, 1, file->size, stream) != file->size || fclose(stream))
		fatal("%s:", in);
	if (posix_spawnp(&pid, strip, NULL, NULL, (char **)arguments, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || status != 0)
		fatal("%s fails", strip);
	return file_read(out);
}

/* ---- one line of text for everything that there is, in an order that does not depend on numbers */

static const char *place_name(const struct object *object, const GElf_Sym *symbol)
{
	size_t place = object_symbol_section(symbol);

	return place ? object->sections[place].name : symbol->st_shndx ? "special" : "undefined";
}

static char *symbol_text(const struct object *object, const GElf_Sym *symbol)
{
	return xasprintf("%s %s+%llx size %llu info %x other %x",
			 object_symbol_name(object, symbol), place_name(object, symbol),
			 (unsigned long long)symbol->st_value, (unsigned long long)symbol->st_size,
			 symbol->st_info, symbol->st_other);
}

static void add_text(struct strings *list, char *text)
{
	strings_add(list, text);
	free(text);
}

static bool is_mapping(const struct object *object, const GElf_Sym *symbol)
{
	const char *name = object_symbol_name(object, symbol);

	return name[0] == '$' && name[1] && strchr("adtx", name[1]) && (!name[2] || name[2] == '.');
}

static void add_symbols(const struct object *object, struct strings *list)
{
	size_t count = object->sections[object->symbols].entry_count;

	for (size_t i = 1; i < count; i++) {
		GElf_Sym symbol = object_symbol(object, i);

		if (!skips_mapping || !is_mapping(object, &symbol))
			add_text(list, symbol_text(object, &symbol));
	}
}

static void add_relocations(const struct object *object, const struct object_section *section,
			    struct strings *list)
{
	for (size_t i = 0; i < section->entry_count; i++) {
		GElf_Rela relocation = object_relocation(section, i);
		GElf_Sym symbol = object_symbol(object, GELF_R_SYM(relocation.r_info));
		char *text = symbol_text(object, &symbol);

		add_text(list,
			 xasprintf("%s for %s %zu: at %llx type %u addend %lld of %s",
				   section->name, object->sections[section->header.sh_info].name, i,
				   (unsigned long long)relocation.r_offset,
				   (unsigned)GELF_R_TYPE(relocation.r_info),
				   (long long)relocation.r_addend, text));
		free(text);
	}
}

static unsigned long long hash(const unsigned char *bytes, size_t size)
{
	unsigned long long value = 14695981039346656037ull;

	for (size_t i = 0; i < size; i++)
		value = (value ^ bytes[i]) * 1099511628211ull;
	return value;
}

/* Tables of names and of entries are compared by what is in them. */
static void add_section(const struct object *object, size_t number, struct strings *list)
{
	const struct object_section *section = &object->sections[number];
	const GElf_Shdr *header = &section->header;
	bool is_compared = !section->entries && header->sh_type != SHT_STRTAB;
	const unsigned char *bytes = header->sh_type == SHT_NOBITS ? NULL : section->raw->d_buf;

	add_text(list,
		 xasprintf("section %s type %x flags %llx address %llx align %llu entry %llu "
			   "link %s",
			   section->name, header->sh_type, (unsigned long long)header->sh_flags,
			   (unsigned long long)header->sh_addr,
			   (unsigned long long)header->sh_addralign,
			   (unsigned long long)header->sh_entsize,
			   object->sections[header->sh_link].name));
	if (is_compared)
		add_text(list, xasprintf("section %s size %llu bytes %llx", section->name,
					 (unsigned long long)header->sh_size,
					 hash(bytes, bytes ? header->sh_size : 0)));
	if (object_is_relocation(section))
		add_relocations(object, section, list);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void describe(const char *path, const struct bytes *bytes, struct strings *list)
{
	struct object object;
	char *problem = object_read(&object, bytes->data, bytes->size);

	if (problem)
		fatal("%s: %s", path, problem);
	object.sections[0].name = "none";
	add_text(list, xasprintf("header class %d data %d machine %u flags %x version %u",
				 object.header.e_ident[EI_CLASS], object.header.e_ident[EI_DATA],
				 object.header.e_machine, object.header.e_flags,
				 object.header.e_version));
	for (size_t i = 1; i < object.count; i++)
		add_section(&object, i, list);
	add_symbols(&object, list);
	qsort(list->items, list->count, sizeof(*list->items), compare);
	object_free(&object);
}

/* ---- the comparison */

static bool report(const char *path, const struct strings *ours, const struct strings *theirs)
{
	size_t i = 0;

	while (i < ours->count && i < theirs->count &&
	       strcmp(ours->items[i], theirs->items[i]) == 0)
		i++;
	if (i == ours->count && i == theirs->count)
		return true;
	printf("# %s: %zu things, strip has %zu\n#   ours:   %s\n#   strip's: %s\n", path,
	       ours->count, theirs->count, i < ours->count ? ours->items[i] : "-",
	       i < theirs->count ? theirs->items[i] : "-");
	return false;
}

static bool check(const char *strip, const char *path, size_t totals[3])
{
	struct strings ours = { 0 }, theirs = { 0 };
	struct bytes lean, stripped;
	struct modfile file;
	bool is_good;
	char *problem;

	modfile_open(&file, path);
	problem = lean_make(file.data, file.size, false, &lean);
	if (problem || !lean.data)
		fatal("%s: %s", path, problem ? problem : "is not made lean");
	stripped = strip_file(strip, &file);
	describe(path, &lean, &ours);
	describe(path, &stripped, &theirs);
	is_good = report(path, &ours, &theirs);
	if (lean.size > stripped.size + stripped.size / 100 + 128) {
		printf("# %s: %zu bytes, strip makes %zu\n", path, lean.size, stripped.size);
		is_good = false;
	}
	totals[0] += file.size;
	totals[1] += lean.size;
	totals[2] += stripped.size;
	strings_free(&ours);
	strings_free(&theirs);
	free(lean.data);
	free(stripped.data);
	modfile_close(&file);
	return is_good;
}

int main(int argc, char **argv)
{
	size_t totals[3] = { 0 }, count = 0, bad = 0, room = 0;
	char *path = NULL;
	ssize_t length;

	if (argc < 2)
		return 2;
	skips_mapping = argc > 2 && strcmp(argv[2], "-m") == 0;
	while ((length = getline(&path, &room, stdin)) > 0) {
		path[length - 1] = '\0';
		count++;
		bad += !check(argv[1], path, totals);
	}
	free(path);
	printf("%zu modules, %zu bytes, lean %zu, strip's %zu, %zu differ\n", count, totals[0],
	       totals[1], totals[2], bad);
	return bad > 0 || count == 0;
}
