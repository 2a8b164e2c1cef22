/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <string.h>

const struct schema schemas[SCHEMA_COUNT] = {
	{ "pci:", "v8d8sv8sd8bc2sc2i2", true },	 { "usb:", "v4p4d4dc2dsc2dp2ic2isc2ip2in2", true },
	{ "hid:", "b4g4v8p8", false },		 { "pcmcia:", "m4c4f2fn2pfn2pa8pb8pc8pd8", true },
	{ "hdaudio:", "v8r8a2", true },		 { "sdio:", "c2v4d4", true },
	{ "ieee1394:", "ven8mo8sp8ver8", true }, { "ssb:", "v4id4rev2", true },
	{ "bcma:", "m4id4rev2cl2", true },	 { "virtio:", "d8v8", true },
	{ "serio:", "ty2pr2id2ex2", true },	 { "typec:", "id4m2", false },
};

/* The next tag of a schema's fields: its length and the width of the digits behind it; 0 at the end. */
static size_t next_field(const char *fields, unsigned *width)
{
	size_t length = strcspn(fields, "0123456789");

	if (length > 0)
		*width = (unsigned)(fields[length] - '0');
	return length;
}

void schema_describe(const struct schema *schema, struct table_schema *record,
		     char template[TABLE_MAX_PATTERN])
{
	size_t at = 0, tag;
	unsigned width = 0;

	*record = (struct table_schema){ .open_end = schema->open_end };
	for (const char *fields = schema->fields; (tag = next_field(fields, &width)) > 0;
	     fields += tag + 1) {
		memcpy(template + at, fields, tag);
		at += tag;
		record->fields[record->field_count++] =
			(struct table_field){ (uint8_t)at, (uint8_t)width };
		memset(template + at, '0', width);
		at += width;
	}
	record->length = (uint8_t)at;
	record->compared = (uint8_t)(width == 2 ? at - 2 : at);
	memset(template + at, 0, TABLE_MAX_PATTERN - at);
}

/* Upper-case digits, exactly `width` of them, or false. */
static bool read_digits(const char *text, unsigned width, int64_t *value)
{
	static const char digits[] = "0123456789ABCDEF";

	*value = 0;
	for (; width > 0; width--, text++) {
		const char *digit = *text ? strchr(digits, *text) : NULL;

		if (!digit)
			return false;
		*value = *value << 4 | (digit - digits);
	}
	return true;
}

static bool read_fields(const struct schema *schema, const char *text, struct field_pattern *read)
{
	const char *fields = schema->fields;
	unsigned number = 0, width;
	size_t tag;
	bool wild = true;

	for (unsigned i = 0; i < TABLE_MAX_FIELDS; i++)
		read->values[i] = SCHEMA_WILD;
	for (; (tag = next_field(fields, &width)) > 0; fields += tag + 1, number++) {
		if (strncmp(text, fields, tag) != 0)
			return false;
		text += tag;
		wild = *text == '*';
		if (wild)
			read->values[number] = SCHEMA_WILD;
		else if (!read_digits(text, width, &read->values[number]))
			return false;
		text += wild ? 1 : width;
	}
	/* Behind a last field that is given: a `*` or none, as all of the bus have it. */
	if (!wild && schema->open_end && *text++ != '*')
		return false;
	return *text == '\0';
}

int schema_read(const char *pattern, struct field_pattern *read)
{
	for (int i = 0; i < SCHEMA_COUNT; i++) {
		size_t length = strlen(schemas[i].name);

		if (strncmp(pattern, schemas[i].name, length) == 0)
			return read_fields(&schemas[i], pattern + length, read) ? i : -1;
	}
	return -1;
}
