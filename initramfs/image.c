/* SPDX-License-Identifier: MIT */
#include "image.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "budget.h"
#include "manifest.h"
#include "modfile.h"
#include "output.h"

/* ---- the list of entries */

struct entry {
	char *path;
	mode_t mode;
	const char *target; /* of a symbolic link */
	/* one of them, of a file: */
	const struct bytes *bytes;
	const struct choice *choice; /* its module's file */
	const struct firmware_file *firmware;
};

struct entries {
	struct entry *items;
	size_t count;
};

static void add(struct entries *entries, struct entry entry)
{
	entries->items = xgrow(entries->items, entries->count, sizeof(*entries->items));
	entries->items[entries->count++] = entry;
}

/* Every directory that a path goes through, as often as it comes up: duplicates go when the list is
 * sorted. */
static void add_parents(struct entries *entries, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		add(entries, (struct entry){
				     .path = xasprintf("%.*s", (int)(slash - path), path),
				     .mode = S_IFDIR | 0755,
			     });
}

static void add_text(struct entries *entries, const char *path, const struct bytes *bytes)
{
	add_parents(entries, path);
	add(entries,
	    (struct entry){ .path = xstrdup(path), .mode = S_IFREG | 0644, .bytes = bytes });
}

static void add_fixed(struct entries *entries, const struct bytes *probe)
{
	static const char *const dirs[] = { "dev", "proc", "root", "run", "sbin", "sys" };
	static const char *const links[] = { "sbin/coldprobe-load", "sbin/modprobe" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		add(entries, (struct entry){ .path = xstrdup(dirs[i]), .mode = S_IFDIR | 0755 });
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		add(entries, (struct entry){ .path = xstrdup(links[i]),
					     .mode = S_IFLNK | 0777,
					     .target = "../init" });
	add(entries, (struct entry){ .path = xstrdup("dev/console"), .mode = S_IFCHR | 0600 });
	add(entries,
	    (struct entry){ .path = xstrdup("init"), .mode = S_IFREG | 0755, .bytes = probe });
}

static void add_packed(struct entries *entries, const struct image_parts *parts)
{
	char *path = xasprintf("lib/modules/%s/" IMAGE_PACKED, parts->selection->kernel->release);

	add_text(entries, path, parts->packed);
	free(path);
}

/* A shell by its name, so that a program that is many looks there which one it is now. */
static void add_rescue(struct entries *entries, const struct image_parts *parts)
{
	const char *slash = strrchr(parts->rescue_name, '/');
	char *link = xasprintf("bin/%s", slash ? slash + 1 : parts->rescue_name);

	add_parents(entries, IMAGE_SHELL);
	add(entries, (struct entry){ .path = xstrdup(IMAGE_SHELL),
				     .mode = S_IFREG | 0755,
				     .bytes = parts->rescue });
	if (strcmp(link, IMAGE_SHELL) != 0)
		add(entries,
		    (struct entry){ .path = link, .mode = S_IFLNK | 0777, .target = "sh" });
	else
		free(link);
}

static void add_module(struct entries *entries, const char *release, const struct choice *choice)
{
	const char *file = choice->module->path;
	size_t length = choice->is_compressed ? strlen(file) : modfile_stem(file);
	char *path = xasprintf("lib/modules/%s/%.*s", release, (int)length, file);

	add_parents(entries, path);
	add(entries, (struct entry){ .path = path, .mode = S_IFREG | 0644, .choice = choice });
}

static void add_firmware(struct entries *entries, const struct firmware *firmware)
{
	for (size_t i = 0; i < firmware->count; i++) {
		char *path = xasprintf("lib/firmware/%s", firmware->files[i].name);

		add_parents(entries, path);
		add(entries, (struct entry){ .path = path,
					     .mode = S_IFREG | 0644,
					     .firmware = &firmware->files[i] });
	}
}

static void add_modules(struct entries *entries, const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		if (!selection->choices[i].is_packed)
			add_module(entries, selection->kernel->release, &selection->choices[i]);
		add_firmware(entries, &selection->choices[i].firmware);
	}
}

