/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "modfile.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

static const char signature_magic[] = "~Module signature appended~\n";

/* ---- names */

size_t modfile_stem(const char *path)
{
	static const char *const suffixes[] = { ".ko", ".ko.gz", ".ko.xz", ".ko.zst" };
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && strcmp(path + length - suffix, suffixes[i]) == 0)
			return length - suffix + strlen(".ko");
	}
	return length;
}

bool modfile_is(const char *name)
{
	size_t stem = modfile_stem(name);

	return stem > strlen(".ko") && strncmp(name + stem - strlen(".ko"), ".ko", 3) == 0;
}

char *modfile_name(const char *path)
{
	const char *base = strrchr(path, '/');
	char *name;

	base = base ? base + 1 : path;
	name = xstrdup(base);
	name[strcspn(name, ".")] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static const struct {
	const char *suffix;
	const char *config;
} compressions[] = {
	{ ".gz", "CONFIG_MODULE_COMPRESS_GZIP" },
	{ ".xz", "CONFIG_MODULE_COMPRESS_XZ" },
	{ ".zst", "CONFIG_MODULE_COMPRESS_ZSTD" },
};

const char *modfile_config(const char *path)
{
	const char *suffix = path + modfile_stem(path);

	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++)
		if (strcmp(suffix, compressions[i].suffix) == 0)
			return compressions[i].config;
	return NULL;
}

/* ---- ELF: is the file whole? */

struct elf {
	const unsigned char *data;
	size_t size;
	bool is_64;
	bool is_big_endian;
};

static uint64_t number(const struct elf *elf, size_t offset, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | elf->data[offset + (elf->is_big_endian ? i : size - 1 - i)];
	return value;
}

