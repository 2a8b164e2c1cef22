/* SPDX-License-Identifier: MIT */
#include "mfd.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "modfile.h"

static const char bus[] = "platform:";

/* What stands before the last `-` or `_` of a platform alias. */
struct mfd_stem {
	char *text;
	unsigned module;
};

/* ---- the platform aliases */

static int compare_stems(const void *a, const void *b)
{
	const struct mfd_stem *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order != 0 ? order : (x->module > y->module) - (x->module < y->module);
}

static void add_stem(struct mfd *mfd, const char *alias, unsigned module)
{
	const char *name = alias + strlen(bus);
	size_t length = strlen(name);

	while (length > 0 && name[length - 1] != '-' && name[length - 1] != '_')
		length--;
	if (length < 2)
		return;
	mfd->stems = xgrow(mfd->stems, mfd->stem_count, sizeof(*mfd->stems));
	mfd->stems[mfd->stem_count++] =
		(struct mfd_stem){ xasprintf("%.*s", (int)length - 1, name), module };
}

void mfd_init(struct mfd *mfd, const struct kernel *kernel)
{
	*mfd = (struct mfd){ .kernel = kernel };
	mfd->children = xcalloc(kernel->count, sizeof(*mfd->children));
	for (unsigned i = 0; i < kernel->count; i++)
		for (size_t k = 0; k < kernel->modules[i].aliases.count; k++) {
			const char *alias = kernel->modules[i].aliases.items[k];

			if (strncmp(alias, bus, strlen(bus)) == 0)
				add_stem(mfd, alias, i);
		}
	if (mfd->stem_count > 0)
		qsort(mfd->stems, mfd->stem_count, sizeof(*mfd->stems), compare_stems);
}

void mfd_free(struct mfd *mfd)
{
	for (size_t i = 0; i < mfd->kernel->count; i++)
		free(mfd->children[i].modules);
	for (size_t i = 0; i < mfd->stem_count; i++)
		free(mfd->stems[i].text);
	free(mfd->children);
	free(mfd->stems);
}

/* ---- the strings of a module */

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static void add_number(unsigned **numbers, size_t *count, unsigned number)
{
	for (size_t i = 0; i < *count; i++)
		if ((*numbers)[i] == number)
			return;
	*numbers = xgrow(*numbers, *count, sizeof(**numbers));
	(*numbers)[(*count)++] = number;
}

static void add_named(struct mfd *mfd, struct mfd_children *children, const char *name)
{
	char *alias = xasprintf("%s%s", bus, name);
	const struct module **found;
	size_t count = kernel_match(mfd->kernel, alias, &found);

	for (size_t i = 0; i < count; i++)
		add_number(&children->modules, &children->count,
			   (unsigned)(found[i] - mfd->kernel->modules));
	free(found);
	free(alias);
}

/* What a device may be called: PLATFORM_NAME_SIZE is 24, NUL included, in struct platform_device_id. */
static bool is_name(const unsigned char *text, size_t length)
{
	if (length < 2 || length > 23)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum(text[i]) && !strchr("-_.", text[i]))
			return false;
	return true;
}

static void read_strings(struct mfd *mfd, struct mfd_children *children,
			 const struct modfile_section *section)
{
	for (size_t at = 0; at < section->size;) {
		const unsigned char *text = section->data + at;
		const unsigned char *end = memchr(text, '\0', section->size - at);

		if (!end)
			return;
		if (is_name(text, (size_t)(end - text)))
			add_named(mfd, children, (const char *)text);
		at += (size_t)(end - text) + 1;
	}
}

static void read_file(struct mfd *mfd, struct mfd_children *children, const struct module *module)
{
	char *path = xasprintf("%s/%s", mfd->kernel->dir, module->path);
	struct modfile_section section;
	struct modfile file;

	modfile_open(&file, path);
	for (unsigned i = 0; modfile_section(&file, i, &section); i++)
		if (strcmp(section.name, ".rodata") == 0 ||
		    strncmp(section.name, ".rodata.str", strlen(".rodata.str")) == 0)
			read_strings(mfd, children, &section);
	modfile_close(&file);
	free(path);
}

static bool is_mfd(const struct module *module)
{
	return strstr(module->path, "/drivers/mfd/") != NULL;
}

const struct mfd_children *mfd_children(struct mfd *mfd, unsigned number)
{
	const struct module *module = &mfd->kernel->modules[number];
	struct mfd_children *children = &mfd->children[number];

	if (children->is_known)
		return children;
	children->is_known = true;
	if (!is_mfd(module))
		return children;
	read_file(mfd, children, module);
	for (size_t i = 0; i < module->depends.count; i++) {
		const struct module *other = kernel_find(mfd->kernel, module->depends.items[i]);

		if (other && other != module && is_mfd(other))
			read_file(mfd, children, other);
	}
	if (children->count > 0)
		qsort(children->modules, children->count, sizeof(*children->modules),
		      compare_numbers);
	return children;
}

/* ---- by name */

enum likeness { SAME, SAME_FIRST_DIGIT, SAME_LETTERS, LIKENESSES };

static bool is_digit(char c)
{
	return isdigit((unsigned char)c) || c == 'x';
}

/* "rk808" and "rk817", "axp20x" and "axp803": an x among digits, or behind one, stands for any. */
static bool is_like(const char *stem, const char *name, size_t length, enum likeness likeness)
{
	bool is_first = true, has_digit = false;

	if (strlen(stem) != length)
		return false;
	if (likeness == SAME)
		return strncmp(stem, name, length) == 0;
	for (size_t i = 0; i < length; i++) {
		bool digits = is_digit(stem[i]) && is_digit(name[i]) &&
			      (has_digit || (stem[i] != 'x' && name[i] != 'x'));

		if (digits) {
			if (is_first && likeness == SAME_FIRST_DIGIT && stem[i] != name[i])
				return false;
			is_first = false;
			has_digit = true;
		} else if (stem[i] != name[i]) {
			return false;
		}
	}
	return has_digit;
}

size_t mfd_named(const struct mfd *mfd, const char *name,
		 bool (*fits)(const void *context, unsigned module), const void *context,
		 unsigned **modules)
{
	size_t length = strlen(name), count = 0;

	if (length > 5 && strcmp(name + length - 5, "-pmic") == 0)
		length -= 5;
	*modules = NULL;
	for (enum likeness like = SAME; like < LIKENESSES && count == 0 && length > 1; like++)
		for (size_t i = 0; i < mfd->stem_count; i++)
			if (is_like(mfd->stems[i].text, name, length, like) &&
			    fits(context, mfd->stems[i].module))
				add_number(modules, &count, mfd->stems[i].module);
	if (count > 0)
		qsort(*modules, count, sizeof(**modules), compare_numbers);
	return count;
}
