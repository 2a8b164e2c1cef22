/* SPDX-License-Identifier: MIT */
#include "describe.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "modalias.h"
#include "util.h"

/* Which fields are a device's class: by name, the best first; by number, in this order. And which
 * are its name. */
static const struct view {
	const char *kind;
	const char *class_names[2];
	const char *class_numbers[2];
	const char *names[2];
} views[] = {
	{ "pci", { "sc", "bc" }, { "bc", "sc" }, { "v", "d" } },
	{ "usb", { "isc", "ic" }, { "ic", "isc" }, { "v", "p" } },
	{ "hid", { "b" }, { "b" }, { "v", "p" } },
	{ "input", { "b" }, { "b" }, { "v", "p" } },
	{ "sdio", { "c" }, { "c" }, { "v", "d" } },
	{ "virtio", { "d" }, { "d" }, { "v" } },
	{ "scsi", { "t" }, { "t" }, { NULL } },
	{ "dmi", { NULL }, { NULL }, { "svn", "pn" } },
	{ "cpu", { NULL }, { NULL }, { "type", "ven" } },
	{ "of", { NULL }, { NULL }, { "C" } },
};

static const struct view *view_find(const char *kind)
{
	for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
		if (strcmp(views[i].kind, kind) == 0)
			return &views[i];
	return NULL;
}

static const char *field_name(struct hwnames *names, const struct modalias *modalias,
			      const struct modalias_field *field)
{
	if (!names || !field)
		return NULL;
	return field->meaning ? field->meaning : hwnames_field(names, modalias, field);
}

/* PCI and others have eight digits for what never needs more than four. */
static void write_value(FILE *out, const struct modalias_field *field)
{
	size_t zeros = field->length == 8 && strncmp(field->value, "0000", 4) == 0 ? 4 : 0;

	fwrite(field->value + zeros, 1, field->length - zeros, out);
}

static void write_class(struct hwnames *names, const struct modalias *modalias,
			const struct view *view, FILE *out)
{
	bool has_number = false;

	for (size_t i = 0; view && i < 2 && view->class_names[i]; i++) {
		const char *name =
			field_name(names, modalias, modalias_field(modalias, view->class_names[i]));

		if (name) {
			fputs(name, out);
			return;
		}
	}
	for (size_t i = 0; view && i < 2 && view->class_numbers[i]; i++) {
		const struct modalias_field *field =
			modalias_field(modalias, view->class_numbers[i]);

		if (field)
			write_value(out, field);
		has_number |= field != NULL;
	}
	if (!has_number)
		fputs(!names ? modalias->kind : modalias->title, out);
}

/* "Intel Corporation Device 2922"; without names "8086:2922" */
static void write_view(struct hwnames *names, const struct modalias *modalias,
		       const struct view *view, FILE *out)
{
	bool has_names = false;

	for (size_t i = 0; i < 2 && view->names[i]; i++) {
		const struct modalias_field *field = modalias_field(modalias, view->names[i]);
		const char *name = field_name(names, modalias, field);

		if (!field)
			continue;
		if (i > 0)
			fputs(has_names || name ? " " : ":", out);
		if (i > 0 && has_names && !name)
			fprintf(out, "%s ", field->name);
		if (name)
			fputs(name, out);
		else
			write_value(out, field);
		has_names |= name != NULL;
	}
}

/* Kinds with ids of text: at most four of them. */
static void write_fields(struct hwnames *names, const struct modalias *modalias, FILE *out)
{
	for (size_t i = 0; i < modalias->count && i < 4; i++) {
		const struct modalias_field *field = &modalias->fields[i];
		const char *name = field_name(names, modalias, field);

		if (i > 0)
			putc(' ', out);
		write_value(out, field);
		if (name)
			fprintf(out, " (%s)", name);
	}
}

void describe_device(struct hwnames *names, const char *text, char **class, char **name)
{
	struct modalias modalias;
	const struct view *view;
	size_t size;
	FILE *out;

	if (modalias_decode(&modalias, text) < 0) {
		*class = xstrdup("unknown kind of device");
		*name = xstrdup(text);
		return;
	}
	view = view_find(modalias.kind);
	out = open_memstream(class, &size);
	if (!out)
		fatal("out of memory");
	write_class(names, &modalias, view, out);
	fclose(out);
	out = open_memstream(name, &size);
	if (!out)
		fatal("out of memory");
	if (view)
		write_view(names, &modalias, view, out);
	else
		write_fields(names, &modalias, out);
	fclose(out);
	if (!*class || !*name)
		fatal("out of memory");
}
