/* SPDX-License-Identifier: MIT */
#include "modalias.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "modalias_ids.h"
#include "modalias_kinds.h"

/* ---- what every decoder does */

/* Ends the decoding at `at`. */
__attribute__((format(printf, 3, 4))) static void stop(struct modalias *modalias, const char *at,
						       const char *format, ...)
{
	va_list arguments;

	modalias->stop = at;
	va_start(arguments, format);
	vsnprintf(modalias->problem, sizeof(modalias->problem), format, arguments);
	va_end(arguments);
}

/* The number that a value is, all of it; -1 for what is none, or has a wildcard in it. */
static long value_number(const char *value, size_t length, unsigned base)
{
	long number = 0;

	if (length == 0 || length > 8 * sizeof(number) / 4 - 2)
		return -1;
	for (size_t i = 0; i < length; i++) {
		static const char digits[] = "0123456789abcdef0123456789ABCDEF";
		const char *digit = value[i] ? strchr(digits, value[i]) : NULL;

		if (!digit || (digit - digits) % 16 >= base)
			return -1;
		number = number * base + (digit - digits) % 16;
	}
	return number;
}

static const char *word_for(const struct modalias_spec *spec, const char *value, size_t length)
{
	long number = value_number(value, length, spec->form == FORM_DECIMAL ? 10 : 16);

	if (spec->form == FORM_ID)
		return modalias_id(value, length);
	for (const struct modalias_word *word = spec->words; word && word->text; word++)
		if (number == (long)word->value)
			return word->text;
	return NULL;
}

/* Returns false when there is no room for another. */
static bool add(struct modalias *modalias, const struct modalias_spec *spec, const char *value,
		size_t length)
{
	if (modalias->count == MODALIAS_MAX_FIELDS) {
		stop(modalias, value, "more than %d fields", MODALIAS_MAX_FIELDS);
		return false;
	}
	modalias->fields[modalias->count++] = (struct modalias_field){
		.tag = spec->tag,
		.name = spec->name,
		.value = value,
		.length = length,
		.meaning = word_for(spec, value, length),
	};
	return true;
}

/* ---- fields in a fixed order */

/* A run of digits: how many places it has, and whether a `*` could stand for more. */
struct run {
	size_t length;
	size_t places;
	bool has_star;
};

static size_t bracket_length(const char *text)
{
	const char *end = *text == '[' ? strchr(text, ']') : NULL;

	return end ? (size_t)(end - text) + 1 : 0;
}

static struct run digits_run(const char *text, const char *digits, size_t most)
{
	struct run run = { 0 };
	size_t bracket;

	for (const char *c = text; *c; c += bracket ? bracket : 1) {
		bracket = bracket_length(c);
		if (*c != '*' && run.places == most)
			break;
		if (*c == '*')
			run.has_star = true;
		else if (bracket || *c == '?' || strchr(digits, *c))
			run.places++;
		else
			break;
		run.length = (size_t)(c - text) + (bracket ? bracket : 1);
	}
	return run;
}

static struct run value_run(const struct modalias_spec *spec, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";

	switch (spec->form) {
	case FORM_HEX:
		return digits_run(text, hex, (size_t)-1);
	case FORM_LOWER:
		return digits_run(text, "0123456789abcdefABCDEF", spec->digits);
	case FORM_DECIMAL:
		return digits_run(text, "0123456789", (size_t)-1);
	case FORM_LIST:
		return digits_run(text, "0123456789ABCDEF,", (size_t)-1);
	case FORM_WORD:
		return (struct run){ .length = strcspn(text, ":,") };
	case FORM_ID:
	case FORM_REST:
		break;
	}
	return (struct run){ .length = strlen(text) };
}

