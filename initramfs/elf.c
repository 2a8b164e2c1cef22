/* SPDX-License-Identifier: MIT */
#include "elf.h"

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../probe/table.h"

/* One program header, of either class. */
struct segment {
	size_t header; /* where it stands in the file */
	uint32_t type;
	uint64_t offset, size;
};

static bool is_64(const struct bytes *file)
{
	return file->data[EI_CLASS] == ELFCLASS64;
}

static void check_ident(const struct bytes *file, const char *name)
{
	if (file->size < sizeof(Elf32_Ehdr) || memcmp(file->data, ELFMAG, SELFMAG) != 0)
		fatal("%s: not an ELF file", name);
	if (file->data[EI_CLASS] != ELFCLASS32 && file->data[EI_CLASS] != ELFCLASS64)
		fatal("%s: of unknown ELF class %d", name, file->data[EI_CLASS]);
	if (is_64(file) && file->size < sizeof(Elf64_Ehdr))
		fatal("%s: not a whole ELF file", name);
	if (file->data[EI_DATA] != ELFDATA2LSB)
		fatal("%s: not little-endian: no target of coldprobe is", name);
}

/* Read one program header; false when there is no such number. */
static bool read_segment(const struct bytes *file, const char *name, unsigned number,
			 struct segment *segment)
{
	Elf64_Ehdr wide;
	Elf32_Ehdr narrow;
	Elf64_Phdr wide_segment;
	Elf32_Phdr narrow_segment;
	size_t each = is_64(file) ? sizeof(wide_segment) : sizeof(narrow_segment);
	uint64_t start;
	unsigned count;

	memcpy(&narrow, file->data, sizeof(narrow));
	memcpy(&wide, file->data, is_64(file) ? sizeof(wide) : 0);
	start = is_64(file) ? wide.e_phoff : narrow.e_phoff;
	count = is_64(file) ? wide.e_phnum : narrow.e_phnum;
	if (number >= count)
		return false;
	if (start > file->size || (file->size - start) / each <= number)
		fatal("%s: not a whole ELF file", name);

	segment->header = start + number * each;
	if (is_64(file)) {
		memcpy(&wide_segment, file->data + segment->header, each);
		*segment = (struct segment){ segment->header, wide_segment.p_type,
					     wide_segment.p_offset, wide_segment.p_filesz };
	} else {
		memcpy(&narrow_segment, file->data + segment->header, each);
		*segment = (struct segment){ segment->header, narrow_segment.p_type,
					     narrow_segment.p_offset, narrow_segment.p_filesz };
	}
	if (segment->type == PT_LOAD &&
	    (segment->offset > file->size || segment->size > file->size - segment->offset))
		fatal("%s: not a whole ELF file", name);
	return true;
}

static struct segment find_table(const struct bytes *file, const char *name)
{
	struct segment segment, last = { 0 };
	const uint32_t magic = TABLE_MAGIC;

	check_ident(file, name);
	for (unsigned i = 0; read_segment(file, name, i, &segment); i++)
		if (segment.type == PT_LOAD && segment.offset >= last.offset)
			last = segment;
	if (last.size < sizeof(magic) ||
	    memcmp(file->data + last.offset, &magic, sizeof(magic)) != 0)
		fatal("%s: has no table segment: not a coldprobe probe", name);
	return last;
}

void elf_find_table(const struct bytes *file, const char *name, struct bytes *table)
{
	struct segment segment = find_table(file, name);

	*table = (struct bytes){ file->data + segment.offset, segment.size };
}

static void set_sizes(unsigned char *file, const struct segment *segment, size_t size)
{
	if (file[EI_CLASS] == ELFCLASS64) {
		Elf64_Phdr header;

		memcpy(&header, file + segment->header, sizeof(header));
		header.p_filesz = header.p_memsz = size;
		memcpy(file + segment->header, &header, sizeof(header));
	} else {
		Elf32_Phdr header;

		memcpy(&header, file + segment->header, sizeof(header));
		header.p_filesz = header.p_memsz = (Elf32_Word)size;
		memcpy(file + segment->header, &header, sizeof(header));
	}
}

