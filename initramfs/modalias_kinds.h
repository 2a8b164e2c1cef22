/* SPDX-License-Identifier: MIT */
/*
 * modalias_kinds: the forms of modaliases as a table (pure); for modalias.c
 *
 * A form is a list of fields in their order. Kinds whose form is no such list have a decoder of
 * their own in modalias.c, named by `special`.
 */
#ifndef INITRAMFS_MODALIAS_KINDS_H
#define INITRAMFS_MODALIAS_KINDS_H

#include <stdbool.h>

enum modalias_form {
	FORM_HEX,     /* upper-case hexadecimal digits, `digits` of them */
	FORM_LOWER,   /* `digits` hexadecimal digits of either case */
	FORM_DECIMAL, /* at least one decimal digit, no fixed number of them */
	FORM_LIST,    /* upper-case hexadecimal numbers and commas; may be empty */
	FORM_WORD,    /* up to the next ':' or ',', or the end */
	FORM_REST,    /* up to the end */
	FORM_ID,      /* the same, an id of modalias_ids.h */
};

/* What a code stands for; a list ends in a NULL text. */
struct modalias_word {
	unsigned value;
	const char *text;
};

struct modalias_spec {
	const char *lead; /* what stands before the value: the tag, with separators if there are any
			   */
	const char *tag;
	const char *name;
	enum modalias_form form;
	unsigned digits;
	bool is_optional;
	const struct modalias_word *words; /* NULL: none */
};

enum modalias_special { SPECIAL_NONE, SPECIAL_ACPI, SPECIAL_DMI, SPECIAL_MDIO, SPECIAL_OF };

struct modalias_kind {
	const char *name;
	const char *title;
	const struct modalias_spec *specs; /* the last has a NULL name; for DMI in any order */
	enum modalias_special special;
};

/* modalias_kinds: ends in a NULL name. */
extern const struct modalias_kind modalias_kinds[];

#endif