/* Returns false, and stops, when the value is not in its form. */
static bool value_check(struct modalias *modalias, const struct modalias_spec *spec,
			const char *value, const struct run *run)
{
	bool is_number = spec->form == FORM_HEX || spec->form == FORM_LOWER;

	if (is_number &&
	    (run->places > spec->digits || (run->places < spec->digits && !run->has_star)))
		stop(modalias, value, "%s: %zu hexadecimal digit%s, not %u", spec->name,
		     run->places, run->places == 1 ? "" : "s", spec->digits);
	else if (spec->form == FORM_DECIMAL && run->length == 0)
		stop(modalias, value, "%s: not a decimal number", spec->name);
	else if (spec->form == FORM_REST && run->length == 0 && *spec->lead == '\0')
		stop(modalias, value, "%s: empty", spec->name);
	return !modalias->stop;
}

static void decode_specs(struct modalias *modalias, const struct modalias_spec *spec,
			 const char *text)
{
	for (; spec->name; spec++) {
		size_t lead = strlen(spec->lead);
		struct run run;

		/* A pattern may end early: its last `*` stands for all that could follow. */
		if (*text == '\0' && modalias->count > 0 && text[-1] == '*')
			return;
		if (strncmp(text, spec->lead, lead) != 0) {
			if (spec->is_optional)
				continue;
			stop(modalias, text, "%s: missing (%s)", spec->name, spec->lead);
			return;
		}
		run = value_run(spec, text + lead);
		if (!value_check(modalias, spec, text + lead, &run) ||
		    !add(modalias, spec, text + lead, run.length))
			return;
		text += lead + run.length;
	}
	if (*text)
		stop(modalias, text, "more than a modalias of kind %s has", modalias->kind);
}

/* ---- kinds with a form of their own */

/* Up to the next colon, or what ends a text that has none. */
static size_t segment(const char *text)
{
	return strcspn(text, ":");
}

/* Ids, a colon behind each. Patterns are "acpi*:ID:*", or "*ID*". */
static void decode_acpi(struct modalias *modalias, const char *text)
{
	static const struct modalias_spec first = { "", "", "hardware id", FORM_ID, 0, 0, NULL };
	static const struct modalias_spec other = { "", "", "compatible id", FORM_ID, 0, 0, NULL };

	for (size_t length; *text; text += length + 1) {
		length = segment(text);
		if (length == 0) {
			stop(modalias, text, "an empty id");
			return;
		}
		if (length == 1 && *text == '*' && !text[1])
			return;
		if (!add(modalias, modalias->count ? &other : &first, text, length))
			return;
		if (!text[length]) {
			if (text[length - 1] != '*')
				stop(modalias, text + length, "no colon behind the id");
			return;
		}
	}
	if (modalias->count == 0)
		stop(modalias, text, "no id");
}

static const struct modalias_spec *dmi_spec(const struct modalias_spec *spec, const char *text)
{
	while (spec->name && strncmp(text, spec->tag, strlen(spec->tag)) != 0)
		spec++;
	return spec->name ? spec : NULL;
}

/* Fields in any order, a colon behind each; a pattern has any of them, and `*` for the others. */
static void decode_dmi(struct modalias *modalias, const struct modalias_spec *specs,
		       const char *text)
{
	/* "*Acer*" may be in whatever field. */
	static const struct modalias_spec any = { "", "", "some field", FORM_WORD, 0, 0, NULL };

	for (size_t length; *text; text += length + (text[length] == ':')) {
		const struct modalias_spec *spec = dmi_spec(specs, text);
		size_t tag;

		length = segment(text);
		if (strspn(text, "*") == length)
			continue;
		if (!spec && strchr("*?[", *text))
			spec = &any;
		if (!spec) {
			stop(modalias, text, "no field of SMBIOS data that we know");
			return;
		}
		tag = strlen(spec->tag);
		if (!add(modalias, spec, text + tag, length - tag))
			return;
		if (!text[length] && text[length - 1] != '*') {
			stop(modalias, text + length, "no colon behind the %s", spec->name);
			return;
		}
	}
	if (modalias->count == 0)
		stop(modalias, text, "no field");
}

