/* SPDX-License-Identifier: MIT */
#include "object.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

bool object_is_relocation(const struct object_section *section)
{
	return section->header.sh_type == SHT_REL || section->header.sh_type == SHT_RELA;
}

GElf_Sym object_symbol(const struct object *object, size_t number)
{
	GElf_Sym symbol = { 0 };

	gelf_getsym(object->sections[object->symbols].entries, (int)number, &symbol);
	return symbol;
}

GElf_Rela object_relocation(const struct object_section *section, size_t number)
{
	GElf_Rela rela = { 0 };
	GElf_Rel rel = { 0 };

	if (section->header.sh_type == SHT_RELA) {
		gelf_getrela(section->entries, (int)number, &rela);
		return rela;
	}
	gelf_getrel(section->entries, (int)number, &rel);
	return (GElf_Rela){ .r_offset = rel.r_offset, .r_info = rel.r_info };
}

size_t object_symbol_section(const GElf_Sym *symbol)
{
	return symbol->st_shndx < SHN_LORESERVE ? symbol->st_shndx : 0;
}

const char *object_symbol_name(const struct object *object, const GElf_Sym *symbol)
{
	return elf_strptr(object->elf, object->strings, symbol->st_name);
}

/* ---- reading */

static char *read_header(struct object *object, const unsigned char *data, size_t size)
{
	elf_version(EV_CURRENT);
	/* It is not written to: libelf copies what it has to turn around. */
	object->elf = elf_memory((char *)data, size);
	if (!object->elf || elf_kind(object->elf) != ELF_K_ELF ||
	    !gelf_getehdr(object->elf, &object->header))
		return xstrdup("not an ELF file");
	if (object->header.e_type != ET_REL)
		return xstrdup("not a module: not a relocatable ELF object");
	if (elf_getshdrnum(object->elf, &object->count) < 0 || object->count < 2)
		return xstrdup("it has no table of sections within it");
	if (object->count >= SHN_LORESERVE)
		return xasprintf("it has %zu sections: the kernel takes no more than %u",
				 object->count, SHN_LORESERVE - 1);
	if (elf_getshdrstrndx(object->elf, &object->names_of_sections) < 0 ||
	    object->names_of_sections >= object->count)
		return xstrdup("the names of its sections are in none of them");
	return NULL;
}

static char *check_entries(const struct object *object, size_t number)
{
	const struct object_section *section = &object->sections[number];
	const GElf_Shdr *header = &section->header;
	Elf_Type type = header->sh_type == SHT_SYMTAB ? ELF_T_SYM
			: header->sh_type == SHT_RELA ? ELF_T_RELA
						      : ELF_T_REL;
	size_t each = gelf_fsize(object->elf, type, 1, EV_CURRENT);

	if (header->sh_type != SHT_SYMTAB && !object_is_relocation(section))
		return NULL;
	if (header->sh_entsize != each || header->sh_size % each != 0)
		return xasprintf("section %zu, %s: not a whole number of entries", number,
				 section->name);
	return NULL;
}

static char *check_symbols(struct object *object, size_t number)
{
	const struct object_section *section = &object->sections[number];

	if (section->header.sh_type == SHT_SYMTAB_SHNDX)
		return xasprintf("section %zu, %s: the kernel knows no extended section numbers",
				 number, section->name);
	if (section->header.sh_type != SHT_SYMTAB)
		return NULL;
	if (object->symbols)
		return xasprintf("section %zu, %s: a second symbol table", number, section->name);
	object->symbols = number;
	return NULL;
}

static char *read_section(struct object *object, size_t number)
{
	struct object_section *section = &object->sections[number];
	Elf_Scn *scn = elf_getscn(object->elf, number);
	char *problem;

	if (!scn || !gelf_getshdr(scn, &section->header))
		return xasprintf("section %zu: no such header", number);
	section->name = elf_strptr(object->elf, object->names_of_sections, section->header.sh_name);
	if (!section->name)
		return xasprintf("section %zu: its name is not among the names of sections",
				 number);
	problem = check_symbols(object, number);
	if (!problem)
		problem = check_entries(object, number);
	if (problem)
		return problem;
	section->raw = elf_rawdata(scn, NULL);
	if (!section->raw)
		return xasprintf("section %zu, %s: not within the file", number, section->name);
	return NULL;
}

static char *read_entries(struct object *object, size_t number)
{
	struct object_section *section = &object->sections[number];

	section->entries = elf_getdata(elf_getscn(object->elf, number), NULL);
	if (!section->entries || section->entries->d_size < section->header.sh_size)
		return xasprintf("section %zu, %s: not within the file", number, section->name);
	section->entry_count = section->header.sh_size / section->header.sh_entsize;
	return NULL;
}

static char *read_symbols(struct object *object)
{
	struct object_section *section = &object->sections[object->symbols];
	char *problem;

	if (!object->symbols)
		return xstrdup("it has no symbol table");
	problem = read_entries(object, object->symbols);
	if (problem)
		return problem;
	object->strings = section->header.sh_link;
	if (object->strings >= object->count ||
	    object->sections[object->strings].header.sh_type != SHT_STRTAB)
		return xasprintf("the symbols' names are in section %zu, which has no names",
				 object->strings);
	for (size_t i = 0; i < section->entry_count; i++) {
		GElf_Sym symbol = object_symbol(object, i);

		if (!object_symbol_name(object, &symbol))
			return xasprintf("symbol %zu: its name is not among the symbols' names", i);
		if (symbol.st_shndx == SHN_XINDEX ||
		    object_symbol_section(&symbol) >= object->count)
			return xasprintf("symbol %zu, %s: in section %u, which is not there", i,
					 object_symbol_name(object, &symbol), symbol.st_shndx);
	}
	return NULL;
}

static char *read_relocations(struct object *object, size_t number)
{
	struct object_section *section = &object->sections[number];
	size_t symbols = object->sections[object->symbols].entry_count;
	char *problem;

	if (section->header.sh_link != object->symbols)
		return xasprintf(
			"section %zu, %s: its symbols are in section %u, not in the symbol "
			"table",
			number, section->name, section->header.sh_link);
	if (section->header.sh_info == 0 || section->header.sh_info >= object->count)
		return xasprintf("section %zu, %s: it relocates section %u, which is not there",
				 number, section->name, section->header.sh_info);
	problem = read_entries(object, number);
	if (problem)
		return problem;
	for (size_t i = 0; i < section->entry_count; i++) {
		GElf_Rela relocation = object_relocation(section, i);

		if (GELF_R_SYM(relocation.r_info) >= symbols)
			return xasprintf("section %zu, %s: relocation %zu is of symbol %zu, and "
					 "there are %zu",
					 number, section->name, i,
					 (size_t)GELF_R_SYM(relocation.r_info), symbols);
	}
	return NULL;
}

char *object_read(struct object *object, const unsigned char *data, size_t size)
{
	char *problem;

	*object = (struct object){ 0 };
	problem = read_header(object, data, size);
	if (problem)
		return problem;
	object->sections = xcalloc(object->count, sizeof(*object->sections));
	for (size_t i = 1; i < object->count && !problem; i++)
		problem = read_section(object, i);
	if (!problem)
		problem = read_symbols(object);
	for (size_t i = 1; i < object->count && !problem; i++)
		if (object_is_relocation(&object->sections[i]))
			problem = read_relocations(object, i);
	return problem;
}

void object_free(struct object *object)
{
	if (object->elf)
		elf_end(object->elf);
	free(object->sections);
	*object = (struct object){ 0 };
}
