/* SPDX-License-Identifier: MIT */
#include "inflate.h"

#include <elf.h>

#include "bytes.h"

/* A header's field, of the kind of ELF that the processor runs. */
#define WORD64		(sizeof(long) == 8)
#define AT(type, field) (WORD64 ? offsetof(Elf64_##type, field) : offsetof(Elf32_##type, field))
#define SIZE(type)	(WORD64 ? sizeof(Elf64_##type) : sizeof(Elf32_##type))
#define LONG(at)	(WORD64 ? (size_t)bytes_le64(at) : bytes_le32(at))

static void restore(unsigned char *file, size_t size, const unsigned char *section)
{
	uint32_t type = bytes_le32(section + AT(Shdr, sh_type)), sum = 0;
	size_t start = LONG(section + AT(Shdr, sh_offset)),
	       length = LONG(section + AT(Shdr, sh_size));
	size_t each = LONG(section + AT(Shdr, sh_entsize));

	if (type != SHT_RELA && type != SHT_REL && type != SHT_SYMTAB)
		return;
	if (each < 4 || start > size || length > size - start)
		return;
	for (unsigned char *at = file + start; length >= each; at += each, length -= each) {
		sum += bytes_le32(at);
		memcpy(at, &sum, sizeof(sum));
	}
}

void inflate_elf(unsigned char *file, size_t size)
{
	size_t table, count;

	if (size < SIZE(Ehdr))
		return;
	table = LONG(file + AT(Ehdr, e_shoff));
	count = bytes_le16(file + AT(Ehdr, e_shnum));
	if (table > size || count > (size - table) / SIZE(Shdr))
		return;
	for (const unsigned char *section = file + table; count; count--, section += SIZE(Shdr))
		restore(file, size, section);
}
