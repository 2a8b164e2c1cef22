/* SPDX-License-Identifier: MIT */
#include "hwnames.h"

#include <ctype.h>
#include <libudev.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * Which question answers a field. A {tag} is that field's value in upper case, {+tag} its last
 * four digits, {-tag} its first four; patterns of the database have `*` for what is left out, and
 * `*` matches nothing as well. A question about a bus that `bus` does not name is not asked.
 */
struct question {
	const char *kind;
	const char *tag;
	const char *question;
	const char *property;
	const char *bus; /* the value that the field "b" must have; NULL: any */
};

#define VENDOR "ID_VENDOR_FROM_DATABASE"
#define MODEL  "ID_MODEL_FROM_DATABASE"

static const struct question questions[] = {
	{ "pci", "v", "pci:v{v}", VENDOR, NULL },
	{ "pci", "d", "pci:v{v}d{d}", MODEL, NULL },
	{ "pci", "sv", "pci:v{sv}", VENDOR, NULL },
	{ "pci", "sd", "pci:v{v}d{d}sv{sv}sd{sd}", MODEL, NULL },
	{ "pci", "bc", "pci:vdsvsdbc{bc}", "ID_PCI_CLASS_FROM_DATABASE", NULL },
	{ "pci", "sc", "pci:vdsvsdbc{bc}sc{sc}", "ID_PCI_SUBCLASS_FROM_DATABASE", NULL },
	{ "pci", "i", "pci:vdsvsdbc{bc}sc{sc}i{i}", "ID_PCI_INTERFACE_FROM_DATABASE", NULL },
	{ "usb", "v", "usb:v{v}", VENDOR, NULL },
	{ "usb", "p", "usb:v{v}p{p}", MODEL, NULL },
	{ "usb", "dc", "usb:vpddc{dc}", "ID_USB_CLASS_FROM_DATABASE", NULL },
	{ "usb", "dsc", "usb:vpddc{dc}dsc{dsc}", "ID_USB_SUBCLASS_FROM_DATABASE", NULL },
	{ "usb", "dp", "usb:vpddc{dc}dsc{dsc}dp{dp}", "ID_USB_PROTOCOL_FROM_DATABASE", NULL },
	{ "usb", "ic", "usb:vpddc{ic}", "ID_USB_CLASS_FROM_DATABASE", NULL },
	{ "usb", "isc", "usb:vpddc{ic}dsc{isc}", "ID_USB_SUBCLASS_FROM_DATABASE", NULL },
	{ "usb", "ip", "usb:vpddc{ic}dsc{isc}dp{ip}", "ID_USB_PROTOCOL_FROM_DATABASE", NULL },
	{ "hid", "v", "usb:v{+v}", VENDOR, "0003" },
	{ "hid", "p", "usb:v{+v}p{+p}", MODEL, "0003" },
	{ "hid", "v", "bluetooth:v{+v}", VENDOR, "0005" },
	{ "input", "v", "usb:v{v}", VENDOR, "0003" },
	{ "input", "p", "usb:v{v}p{p}", MODEL, "0003" },
	{ "input", "v", "bluetooth:v{v}", VENDOR, "0005" },
	{ "virtio", "v", "pci:v{v}", VENDOR, NULL },
	{ "hdaudio", "v", "pci:v0000{-v}", VENDOR, NULL },
	{ "sdio", "c", "sdio:c{c}v", "ID_SDIO_CLASS_FROM_DATABASE", NULL },
	{ "sdio", "v", "sdio:cv{v}", VENDOR, NULL },
	{ "sdio", "d", "sdio:cv{v}d{d}", MODEL, NULL },
	{ "typec", "id", "usb:v{id}", VENDOR, NULL },
};

void hwnames_open(struct hwnames *names)
{
	names->udev = udev_new();
	names->hwdb = names->udev ? udev_hwdb_new(names->udev) : NULL;
}

void hwnames_close(struct hwnames *names)
{
	udev_hwdb_unref(names->hwdb);
	udev_unref(names->udev);
	*names = (struct hwnames){ 0 };
}

