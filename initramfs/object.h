/* SPDX-License-Identifier: MIT */
/*
 * object: a module's ELF object (System V ABI, chapter 4), read with libelf and checked
 *
 * Once read, every number in it is good: each section and symbol has a name, each relocation section is for a section
 * that is there and speaks of the one symbol table, each relocation of a symbol in it.
 */
#ifndef INITRAMFS_OBJECT_H
#define INITRAMFS_OBJECT_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>

struct object_section {
	GElf_Shdr header;
	const char *name;
	Elf_Data *raw;	   /* its bytes as they stand in the file */
	Elf_Data *entries; /* of the symbol table and of relocation sections; else NULL */
	size_t entry_count;
};

struct object {
	Elf *elf;
	GElf_Ehdr header;
	struct object_section *sections; /* [0] is no section */
	size_t count;
	/* numbers of sections; names_of_sections may be the same as strings */
	size_t symbols, strings, names_of_sections;
};

/*
 * object_read: `data` stays the caller's, unchanged, and must outlive the object; what stands behind the ELF object, as
 * a signature, does not count. Returns NULL, or what is wrong with it, for the caller to free. object_free in any case.
 */
char *object_read(struct object *object, const unsigned char *data, size_t size);
void object_free(struct object *object);

/* object_is_relocation: REL or RELA */
bool object_is_relocation(const struct object_section *section);

/* object_symbol, object_relocation: by a number below entry_count. `addend` is 0 in REL, where it stands in the code. */
GElf_Sym object_symbol(const struct object *object, size_t number);
GElf_Rela object_relocation(const struct object_section *section, size_t number);

/* object_symbol_section: the number of the section that it is in; 0: in none (undefined, absolute, common). */
size_t object_symbol_section(const GElf_Sym *symbol);

/* object_symbol_name: "" for one without */
const char *object_symbol_name(const struct object *object, const GElf_Sym *symbol);

#endif
