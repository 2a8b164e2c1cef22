/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modfile.h"

static const char *const suffixes[] = { "", ".zst", ".xz" };

enum firmware_policy firmware_policy_find(const char *word)
{
	if (strcmp(word, "load") == 0)
		return FIRMWARE_LOAD;
	if (strcmp(word, "pack") == 0)
		return FIRMWARE_PACK;
	if (strcmp(word, "leave") == 0)
		return FIRMWARE_LEAVE;
	return FIRMWARE_UNSAID;
}

/* ---- the directory */

static bool reads_xz(const struct kconfig *config)
{
	return kconfig_has(config, "CONFIG_FW_LOADER_COMPRESS") &&
	       (kconfig_has(config, "CONFIG_FW_LOADER_COMPRESS_XZ") ||
		!strstr(config->text, "CONFIG_FW_LOADER_COMPRESS_XZ"));
}

void firmware_open(struct firmware_source *source, const char *dir, const struct kernel *kernel,
		   const struct kconfig *config)
{
	struct stat st;

	*source = (struct firmware_source){
		.release = kernel->release,
		.keeps_zst = kconfig_has(config, "CONFIG_FW_LOADER_COMPRESS") &&
			     kconfig_has(config, "CONFIG_FW_LOADER_COMPRESS_ZSTD"),
		.keeps_xz = reads_xz(config),
	};
	if (stat(dir ? dir : FIRMWARE_DEFAULT, &st) < 0) {
		if (dir)
			fatal("--firmware %s:", dir);
		return;
	}
	if (!S_ISDIR(st.st_mode))
		fatal("%s%s: not a directory", dir ? "--firmware " : "",
		      dir ? dir : FIRMWARE_DEFAULT);
	source->dir = xstrdup(dir ? dir : FIRMWARE_DEFAULT);
}

void firmware_close(struct firmware_source *source)
{
	free(source->dir);
	*source = (struct firmware_source){ 0 };
}

/* ---- finding */

/* With a backslash before what glob() would take for more than a letter. */
static char *quoted(const char *text)
{
	char *copy = xmalloc(2 * strlen(text) + 1), *to = copy;

	for (; *text; text++) {
		if (strchr("*?[\\", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	*to = '\0';
	return copy;
}

/* Without ".zst" or ".xz". */
static size_t plain_length(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 1; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && strcmp(name + length - suffix, suffixes[i]) == 0)
			return length - suffix;
	}
	return length;
}

static bool has_name(const struct firmware *firmware, size_t first, const char *name, size_t length)
{
	for (size_t i = first; i < firmware->count; i++)
		if (strncmp(firmware->files[i].name, name, length) == 0 &&
		    plain_length(firmware->files[i].name) == length)
			return true;
	return false;
}

/* One file that a name led to; `below` is it below the directory that was searched. */
static void take(struct firmware *firmware, const struct firmware_source *source, size_t first,
		 const char *path, const char *below)
{
	size_t length = plain_length(below);
	const char *suffix = below + length;
	bool keeps = strcmp(suffix, ".zst") == 0 ? source->keeps_zst : source->keeps_xz;
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT) /* a link that leads nowhere: the file is missing */
			fatal("%s:", path);
		return;
	}
	if (!S_ISREG(st.st_mode) || has_name(firmware, first, below, length))
		return;
	firmware->files = xgrow(firmware->files, firmware->count, sizeof(*firmware->files));
	firmware->files[firmware->count++] = (struct firmware_file){
		.name = keeps ? xstrdup(below) : xasprintf("%.*s", (int)length, below),
		.path = xstrdup(path),
		.is_inflated = *suffix && !keeps,
	};
}

static void find_in(struct firmware *firmware, const struct firmware_source *source, size_t first,
		    const char *dir, const char *name, const char *suffix)
{
	char *literal = quoted(dir);
	char *pattern = xasprintf("%s/%s%s", literal, name, suffix);
	glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++) {
			const char *below = found.gl_pathv[i] + strlen(dir) + 1;

			/* A glob that ends in a star finds the compressed ones before it is their turn. */
			if (strcmp(below + plain_length(below), suffix) == 0)
				take(firmware, source, first, found.gl_pathv[i], below);
		}
	globfree(&found);
	free(pattern);
	free(literal);
}

/* A name must not lead out of the directory. */
static bool is_below(const char *name)
{
	return name[0] != '/' && strncmp(name, "../", 3) != 0 && !strstr(name, "/../");
}

static void find_name(struct firmware *firmware, const struct firmware_source *source,
		      const char *name)
{
	char *dirs[] = { xasprintf("%s/updates/%s", source->dir, source->release),
			 xasprintf("%s/updates", source->dir),
			 xasprintf("%s/%s", source->dir, source->release), xstrdup(source->dir) };
	size_t first = firmware->count;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		for (size_t k = 0; k < sizeof(dirs) / sizeof(*dirs); k++)
			find_in(firmware, source, first, dirs[k], name, suffixes[i]);
	for (size_t k = 0; k < sizeof(dirs) / sizeof(*dirs); k++)
		free(dirs[k]);
}

void firmware_find(struct firmware *firmware, const struct firmware_source *source,
		   const struct strings *names)
{
	*firmware = (struct firmware){ 0 };
	for (size_t i = 0; i < names->count; i++) {
		size_t before = firmware->count;

		if (source->dir && is_below(names->items[i]))
			find_name(firmware, source, names->items[i]);
		if (firmware->count == before)
			strings_add(&firmware->missing, names->items[i]);
	}
}

void firmware_free(struct firmware *firmware)
{
	for (size_t i = 0; i < firmware->count; i++) {
		free(firmware->files[i].name);
		free(firmware->files[i].path);
	}
	free(firmware->files);
	strings_free(&firmware->missing);
	*firmware = (struct firmware){ 0 };
}

struct bytes firmware_read(const struct firmware_file *file)
{
	struct bytes bytes;
	char *path;
	int fd;

	if (!file->is_inflated)
		return file_read(file->path);
	fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fatal("%s:", file->path);
	fd = modfile_inflate(fd, file->path);
	path = xasprintf("/proc/self/fd/%d", fd);
	bytes = file_read(path);
	free(path);
	close(fd);
	return bytes;
}