/* Appends the value that a {tag} stands for. Returns false when it is absent or no number. */
static bool add_value(const struct modalias *modalias, const char *name, char *text, size_t size)
{
	const struct modalias_field *field;
	size_t used = strlen(text), from = 0, to;
	char mark = *name == '+' || *name == '-' ? *name++ : '\0';

	field = modalias_field(modalias, name);
	if (!field || field->length == 0 || (mark && field->length != 8))
		return false;
	from = mark == '+' ? 4 : 0;
	to = mark == '-' ? 4 : field->length;
	for (size_t i = from; i < to; i++) {
		if (!isxdigit((unsigned char)field->value[i]) || used + 1 >= size)
			return false;
		text[used++] = (char)toupper((unsigned char)field->value[i]);
	}
	text[used] = '\0';
	return true;
}

static bool make_question(const struct question *question, const struct modalias *modalias,
			  char *text, size_t size)
{
	char tag[8];

	text[0] = '\0';
	for (const char *c = question->question; *c; c++) {
		size_t used = strlen(text);

		if (*c != '{') {
			text[used] = *c;
			text[used + 1] = '\0';
			continue;
		}
		snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(c + 1, "}"), c + 1);
		if (!add_value(modalias, tag, text, size - 16))
			return false;
		c += strcspn(c, "}");
	}
	return true;
}

static bool is_about(const struct question *question, const struct modalias *modalias,
		     const struct modalias_field *field)
{
	const struct modalias_field *bus = modalias_field(modalias, "b");

	if (strcmp(question->kind, modalias->kind) != 0 || strcmp(question->tag, field->tag) != 0)
		return false;
	return !question->bus ||
	       (bus && bus->length == 4 && memcmp(bus->value, question->bus, 4) == 0);
}

/* The answer in names->answer, or NULL. */
static const char *ask(struct hwnames *names, const char *question, const char *property)
{
	struct udev_list_entry *list =
		udev_hwdb_get_properties_list_entry(names->hwdb, question, 0);

	list = udev_list_entry_get_by_name(list, property);
	if (!list)
		return NULL;
	snprintf(names->answer, sizeof(names->answer), "%s", udev_list_entry_get_value(list));
	return names->answer;
}

/* The vendor of an ACPI or PnP id: three or four characters of it, then four digits. */
static const char *ask_id(struct hwnames *names, const struct modalias_field *field)
{
	char question[24];

	if (field->length < 7 || field->length > 8)
		return NULL;
	for (size_t i = 0; i < field->length; i++)
		if (!isalnum((unsigned char)field->value[i]))
			return NULL;
	snprintf(question, sizeof(question), "acpi:%.*s:", (int)field->length, field->value);
	return ask(names, question, VENDOR);
}

static const char *ask_field(struct hwnames *names, const struct modalias *modalias,
			     const struct modalias_field *field)
{
	const size_t count = sizeof(questions) / sizeof(*questions);
	char text[128];

	for (size_t i = 0; i < count; i++)
		if (is_about(&questions[i], modalias, field))
			return make_question(&questions[i], modalias, text, sizeof(text))
				       ? ask(names, text, questions[i].property)
				       : NULL;
	return NULL;
}

/* The database names a subsystem "DEVICE (SUBSYSTEM)", and has plain "DEVICE" for those that it
 * does not know. */
static const char *ask_subsystem(struct hwnames *names, const struct modalias *modalias,
				 const struct modalias_field *field)
{
	char device[sizeof(names->answer)] = "";
	size_t length, prefix;

	if (ask_field(names, modalias, modalias_field(modalias, "d")))
		memcpy(device, names->answer, sizeof(device));
	if (!ask_field(names, modalias, field))
		return NULL;
	length = strlen(names->answer);
	prefix = strlen(device);
	if (strncmp(names->answer, device, prefix) != 0)
		return names->answer;
	if (length < prefix + 3 || strncmp(names->answer + prefix, " (", 2) != 0)
		return NULL;
	names->answer[length - 1] = '\0';
	memmove(names->answer, names->answer + prefix + 2, length - prefix - 2);
	return names->answer;
}

const char *hwnames_field(struct hwnames *names, const struct modalias *modalias,
			  const struct modalias_field *field)
{
	if (!names->hwdb || !modalias->kind)
		return NULL;
	if (strcmp(modalias->kind, "acpi") == 0 || strcmp(modalias->kind, "pnp") == 0)
		return ask_id(names, field);
	if (strcmp(modalias->kind, "pci") == 0 && strcmp(field->tag, "sd") == 0)
		return ask_subsystem(names, modalias, field);
	return ask_field(names, modalias, field);
}
