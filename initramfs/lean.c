/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "lean.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "object.h"
#include "strtab.h"

#ifndef SHF_RELA_LIVEPATCH
#define SHF_RELA_LIVEPATCH 0x00100000 /* of the kernel: include/uapi/linux/elf.h */
#endif

struct lean {
	size_t size; /* of what it is made from */
	struct object object;
	/* of each old number the new one; 0: it goes */
	size_t *sections;
	size_t *symbols;
	size_t symbol_count, local_count; /* of those that stay, the first, empty one among them */
	struct strtab names, section_names;
	size_t *name_numbers; /* of each section's name in section_names */
	Elf *out;
	void **buffers; /* of each section, if its bytes are new */
};

/* ---- what stays */

static bool is_untouchable(const struct object *object, bool keeps_btf)
{
	for (size_t i = 1; i < object->count; i++) {
		const struct object_section *section = &object->sections[i];

		if (section->header.sh_flags & SHF_RELA_LIVEPATCH ||
		    (keeps_btf && strcmp(section->name, ".BTF") == 0))
			return true;
	}
	return false;
}

static bool section_stays(const struct object *object, size_t number)
{
	const struct object_section *section = &object->sections[number];

	if (number == object->symbols || number == object->strings ||
	    number == object->names_of_sections)
		return true;
	if (object_is_relocation(section))
		return section_stays(object, section->header.sh_info);
	return section->header.sh_flags & SHF_ALLOC &&
	       strcmp(section->name, ".note.gnu.property") != 0;
}

static char *choose_sections(struct lean *lean)
{
	const struct object *object = &lean->object;
	size_t count = 0;

	for (size_t i = 1; i < object->count; i++) {
		const struct object_section *section = &object->sections[i];

		if (object_is_relocation(section) &&
		    object_is_relocation(&object->sections[section->header.sh_info]))
			return xasprintf("section %zu, %s: it relocates relocations", i,
					 section->name);
		if (section->header.sh_link >= object->count)
			return xasprintf(
				"section %zu, %s: it goes with section %u, which is not there", i,
				section->name, section->header.sh_link);
		if (section_stays(object, i))
			lean->sections[i] = ++count;
	}
	return NULL;
}

/* The symbols that relocations use get a number that is not 0. */
static char *mark_used(struct lean *lean)
{
	const struct object *object = &lean->object;

	for (size_t i = 1; i < object->count; i++) {
		const struct object_section *section = &object->sections[i];

		if (!lean->sections[i] || !object_is_relocation(section))
			continue;
		for (size_t k = 0; k < section->entry_count; k++) {
			size_t number = GELF_R_SYM(object_relocation(section, k).r_info);
			GElf_Sym symbol = object_symbol(object, number);
			size_t place = object_symbol_section(&symbol);

			if (place && !lean->sections[place])
				return xasprintf(
					"section %zu, %s: relocation %zu is of %s, which the "
					"kernel does not load",
					i, section->name, k, object->sections[place].name);
			lean->symbols[number] = 1;
		}
	}
	return NULL;
}

/* Those that other modules, or people, may know by name, too. */
static bool symbol_stays(const struct lean *lean, size_t number, const GElf_Sym *symbol)
{
	size_t place = object_symbol_section(symbol);

	if (number == 0 || lean->symbols[number])
		return true;
	if (GELF_ST_BIND(symbol->st_info) == STB_LOCAL || symbol->st_shndx == SHN_UNDEF)
		return false;
	return !place || lean->sections[place];
}

static char *choose_symbols(struct lean *lean)
{
	const struct object *object = &lean->object;
	size_t count = object->sections[object->symbols].entry_count;
	bool are_global = false;

	for (size_t i = 0; i < count; i++) {
		GElf_Sym symbol = object_symbol(object, i);
		bool is_local = GELF_ST_BIND(symbol.st_info) == STB_LOCAL;

		if (is_local && are_global)
			return xasprintf("symbol %zu, %s: local, but behind global ones", i,
					 object_symbol_name(object, &symbol));
		are_global = !is_local;
		if (!symbol_stays(lean, i, &symbol)) {
			lean->symbols[i] = 0;
			continue;
		}
		strtab_add(&lean->names, object_symbol_name(object, &symbol));
		lean->symbols[i] = lean->symbol_count++;
		lean->local_count += is_local;
	}
	return NULL;
}

