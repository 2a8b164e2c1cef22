/* SPDX-License-Identifier: MIT */
#include "unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "image.h"

static void check(struct archive *archive, la_ssize_t result, const char *path, const char *what)
{
	const char *reason;

	if (result >= ARCHIVE_OK)
		return;
	reason = archive_error_string(archive);
	fatal("%s: %s: %s", path, what, reason ? reason : "cut short");
}

/* ---- the compression */

static const char *compression_name(struct archive *archive)
{
	switch (archive_filter_code(archive, 0)) {
	case ARCHIVE_FILTER_ZSTD:
		return "zstd";
	case ARCHIVE_FILTER_LZ4:
		return "lz4";
	case ARCHIVE_FILTER_GZIP:
		return "gzip";
	case ARCHIVE_FILTER_XZ:
		return "xz";
	}
	return "none";
}

/* libarchive does not compare what a gzip member ends with: CRC32 and size, little-endian. */
static void gzip_check(const struct bytes *file, const struct bytes *bytes, const char *path)
{
	const unsigned char *end = file->data + file->size - 8;
	uint32_t sum = (uint32_t)crc32_z(0, bytes->data, bytes->size);
	uint32_t size = (uint32_t)bytes->size;

	for (unsigned i = 0; i < 4; i++)
		if (end[i] != (sum >> 8 * i & 0xff) || end[4 + i] != (size >> 8 * i & 0xff))
			fatal("%s: damaged: gzip checksum does not match", path);
}

static struct bytes read_all(struct archive *archive, const char *path)
{
	struct bytes bytes = { 0 };
	size_t room = 0;

	for (;;) {
		la_ssize_t got;

		if (room - bytes.size < 65536) {
			room = room ? 2 * room : 8 << 20;
			bytes.data = xrealloc(bytes.data, room);
		}
		got = archive_read_data(archive, bytes.data + bytes.size, room - bytes.size);
		check(archive, got, path, "damaged");
		if (got == 0)
			return bytes;
		bytes.size += (size_t)got;
	}
}

/* The archive in memory: libarchive's "raw" format is a file that is only compressed. */
static struct bytes decompress(struct unpacked *image, const struct bytes *file, const char *path)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	struct bytes bytes;

	if (!archive)
		fatal("out of memory");
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_raw(archive);
	check(archive, archive_read_open_memory(archive, file->data, file->size), path, "damaged");
	check(archive, archive_read_next_header(archive, &entry), path, "damaged");
	image->compression = compression_name(archive);
	bytes = read_all(archive, path);
	if (archive_filter_code(archive, 0) == ARCHIVE_FILTER_GZIP)
		gzip_check(file, &bytes, path);
	archive_read_free(archive);
	return bytes;
}

/* ---- the archive */

static struct bytes contents(struct archive *archive, size_t size, const char *path)
{
	struct bytes bytes = { .data = xmalloc(size + 1), .size = size };
	la_ssize_t got = archive_read_data(archive, bytes.data, size);

	check(archive, got, path, "damaged");
	if ((size_t)got != size)
		fatal("%s: damaged: a file in it is cut short", path);
	bytes.data[size] = '\0';
	return bytes;
}

static void read_entry(struct unpacked *image, struct archive *archive, struct archive_entry *entry,
		       const char *path, bool wants_all)
{
	struct unpack_file file = {
		.path = xstrdup(archive_entry_pathname(entry)),
		.mode = archive_entry_mode(entry),
		.size = (size_t)archive_entry_size(entry),
	};
	const char *target = archive_entry_symlink(entry);

	if (target)
		file.target = xstrdup(target);
	image->files = xgrow(image->files, image->count, sizeof(file));
	image->files[image->count++] = file;
	if (!image->init.data && strcmp(file.path, "init") == 0)
		image->init = contents(archive, file.size, path);
	else if (!image->manifest.data && strcmp(file.path, IMAGE_MANIFEST) == 0)
		image->manifest = contents(archive, file.size, path);
	else if (!image->trimmed.data && strcmp(file.path, IMAGE_TRIMMED) == 0)
		image->trimmed = contents(archive, file.size, path);
	else if (wants_all && S_ISREG(file.mode))
		image->files[image->count - 1].contents = contents(archive, file.size, path);
	else
		check(archive, archive_read_data_skip(archive), path, "damaged");
}

static void read_archive(struct unpacked *image, const struct bytes *bytes, const char *path,
			 bool wants_all)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int result;

	if (!archive)
		fatal("out of memory");
	archive_read_support_format_cpio(archive);
	check(archive, archive_read_open_memory(archive, bytes->data, bytes->size), path,
	      "not an initramfs image");
	while ((result = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
		read_entry(image, archive, entry, path, wants_all);
	if (result != ARCHIVE_EOF)
		check(archive, result, path, image->count ? "damaged" : "not an initramfs image");
	archive_read_free(archive);
}

static void read_image(struct unpacked *image, const char *path, bool wants_all)
{
	struct bytes file = file_read(path);
	struct bytes archive;

	if (file.size == 0)
		fatal("%s: empty file", path);
	*image = (struct unpacked){ .packed = file.size };
	archive = decompress(image, &file, path);
	image->size = archive.size;
	read_archive(image, &archive, path, wants_all);
	free(archive.data);
	free(file.data);
}

void unpack_read(struct unpacked *image, const char *path)
{
	read_image(image, path, false);
}

void unpack_read_all(struct unpacked *image, const char *path)
{
	read_image(image, path, true);
}

void unpack_free(struct unpacked *image)
{
	for (size_t i = 0; i < image->count; i++) {
		free(image->files[i].path);
		free(image->files[i].target);
		free(image->files[i].contents.data);
	}
	free(image->files);
	free(image->init.data);
	free(image->manifest.data);
	free(image->trimmed.data);
	*image = (struct unpacked){ 0 };
}