/* IEEE 802.3, clause 22.2.4.3.1: 22 bits of the OUI, 6 of the model, 4 of the revision. */
static void decode_mdio(struct modalias *modalias, const char *text)
{
	static const struct modalias_spec parts[] = {
		{ "", "", "OUI, bits 3 to 24", FORM_WORD, 22, 0, NULL },
		{ "", "", "model", FORM_WORD, 6, 0, NULL },
		{ "", "", "revision", FORM_WORD, 4, 0, NULL },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t length = strspn(text, "01?");

		if (length < parts[i].digits) {
			stop(modalias, text, "%s: %zu binary digits, not %u", parts[i].name, length,
			     parts[i].digits);
			return;
		}
		add(modalias, &parts[i], text, parts[i].digits);
		text += parts[i].digits;
	}
	if (*text)
		stop(modalias, text, "more than 32 binary digits");
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* "fsl," */
static bool is_vendor_prefix(const char *text)
{
	return is_lower(*text) &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == ',';
}

/* Where the next compatible's `C` stands, or the end. */
static const char *next_compatible(const char *text)
{
	for (const char *c = text; *c; c++) {
		bool is_word = c > text && !is_upper(c[-1]) && (is_lower(c[1]) || c[1] == '*');

		if (*c == 'C' && c > text && (is_word || is_vendor_prefix(c + 1)))
			return c;
	}
	return text + strlen(text);
}

/* The `T` that ends the node's name: the one before "(null)" if there is one, else the first. */
static const char *of_type(const char *text)
{
	const char *null = strstr(text, "T(null)");

	return null ? null : strchr(text, 'T');
}

static void decode_of(struct modalias *modalias, const char *text)
{
	static const struct modalias_spec node = { "N", "N", "node", FORM_REST, 0, 0, NULL };
	static const struct modalias_spec type = { "T", "T", "type", FORM_REST, 0, 0, NULL };
	static const struct modalias_spec compatible = { "C", "C", "compatible", FORM_REST,
							 0,   0,   NULL };
	const char *end;

	if (*text != 'N') {
		stop(modalias, text, "node: missing (N)");
		return;
	}
	end = of_type(text);
	if (!end) {
		stop(modalias, text + strlen(text), "type: missing (T)");
		return;
	}
	add(modalias, &node, text + 1, (size_t)(end - text) - 1);
	text = end + 1;
	end = text + strcspn(text, "C");
	add(modalias, &type, text, (size_t)(end - text));
	while (*end) {
		text = end + 1;
		end = next_compatible(text);
		if (!add(modalias, &compatible, text, (size_t)(end - text)))
			return;
	}
}

/* ---- the kinds */

/* A pattern's kind may end in `*`: "acpi*:PNP0C0F:*". */
static const struct modalias_kind *kind_find(const char *text, size_t length)
{
	while (length > 0 && text[length - 1] == '*')
		length--;
	for (const struct modalias_kind *kind = modalias_kinds; kind->name; kind++)
		if (strlen(kind->name) == length && memcmp(kind->name, text, length) == 0)
			return kind;
	return NULL;
}

int modalias_decode(struct modalias *modalias, const char *text)
{
	const struct modalias_kind *kind = kind_find(text, segment(text));
	const char *rest = text + segment(text);

	*modalias = (struct modalias){ 0 };
	if (!kind || *rest++ != ':')
		return -1;
	modalias->kind = kind->name;
	modalias->title = kind->title;
	switch (kind->special) {
	case SPECIAL_NONE:
		decode_specs(modalias, kind->specs, rest);
		break;
	case SPECIAL_ACPI:
		decode_acpi(modalias, rest);
		break;
	case SPECIAL_DMI:
		decode_dmi(modalias, kind->specs, rest);
		break;
	case SPECIAL_MDIO:
		decode_mdio(modalias, rest);
		break;
	case SPECIAL_OF:
		decode_of(modalias, rest);
		break;
	}
	return 0;
}

const struct modalias_field *modalias_field(const struct modalias *modalias, const char *tag)
{
	for (size_t i = 0; i < modalias->count; i++)
		if (strcmp(modalias->fields[i].tag, tag) == 0)
			return &modalias->fields[i];
	return NULL;
}