/* One table of names may serve both. */
static struct strtab *section_names(struct lean *lean)
{
	const struct object *object = &lean->object;

	return object->names_of_sections == object->strings ? &lean->names : &lean->section_names;
}

static void name_sections(struct lean *lean)
{
	const struct object *object = &lean->object;

	for (size_t i = 1; i < object->count; i++)
		if (lean->sections[i])
			lean->name_numbers[i] =
				strtab_add(section_names(lean), object->sections[i].name);
	strtab_make(&lean->names);
	strtab_make(&lean->section_names);
}

/* ---- writing */

static void fill_symbols(struct lean *lean, Elf_Data *data)
{
	const struct object *object = &lean->object;
	size_t count = object->sections[object->symbols].entry_count;

	for (size_t i = 0; i < count; i++) {
		GElf_Sym symbol = object_symbol(object, i);
		size_t place = object_symbol_section(&symbol);

		if (i > 0 && !lean->symbols[i])
			continue;
		symbol.st_name = (GElf_Word)lean->names.offsets[lean->symbols[i]];
		if (place)
			symbol.st_shndx = (GElf_Half)lean->sections[place];
		gelf_update_sym(data, (int)lean->symbols[i], &symbol);
	}
}

static GElf_Xword renumbered(const struct lean *lean, GElf_Xword info)
{
	return GELF_R_INFO(lean->symbols[GELF_R_SYM(info)], GELF_R_TYPE(info));
}

static void fill_relocations(const struct lean *lean, const struct object_section *section,
			     Elf_Data *data)
{
	for (size_t i = 0; i < section->entry_count; i++) {
		GElf_Rela rela = object_relocation(section, i);

		rela.r_info = renumbered(lean, rela.r_info);
		if (section->header.sh_type == SHT_RELA)
			gelf_update_rela(data, (int)i, &rela);
		else
			gelf_update_rel(
				data, (int)i,
				&(GElf_Rel){ .r_offset = rela.r_offset, .r_info = rela.r_info });
	}
}

/* Entries of another number than before, or with other numbers in them. */
static void fill_entries(struct lean *lean, size_t number, Elf_Data *data)
{
	const struct object_section *section = &lean->object.sections[number];
	bool are_symbols = number == lean->object.symbols;
	size_t count = are_symbols ? lean->symbol_count : section->entry_count;

	data->d_type = section->entries->d_type;
	data->d_size = count * section->header.sh_entsize;
	data->d_buf = lean->buffers[number] = xcalloc(data->d_size + 1, 1);
	if (are_symbols)
		fill_symbols(lean, data);
	else
		fill_relocations(lean, section, data);
}

static void fill_data(struct lean *lean, size_t number, Elf_Data *data)
{
	const struct object *object = &lean->object;
	const struct object_section *section = &object->sections[number];
	const struct bytes *names = number == object->strings ? &lean->names.bytes
				    : number == object->names_of_sections
					    ? &section_names(lean)->bytes
					    : NULL;

	data->d_align = section->header.sh_addralign ? section->header.sh_addralign : 1;
	data->d_version = EV_CURRENT;
	data->d_type = ELF_T_BYTE;
	if (section->entries) {
		fill_entries(lean, number, data);
	} else if (names) {
		data->d_buf = names->data;
		data->d_size = names->size;
	} else {
		data->d_buf = section->raw->d_buf;
		data->d_size = section->header.sh_size;
	}
}

