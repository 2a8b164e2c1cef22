/* SPDX-License-Identifier: MIT */
/* fuzz: lean_make: what it makes is an object again, holds nothing that it would drop, and is no larger */
#include "../../initramfs/lean.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/object.h"
#include "fuzz.h"

/* One module of each class, with .text, its relocations, a note that goes, symbols and names; the numbers are: */
enum {
	TEXT = 1,
	RELOCATIONS,
	NOTE,
	SYMBOLS,
	STRINGS,
	NAMES,
	SECTIONS
};

/* at:  1     7          13                  32      40      48 */
#define SECTION_NAMES "\0.text\0.rela\0.note.gnu.property\0.symtab\0.strtab\0.shstrtab"
#define SYMBOL_NAMES  "\0local\0unused\0printk\0global"

/* clang-format off */
#define MODULE(bits)                                                                               \
	static const struct {                                                                      \
		Elf##bits##_Ehdr header;                                                           \
		char text[16], note[16];                                                           \
		char strings[(sizeof(SYMBOL_NAMES) + 7) & ~7], names[(sizeof(SECTION_NAMES) + 7) & ~7]; \
		Elf##bits##_Sym symbols[6];                                                        \
		RELOCATION(bits) relocations[2];                                                   \
		Elf##bits##_Shdr sections[SECTIONS];                                               \
	} module##bits = {                                                                         \
		.header = {                                                                        \
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS##bits, ELFDATA2LSB, EV_CURRENT }, \
			.e_type = ET_REL, .e_machine = EM_X86_64, .e_version = EV_CURRENT,         \
			.e_ehsize = sizeof(Elf##bits##_Ehdr), .e_shoff = AT(bits, sections),       \
			.e_shentsize = sizeof(Elf##bits##_Shdr), .e_shnum = SECTIONS, .e_shstrndx = NAMES, \
		},                                                                                 \
		.text = "some code here.", .note = "some note here.",                              \
		.strings = SYMBOL_NAMES, .names = SECTION_NAMES,                                   \
		.symbols = {                                                                       \
			{ 0 },                                                                     \
			{ .st_name = 1, .st_info = STT_FUNC, .st_shndx = TEXT },                   \
			{ .st_name = 7, .st_info = STT_OBJECT, .st_shndx = NOTE },                 \
			{ .st_info = STT_SECTION, .st_shndx = TEXT },                              \
			{ .st_name = 14, .st_info = STB_GLOBAL << 4, .st_shndx = SHN_UNDEF },      \
			{ .st_name = 21, .st_info = STB_GLOBAL << 4 | STT_FUNC, .st_shndx = TEXT }, \
		},                                                                                 \
		.relocations = {                                                                   \
			{ .r_offset = 4, .r_info = ELF##bits##_R_INFO(1, 2) },                     \
			{ .r_offset = 8, .r_info = ELF##bits##_R_INFO(4, 4) },                     \
		},                                                                                 \
		.sections = {                                                                      \
			[TEXT] = { 1, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, AT(bits, text), 16, 0, 0, 4, 0 }, \
			[RELOCATIONS] = { 7, RELOCATION_TYPE(bits), SHF_INFO_LINK, 0, AT(bits, relocations), \
					  2 * sizeof(RELOCATION(bits)), SYMBOLS, TEXT, 8, sizeof(RELOCATION(bits)) }, \
			[NOTE] = { 13, SHT_NOTE, SHF_ALLOC, 0, AT(bits, note), 16, 0, 0, 4, 0 },   \
			[SYMBOLS] = { 32, SHT_SYMTAB, 0, 0, AT(bits, symbols), 6 * sizeof(Elf##bits##_Sym), STRINGS, \
				      4, 8, sizeof(Elf##bits##_Sym) },                             \
			[STRINGS] = { 40, SHT_STRTAB, 0, 0, AT(bits, strings), sizeof(SYMBOL_NAMES), 0, 0, 1, 0 }, \
			[NAMES] = { 48, SHT_STRTAB, 0, 0, AT(bits, names), sizeof(SECTION_NAMES), 0, 0, 1, 0 }, \
		},                                                                                 \
	}
/* clang-format on */

#define AT(bits, member)      __builtin_offsetof(__typeof__(module##bits), member)
#define RELOCATION(bits)      RELOCATION_##bits
#define RELOCATION_32	      Elf32_Rel
#define RELOCATION_64	      Elf64_Rela
#define RELOCATION_TYPE(bits) (bits == 32 ? SHT_REL : SHT_RELA)

MODULE(32);
MODULE(64);

const struct fuzz_seed fuzz_seeds[] = {
	{ (const char *)&module32, sizeof(module32) },
	{ (const char *)&module64, sizeof(module64) },
	{ NULL, 0 },
};

/* A second time nothing is left to drop. */
static void check(const struct bytes *lean)
{
	struct object object;
	struct bytes again;
	char *problem = object_read(&object, lean->data, lean->size);

	if (problem)
		abort();
	for (size_t i = 1; i < object.count; i++)
		if (strcmp(object.sections[i].name, ".note.gnu.property") == 0)
			abort();
	object_free(&object);
	problem = lean_make(lean->data, lean->size, false, &again);
	if (problem || again.data)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned count;
	struct bytes lean;
	char *problem = lean_make(data, size, data && size > 0 && data[size - 1] & 1, &lean);

	/* The first are the seeds as they are. */
	if (count < 2 && (problem || !lean.data || lean.size >= size))
		abort();
	count += count < 2;
	if (!problem && lean.data)
		check(&lean);
	free(lean.data);
	free(problem);
	return 0;
}