static int compare_paths(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* Sorted by path: a directory comes before what is in it. */
static void sort_entries(struct entries *entries)
{
	size_t kept = 0;

	qsort(entries->items, entries->count, sizeof(*entries->items), compare_paths);
	for (size_t i = 0; i < entries->count; i++) {
		if (kept > 0 && strcmp(entries->items[kept - 1].path, entries->items[i].path) == 0)
			free(entries->items[i].path);
		else
			entries->items[kept++] = entries->items[i];
	}
	entries->count = kept;
}

/* ---- the archive */

struct packer {
	const struct image_parts *parts;
	struct archive *archive;
	struct compressor *compressor;
	size_t unpacked;
};

static la_ssize_t archive_out(struct archive *archive, void *packer_pointer, const void *data,
			      size_t size)
{
	struct packer *packer = packer_pointer;

	(void)archive;
	packer->unpacked += size;
	compress_write(packer->compressor, data, size);
	return (la_ssize_t)size;
}

static void check(const struct packer *packer, la_ssize_t result, const char *path)
{
	if (result < ARCHIVE_OK)
		fatal("packing %s: %s", path, archive_error_string(packer->archive));
}

static void pack_entry(struct packer *packer, const struct entry *entry, size_t number,
		       const void *data, size_t size)
{
	struct archive_entry *header = archive_entry_new();

	if (!header)
		fatal("out of memory");
	archive_entry_set_pathname(header, entry->path);
	archive_entry_set_mode(header, entry->mode);
	archive_entry_set_ino64(header, (la_int64_t)number);
	archive_entry_set_nlink(header, S_ISDIR(entry->mode) ? 2 : 1);
	archive_entry_set_mtime(header, packer->parts->time, 0);
	archive_entry_set_size(header, (la_int64_t)size);
	if (S_ISLNK(entry->mode))
		archive_entry_set_symlink(header, entry->target);
	if (S_ISCHR(entry->mode))
		archive_entry_set_rdev(header, makedev(5, 1));
	check(packer, archive_write_header(packer->archive, header), entry->path);
	if (size > 0)
		check(packer, archive_write_data(packer->archive, data, size), entry->path);
	check(packer, archive_write_finish_entry(packer->archive), entry->path);
	archive_entry_free(header);
}

static void pack_module(struct packer *packer, const struct entry *entry, size_t number)
{
	const struct module *module = entry->choice->module;
	char *path = xasprintf("%s/%s", packer->parts->selection->kernel->dir, module->path);
	struct modfile file;

	if (entry->choice->lean.data) {
		pack_entry(packer, entry, number, entry->choice->lean.data, entry->choice->lean.size);
		free(path);
		return;
	}
	modfile_open(&file, path);
	if (file.size != module->size || file.is_signed != module->is_signed)
		fatal("%s: has changed since it was read", path);
	if (entry->choice->is_compressed) {
		struct bytes stored = file_read(path);

		pack_entry(packer, entry, number, stored.data, stored.size);
		free(stored.data);
	} else {
		pack_entry(packer, entry, number, file.data, file.size);
	}
	modfile_close(&file);
	free(path);
}

static void pack_firmware(struct packer *packer, const struct entry *entry, size_t number)
{
	struct bytes bytes = firmware_read(entry->firmware);

	pack_entry(packer, entry, number, bytes.data, bytes.size);
	free(bytes.data);
}

static void pack(struct packer *packer, const struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];

		if (entry->choice)
			pack_module(packer, entry, i + 1);
		else if (entry->firmware)
			pack_firmware(packer, entry, i + 1);
		else if (entry->bytes)
			pack_entry(packer, entry, i + 1, entry->bytes->data, entry->bytes->size);
		else
			pack_entry(packer, entry, i + 1, NULL, 0);
	}
}

static void archive_begin(struct packer *packer)
{
	packer->archive = archive_write_new();
	if (!packer->archive)
		fatal("out of memory");
	archive_write_set_format_cpio_newc(packer->archive);
	archive_write_set_bytes_per_block(packer->archive, 65536);
	archive_write_set_bytes_in_last_block(packer->archive, 512);
	check(packer, archive_write_open(packer->archive, packer, NULL, archive_out, NULL),
	      "the archive");
}

void image_write(const struct image_parts *parts, const char *path, struct image_sizes *sizes)
{
	struct packer packer = { .parts = parts };
	struct bytes manifest = manifest_make(parts->selection, parts->wish);
	struct entries entries = { 0 };

	add_fixed(&entries, parts->probe);
	add_text(&entries, IMAGE_MANIFEST, &manifest);
	if (parts->trimmed->data)
		add_text(&entries, IMAGE_TRIMMED, parts->trimmed);
	if (parts->rescue)
		add_rescue(&entries, parts);
	add_modules(&entries, parts->selection);
	if (parts->packed->size > 0)
		add_packed(&entries, parts);
	sort_entries(&entries);
	add(&entries, (struct entry){ .path = xstrdup(IMAGE_LAST), .mode = S_IFREG | 0644 });
	output_begin(path);
	packer.compressor = compress_begin(parts->compression);
	archive_begin(&packer);
	pack(&packer, &entries);
	check(&packer, archive_write_close(packer.archive), "the archive's end");
	archive_write_free(packer.archive);
	compress_end(packer.compressor);
	budget_check(path, output_size(), parts->max_size, parts->selection);
	sizes->unpacked = packer.unpacked;
	sizes->packed = output_commit();
	for (size_t i = 0; i < entries.count; i++)
		free(entries.items[i].path);
	free(entries.items);
	free(manifest.data);
}