/* A header's field, whichever of the two classes the file has. */
#define FIELD(elf, at, type, field)                                                                \
	((elf)->is_64 ? number((elf), (at) + offsetof(Elf64_##type, field),                        \
			       sizeof(((Elf64_##type *)0)->field))                                 \
		      : number((elf), (at) + offsetof(Elf32_##type, field),                        \
			       sizeof(((Elf32_##type *)0)->field)))

/* Where the last of the sections and their table ends; past the file's end when the file was cut
 * short. */
static uint64_t sections_end(const struct elf *elf)
{
	uint64_t table = FIELD(elf, 0, Ehdr, e_shoff);
	uint64_t count = FIELD(elf, 0, Ehdr, e_shnum);
	uint64_t size = elf->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	uint64_t end = table + count * size;

	if (table > elf->size || end > elf->size)
		return UINT64_MAX;
	for (uint64_t at = table; at < table + count * size; at += size) {
		uint64_t start = FIELD(elf, at, Shdr, sh_offset);
		uint64_t length = FIELD(elf, at, Shdr, sh_size);

		if (FIELD(elf, at, Shdr, sh_type) == SHT_NOBITS)
			continue;
		if (start > elf->size || length > elf->size - start)
			return UINT64_MAX;
		if (start + length > end)
			end = start + length;
	}
	return end;
}

/* Returns NULL, or what is wrong; *end is where the ELF object ends. */
static const char *elf_check(struct modfile *file, uint64_t *end)
{
	struct elf elf = { .data = file->data, .size = file->size };

	if (file->size == 0)
		return "empty file";
	if (file->size < SELFMAG || memcmp(file->data, ELFMAG, SELFMAG) != 0)
		return "not an ELF file";
	if (file->size < sizeof(Elf64_Ehdr))
		return "truncated: shorter than an ELF header";
	elf.is_64 = file->data[EI_CLASS] == ELFCLASS64;
	elf.is_big_endian = file->data[EI_DATA] == ELFDATA2MSB;
	if (FIELD(&elf, 0, Ehdr, e_type) != ET_REL)
		return "not a module: not a relocatable ELF object";
	file->machine = (unsigned)FIELD(&elf, 0, Ehdr, e_machine);
	file->bits = elf.is_64 ? 64 : 32;
	/* libkmod asserts that it is so. */
	if (FIELD(&elf, 0, Ehdr, e_shstrndx) >= FIELD(&elf, 0, Ehdr, e_shnum))
		return "damaged: the names of its sections are in none of them";
	*end = sections_end(&elf);
	if (*end == UINT64_MAX)
		return "truncated: its sections lie beyond its end";
	return NULL;
}

/*
 * What follows the ELF object must be a whole signature: the PKCS#7 message, 12 bytes of struct
 * module_signature of which the last four are the message's length (big endian), and the magic.
 */
static const char *signature_check(struct modfile *file, uint64_t end)
{
	size_t magic = strlen(signature_magic);
	size_t behind = file->size - end;
	const unsigned char *length;
	uint32_t message;

	if (behind == 0)
		return NULL;
	if (behind < magic + 12 ||
	    memcmp(file->data + file->size - magic, signature_magic, magic) != 0)
		return "truncated: cut off in its signature";
	length = file->data + file->size - magic - 4;
	message = (uint32_t)length[0] << 24 | length[1] << 16 | length[2] << 8 | length[3];
	if (message > behind - magic - 12)
		return "its signature is longer than what follows the ELF object";
	file->is_signed = true;
	return NULL;
}

/* ---- sections. elf_check has seen that all lie inside the file. */

static size_t section_header(const struct elf *elf, uint64_t index)
{
	return FIELD(elf, 0, Ehdr, e_shoff) +
	       index * (elf->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
}

static const char *section_name(const struct elf *elf, uint64_t count, uint64_t offset)
{
	uint64_t names = FIELD(elf, 0, Ehdr, e_shstrndx), start, size;

	if (names >= count)
		return "";
	names = section_header(elf, names);
	start = FIELD(elf, names, Shdr, sh_offset);
	size = FIELD(elf, names, Shdr, sh_size);
	if (FIELD(elf, names, Shdr, sh_type) == SHT_NOBITS || offset >= size ||
	    !memchr(elf->data + start + offset, '\0', size - offset))
		return "";
	return (const char *)elf->data + start + offset;
}

bool modfile_section(const struct modfile *file, unsigned index, struct modfile_section *section)
{
	struct elf elf = { .data = file->data,
			   .size = file->size,
			   .is_64 = file->bits == 64,
			   .is_big_endian = file->data[EI_DATA] == ELFDATA2MSB };
	uint64_t count = FIELD(&elf, 0, Ehdr, e_shnum);
	size_t header;

	if (index >= count)
		return false;
	header = section_header(&elf, index);
	*section = (struct modfile_section){
		.name = section_name(&elf, count, FIELD(&elf, header, Shdr, sh_name)),
		.data = file->data,
	};
	if (FIELD(&elf, header, Shdr, sh_type) == SHT_NOBITS)
		return true;
	section->data += FIELD(&elf, header, Shdr, sh_offset);
	section->size = FIELD(&elf, header, Shdr, sh_size);
	return true;
}

/* ---- opening */

static void copy_decompressed(struct archive *archive, int fd, const char *path)
{
	struct archive_entry *entry;
	int result = archive_read_next_header(archive, &entry);

	if (result == ARCHIVE_OK)
		result = archive_read_data_into_fd(archive, fd);
	if (result != ARCHIVE_OK && result != ARCHIVE_EOF)
		fatal("%s: cannot be decompressed: %s", path, archive_error_string(archive));
}

int modfile_inflate(int fd, const char *path)
{
	struct archive *archive = archive_read_new();
	int memory = memfd_create("module", MFD_CLOEXEC);

	if (!archive || memory < 0)
		fatal("%s: cannot be decompressed: %s", path, strerror(errno));
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	if (archive_read_open_fd(archive, fd, 65536) != ARCHIVE_OK)
		fatal("%s: cannot be decompressed: %s", path, archive_error_string(archive));
	copy_decompressed(archive, memory, path);
	archive_read_free(archive);
	close(fd);
	return memory;
}

static void map(struct modfile *file, const char *path)
{
	struct stat st;
	void *data;

	if (fstat(file->fd, &st) < 0)
		fatal("%s:", path);
	file->size = (size_t)st.st_size;
	if (file->size == 0)
		return;
	data = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, file->fd, 0);
	if (data == MAP_FAILED)
		fatal("%s:", path);
	file->data = data;
}

void modfile_open(struct modfile *file, const char *path)
{
	const char *problem;
	uint64_t end;

	*file = (struct modfile){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (file->fd < 0)
		fatal("%s:", path);
	if (path[modfile_stem(path)] != '\0')
		file->fd = modfile_inflate(file->fd, path);
	map(file, path);
	problem = elf_check(file, &end);
	if (!problem)
		problem = signature_check(file, end);
	if (problem)
		fatal("%s: %s", path, problem);
}

void modfile_close(struct modfile *file)
{
	if (file->data)
		munmap((void *)file->data, file->size);
	close(file->fd);
	*file = (struct modfile){ .fd = -1 };
}