static bool write_section(struct lean *lean, size_t number)
{
	const struct object *object = &lean->object;
	GElf_Shdr header = object->sections[number].header;
	Elf_Scn *scn = elf_newscn(lean->out);
	Elf_Data *data = scn ? elf_newdata(scn) : NULL;

	if (!data)
		return false;
	fill_data(lean, number, data);
	header.sh_name = (GElf_Word)section_names(lean)->offsets[lean->name_numbers[number]];
	header.sh_link = (GElf_Word)lean->sections[header.sh_link];
	header.sh_flags &= ~(GElf_Xword)SHF_GROUP;
	if (number == object->symbols)
		header.sh_info = (GElf_Word)lean->local_count;
	else if (object_is_relocation(&object->sections[number]))
		header.sh_info = (GElf_Word)lean->sections[header.sh_info];
	return gelf_update_shdr(scn, &header);
}

static bool write_header(struct lean *lean)
{
	const struct object *object = &lean->object;
	GElf_Ehdr header;

	if (!gelf_newehdr(lean->out, gelf_getclass(object->elf)))
		return false;
	header = object->header;
	header.e_shnum = 0;
	header.e_phoff = header.e_phentsize = header.e_phnum = 0;
	header.e_shstrndx = (GElf_Half)lean->sections[object->names_of_sections];
	return gelf_update_ehdr(lean->out, &header);
}

static char *write_object(struct lean *lean, int fd, struct bytes *bytes)
{
	bool is_good;
	off_t size;

	lean->out = elf_begin(fd, ELF_C_WRITE, NULL);
	is_good = lean->out && write_header(lean);
	for (size_t i = 1; i < lean->object.count && is_good; i++)
		if (lean->sections[i])
			is_good = write_section(lean, i);
	size = is_good ? elf_update(lean->out, ELF_C_NULL) : -1;
	/* What has nothing to drop can come out longer, by what lies between sections. */
	if (size > 0 && (size_t)size >= lean->size)
		return NULL;
	if (size > 0)
		size = elf_update(lean->out, ELF_C_WRITE);
	if (size < 0)
		return xasprintf("cannot be written anew: %s", elf_errmsg(-1));
	*bytes = (struct bytes){ .data = xmalloc((size_t)size), .size = (size_t)size };
	if (pread(fd, bytes->data, bytes->size, 0) != size)
		fatal("a module in memory:");
	return NULL;
}

/* ---- both */

static char *make(struct lean *lean, struct bytes *bytes)
{
	const struct object *object = &lean->object;
	char *problem;
	int fd;

	lean->sections = xcalloc(object->count, sizeof(*lean->sections));
	lean->name_numbers = xcalloc(object->count, sizeof(*lean->name_numbers));
	lean->buffers = xcalloc(object->count, sizeof(*lean->buffers));
	lean->symbols =
		xcalloc(object->sections[object->symbols].entry_count + 1, sizeof(*lean->symbols));
	problem = choose_sections(lean);
	if (!problem)
		problem = mark_used(lean);
	if (!problem)
		problem = choose_symbols(lean);
	if (problem)
		return problem;
	name_sections(lean);
	fd = memfd_create("module", MFD_CLOEXEC);
	if (fd < 0)
		fatal("a module in memory:");
	problem = write_object(lean, fd, bytes);
	close(fd);
	return problem;
}

static void lean_free(struct lean *lean)
{
	if (lean->out)
		elf_end(lean->out);
	for (size_t i = 0; lean->buffers && i < lean->object.count; i++)
		free(lean->buffers[i]);
	free(lean->buffers);
	free(lean->sections);
	free(lean->name_numbers);
	free(lean->symbols);
	strtab_free(&lean->names);
	strtab_free(&lean->section_names);
	object_free(&lean->object);
}

char *lean_make(const unsigned char *data, size_t size, bool keeps_btf, struct bytes *bytes)
{
	struct lean lean = { .size = size };
	char *problem = object_read(&lean.object, data, size);

	*bytes = (struct bytes){ 0 };
	if (!problem && !is_untouchable(&lean.object, keeps_btf))
		problem = make(&lean, bytes);
	lean_free(&lean);
	return problem;
}
