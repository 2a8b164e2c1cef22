/* SPDX-License-Identifier: MIT */
/*
 * json: what --json prints, on standard output
 *
 * A writer that sets commas, line ends and indentation itself. `name` is the member's name inside
 * an object, NULL inside an array and at the top. Control characters are escaped; bytes that are no
 * UTF-8 become U+FFFD each, so that the output is JSON whatever the text was.
 */
#ifndef INITRAMFS_JSON_H
#define INITRAMFS_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "util.h"

/* Where the writer is; starts as { 0 }. */
struct json {
	unsigned depth;
	bool has_items; /* in what is open */
	unsigned flat;	/* what is open at this depth is one line, and so is all inside it; 0: none
			   is */
};

/* json_open, json_close: '{' or '[', '}' or ']'. A flat one takes one line, with all inside it. */
void json_open(struct json *json, const char *name, char bracket);
void json_open_flat(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);

/* json_text: a NULL value is null; json_bytes: of a text that is not NUL-terminated. */
void json_text(struct json *json, const char *name, const char *value);
void json_bytes(struct json *json, const char *name, const char *value, size_t length);
void json_number(struct json *json, const char *name, unsigned long long value);
void json_bool(struct json *json, const char *name, bool value);
void json_strings(struct json *json, const char *name, const struct strings *list);

#endif
