/* SPDX-License-Identifier: MIT */
/* modalias_decode: every kind, patterns, damage; then a million and a half of random damage. */
#include "../../initramfs/modalias.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"

/* What is expected: "kind tag=value[meaning] ...", and behind " !" the character (from 1) where it stops, and why. */
static const struct {
	const char *text, *expected;
} cases[] = {
#include "modalias_cases.h"
};

static void render(const char *text, char *out, size_t size)
{
	struct modalias modalias;
	size_t used;

	if (modalias_decode(&modalias, text) < 0) {
		snprintf(out, size, "unknown");
		return;
	}
	used = (size_t)snprintf(out, size, "%s", modalias.kind);
	for (size_t i = 0; i < modalias.count && used < size; i++) {
		const struct modalias_field *field = &modalias.fields[i];

		used += (size_t)snprintf(
			out + used, size - used, " %s=%.*s%s%s%s", field->tag, (int)field->length,
			field->value, field->meaning ? "[" : "",
			field->meaning ? field->meaning : "", field->meaning ? "]" : "");
	}
	if (modalias.stop && used < size)
		snprintf(out + used, size - used, " !%zu %s", (size_t)(modalias.stop - text) + 1,
			 modalias.problem);
}

/* Everything lies inside the text, in order; a copy of exactly its size lets the sanitizer see what does not. */
static int is_sound(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);
	struct modalias modalias;
	int sound = 1;

	memcpy(copy, text, size);
	if (modalias_decode(&modalias, copy) < 0)
		sound = modalias.count == 0 && !modalias.kind;
	else
		sound = modalias.kind && modalias.title && modalias.count <= MODALIAS_MAX_FIELDS;
	for (size_t i = 0; i < modalias.count; i++) {
		const struct modalias_field *field = &modalias.fields[i];

		sound &= field->tag && field->name && field->value >= copy &&
			 field->value + field->length <= copy + size - 1;
		sound &= i == 0 || field->value >= modalias.fields[i - 1].value;
	}
	if (modalias.stop)
		sound &= modalias.stop >= copy && modalias.stop < copy + size && *modalias.problem;
	free(copy);
	return sound;
}

static unsigned random_state = 20261120;

static unsigned random_below(unsigned limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % limit;
}

/* A character changed, dropped or doubled, or the rest cut off; up to four times. */
static void damage(char *text)
{
	static const char alphabet[] = "*?[]-_:,.()NTCvdscbi0123456789ABCDEFabcdef \\\x01\xff\n";

	for (unsigned times = 1 + random_below(4); times > 0; times--) {
		size_t length = strlen(text);
		size_t at = length ? random_below((unsigned)length) : 0;

		switch (random_below(4)) {
		case 0:
			if (length)
				text[at] = alphabet[random_below(sizeof(alphabet) - 1)];
			break;
		case 1:
			memmove(text + at, text + at + (length > 0), length - at + (length == 0));
			break;
		case 2:
			memmove(text + at + 1, text + at, length - at + 1);
			break;
		case 3:
			if (random_below(8) == 0)
				text[at] = '\0';
			break;
		}
	}
}

int main(int argc, char **argv)
{
	static char got[16384], text[16384];
	const size_t count = sizeof(cases) / sizeof(*cases);
	long unsound = 0;

	if (argc > 1) { /* to write new cases: what are these? */
		for (int i = 1; i < argc; i++) {
			render(argv[i], got, sizeof(got));
			printf("{ \"%s\",\n  \"%s\" },\n", argv[i], got);
		}
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		render(cases[i].text, got, sizeof(got));
		is_str(got, cases[i].expected, *cases[i].text ? cases[i].text : "nothing");
	}

	for (size_t i = 0; i < count; i++)
		for (unsigned times = 0; times < 1500000 / count; times++) {
			strcpy(text, cases[i].text);
			damage(text);
			if (!is_sound(text) && unsound++ < 5)
				printf("# unsound: %s\n", text);
		}
	is_int(unsound, 0, "damaged at random, a million and a half times");

	strcpy(text, "acpi:");
	while (strlen(text) < 12000)
		strcat(text, "PNP0A03:");
	ok(is_sound(text), "12,000 characters of ids");
	memset(text, '[', 12000);
	memcpy(text, "pci:v", 5);
	ok(is_sound(text), "12,000 brackets");
	return plan();
}