static void drop_sections(unsigned char *file)
{
	if (file[EI_CLASS] == ELFCLASS64) {
		Elf64_Ehdr header;

		memcpy(&header, file, sizeof(header));
		header.e_shoff = 0;
		header.e_shnum = header.e_shstrndx = 0;
		memcpy(file, &header, sizeof(header));
	} else {
		Elf32_Ehdr header;

		memcpy(&header, file, sizeof(header));
		header.e_shoff = 0;
		header.e_shnum = header.e_shstrndx = 0;
		memcpy(file, &header, sizeof(header));
	}
}

struct bytes elf_replace_table(const struct bytes *file, const char *name,
			       const struct bytes *table)
{
	struct segment segment = find_table(file, name);
	struct bytes out = { .size = segment.offset + table->size };

	out.data = xmalloc(out.size);
	memcpy(out.data, file->data, segment.offset);
	memcpy(out.data + segment.offset, table->data, table->size);
	set_sizes(out.data, &segment, table->size);
	drop_sections(out.data);
	return out;
}

/* Both stand at the same place in both classes, and in little-endian. */
static unsigned half(const struct bytes *file, size_t offset)
{
	return file->data[offset] | (unsigned)file->data[offset + 1] << 8;
}

void elf_check_static(const struct bytes *file, const char *name, const struct bytes *probe)
{
	const size_t type = offsetof(Elf32_Ehdr, e_type), machine = offsetof(Elf32_Ehdr, e_machine);
	struct segment segment;

	check_ident(file, name);
	if (half(file, machine) != half(probe, machine) || is_64(file) != is_64(probe))
		fatal("%s: for another machine than the probe: ELF machine %u with %d bits, not %u "
		      "with %d",
		      name, half(file, machine), is_64(file) ? 64 : 32, half(probe, machine),
		      is_64(probe) ? 64 : 32);
	if (half(file, type) != ET_EXEC && half(file, type) != ET_DYN)
		fatal("%s: not a program (ELF type %u)", name, half(file, type));
	for (unsigned i = 0; read_segment(file, name, i, &segment); i++)
		if (segment.type == PT_INTERP)
			fatal("%s: not statically linked: it wants a loader, and the image has "
			      "none",
			      name);
}

const char *elf_machine_name(unsigned machine, unsigned bits)
{
	static const struct {
		unsigned machine, bits;
		const char *name;
	} names[] = {
		{ EM_X86_64, 64, "amd64" },
		{ EM_AARCH64, 64, "arm64" },
		{ EM_ARM, 32, "armhf" },
		{ EM_RISCV, 64, "riscv64" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].machine == machine && names[i].bits == bits)
			return names[i].name;
	return NULL;
}

/* For the caller to free. */
static char *machine_words(unsigned machine, unsigned bits)
{
	const char *name = elf_machine_name(machine, bits);

	return name ? xstrdup(name) : xasprintf("ELF machine %u with %u bits", machine, bits);
}

const char *elf_arch(const struct bytes *file, const char *name)
{
	check_ident(file, name);
	return elf_machine_name(half(file, offsetof(Elf32_Ehdr, e_machine)),
				is_64(file) ? 64 : 32);
}

bool elf_is_for(const struct bytes *file, const char *name, unsigned machine, unsigned bits)
{
	check_ident(file, name);
	return half(file, offsetof(Elf32_Ehdr, e_machine)) == machine &&
	       (is_64(file) ? 64 : 32) == bits;
}

void elf_check_machine(unsigned machine, unsigned bits, const char *kernel, const char *path,
		       const struct bytes *probe, const char *name)
{
	if (elf_is_for(probe, name, machine, bits))
		return;
	fatal("%s/%s: for %s, but the probe %s is for %s: --probe names another", kernel, path,
	      machine_words(machine, bits), name,
	      machine_words(half(probe, offsetof(Elf32_Ehdr, e_machine)), is_64(probe) ? 64 : 32));
}
