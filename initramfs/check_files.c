/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_walk.h"
#include "image.h"
#include "lean.h"
#include "modfile.h"

static const char signature_magic[] = "~Module signature appended~\n";

/* ---- bytes */

/* What a packed module was; for the caller to free. */
static struct bytes unpacked(const struct check *check, const struct unpack_file *file,
			     unsigned number)
{
	const struct table *table = &check->input->baked->table;
	const struct table_module *record = &table->modules[number];
	char module[ALIAS_NAME_SIZE];
	char *name = xasprintf("%s: %s: %s", check->input->baked->path, file->path,
			       alias_name(table, number, module));
	struct bytes bytes = pack_inflate(&file->contents, record->packed, record->packed_size,
					  table->header->dictionary * 1024u, name);

	free(name);
	return bytes;
}

/* What a module's file in the archive holds, decompressed; for the caller to free. */
static struct bytes inflated(const struct unpack_file *file)
{
	struct bytes bytes = { 0 };
	struct stat st;
	int fd = memfd_create("module", MFD_CLOEXEC);
	size_t done = 0;

	if (fd < 0)
		fatal("%s: cannot be decompressed: %s", file->path, strerror(errno));
	while (done < file->contents.size) {
		ssize_t wrote = write(fd, file->contents.data + done, file->contents.size - done);

		if (wrote < 0)
			fatal("%s: cannot be decompressed: %s", file->path, strerror(errno));
		done += (size_t)wrote;
	}
	lseek(fd, 0, SEEK_SET);
	fd = modfile_inflate(fd, file->path);
	if (fstat(fd, &st) < 0)
		fatal("%s: cannot be decompressed: %s", file->path, strerror(errno));
	bytes.size = (size_t)st.st_size;
	bytes.data = xmalloc(bytes.size + 1);
	if (pread(fd, bytes.data, bytes.size, 0) != st.st_size)
		fatal("%s: cannot be decompressed: %s", file->path, strerror(errno));
	close(fd);
	return bytes;
}

/* "6.1.0-56-amd64 SMP preempt mod_unload modversions "; for the caller to free. */
static char *vermagic(const unsigned char *data, size_t size)
{
	static const char key[] = "\0vermagic=";
	const unsigned char *found = memmem(data, size, key, sizeof(key) - 1);
	const unsigned char *end;

	if (!found)
		return xstrdup("none");
	found += sizeof(key) - 1;
	end = memchr(found, '\0', size - (size_t)(found - data));
	return end ? xstrdup((const char *)found) : xstrdup("none");
}

static bool has_signature(const unsigned char *data, size_t size)
{
	size_t magic = sizeof(signature_magic) - 1;

	return size > magic && memcmp(data + size - magic, signature_magic, magic) == 0;
}

static bool is_equal(const struct bytes *bytes, const unsigned char *data, size_t size)
{
	return bytes->size == size && memcmp(bytes->data, data, size) == 0;
}

/* Is it what the kernel's file becomes when it is made lean, with its BTF or without? */
static bool is_lean(const struct bytes *bytes, const struct modfile *own)
{
	bool is = false;

	for (int keeps_btf = 0; keeps_btf < 2 && !is; keeps_btf++) {
		struct bytes lean = { 0 };
		char *problem = lean_make(own->data, own->size, keeps_btf, &lean);

		is = !problem && lean.data && is_equal(bytes, lean.data, lean.size);
		free(problem);
		free(lean.data);
	}
	return is;
}

/* ---- complaints */

static char *chain_copy(const struct check *check, const struct module *module)
{
	const char *chain = check->chains[module - check->input->kernel->modules];

	return chain ? xstrdup(chain) : NULL;
}

static void complain_changed(struct check *check, const struct module *module,
			     const struct bytes *bytes, const struct modfile *own)
{
	const char *dir = check->input->kernel->dir;
	char *its = vermagic(bytes->data, bytes->size), *wanted = vermagic(own->data, own->size);
	char *chain = chain_copy(check, module), *again = xstrdup("make the image again");

	if (strcmp(its, wanted) != 0)
		check_complain(check, CHECK_VERMAGIC, module->name,
			       xasprintf("its vermagic is \"%s\", that of %s's is \"%s\"", its, dir,
					 wanted),
			       chain, again);
	else if (own->is_signed && !has_signature(bytes->data, bytes->size))
		check_complain(check, CHECK_SIGNATURE, module->name,
			       xasprintf("its signature is gone; %s's is signed", dir), chain,
			       again);
	else
		check_complain(check, CHECK_CHANGED, module->name,
			       xasprintf("its file is not the one of %s, bit for bit", dir), chain,
			       again);
	free(its);
	free(wanted);
}

/* A module directory under another kernel's name: one complaint for all. */
static void check_magic(struct check *check, const struct modfile *own)
{
	const char *release = check->input->kernel->release;
	size_t length = strlen(release);
	char *magic = vermagic(own->data, own->size);

	if (strncmp(magic, release, length) != 0 || (magic[length] && magic[length] != ' '))
		check_complain(check, CHECK_VERMAGIC, release,
			       xasprintf("the image is for that kernel, its modules' vermagic is "
					 "\"%s\"",
					 magic),
			       NULL,
			       xasprintf("coldprobe image --kernel /lib/modules/%.*s",
					 (int)strcspn(magic, " "), magic));
	free(magic);
}

static void check_signed(struct check *check, const struct module *module,
			 const struct bytes *bytes)
{
	const char *word = kconfig_enforces(check->input->kconfig);

	if (!word || has_signature(bytes->data, bytes->size) ||
	    !check->chains[module - check->input->kernel->modules])
		return;
	check_complain(check, CHECK_SIGNATURE, module->name,
		       xasprintf("%s, and the kernel takes signed modules only (%s=y in %s)",
				 module->is_signed ? "lean, without its signature" : "not signed",
				 word, check->input->kconfig->path),
		       chain_copy(check, module),
		       xstrdup(module->is_signed ? "coldprobe image --no-lean"
						 : "sign it in the module directory"));
}

static void check_file_bytes(struct check *check, const struct module *module, unsigned number)
{
	char *name = check_module_file(check, number);
	const struct unpack_file *file = check_file(check, name);
	char *path = xasprintf("%s/%s", check->input->kernel->dir, module->path);
	struct modfile own;
	struct bytes bytes;

	free(name);
	if (file) {
		modfile_open(&own, path);
		bytes = check->input->baked->table.modules[number].flags & TABLE_MODULE_PACKED
				? unpacked(check, file, number)
				: inflated(file);
		if (is_equal(&bytes, own.data, own.size) || is_lean(&bytes, &own)) {
			check_magic(check, &own);
			check_signed(check, module, &bytes);
		} else {
			complain_changed(check, module, &bytes, &own);
		}
		free(bytes.data);
		modfile_close(&own);
	}
	free(path);
}

void check_bytes(struct check *check)
{
	const struct table *table = &check->input->baked->table;

	for (unsigned i = 0; i < table->header->module_count; i++) {
		char name[ALIAS_NAME_SIZE];
		const struct module *module =
			kernel_find(check->input->kernel, alias_name(table, i, name));

		if (module)
			check_file_bytes(check, module, i);
		else
			check_complain(check, CHECK_CHANGED, name,
				       xasprintf("in the image, and %s has no such module",
						 check->input->kernel->dir),
				       NULL, xstrdup("make the image again"));
	}
}
