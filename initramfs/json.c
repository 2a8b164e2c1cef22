/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static void print_string(const char *text, size_t length)
{
	const unsigned char *c = (const unsigned char *)text;
	const unsigned char *end = c + length;

	putchar('"');
	while (c < end) {
		size_t sequence = utf8_length(c, (size_t)(end - c));

		if (sequence == 0)
			printf("\\ufffd");
		else if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			printf("\\u%04x", *c);
		else
			fwrite(c, 1, sequence, stdout);
		c += sequence ? sequence : 1;
	}
	putchar('"');
}

static void line(const struct json *json)
{
	printf("\n%*s", (int)(2 * json->depth), "");
}

static void begin_item(struct json *json, const char *name)
{
	if (json->has_items)
		putchar(',');
	if (json->depth > 0 && json->flat == 0)
		line(json);
	else if (json->has_items)
		putchar(' ');
	json->has_items = true;
	if (name) {
		print_string(name, strlen(name));
		printf(": ");
	}
}

void json_open(struct json *json, const char *name, char bracket)
{
	begin_item(json, name);
	putchar(bracket);
	json->depth++;
	json->has_items = false;
}

void json_open_flat(struct json *json, const char *name, char bracket)
{
	json_open(json, name, bracket);
	if (json->flat == 0)
		json->flat = json->depth;
}

void json_close(struct json *json, char bracket)
{
	json->depth--;
	if (json->has_items && json->flat == 0)
		line(json);
	putchar(bracket);
	json->has_items = true;
	if (json->flat > json->depth)
		json->flat = 0;
	if (json->depth == 0)
		putchar('\n');
}

void json_bytes(struct json *json, const char *name, const char *value, size_t length)
{
	begin_item(json, name);
	print_string(value, length);
}

void json_text(struct json *json, const char *name, const char *value)
{
	if (value) {
		json_bytes(json, name, value, strlen(value));
	} else {
		begin_item(json, name);
		printf("null");
	}
}

void json_number(struct json *json, const char *name, unsigned long long value)
{
	begin_item(json, name);
	printf("%llu", value);
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin_item(json, name);
	printf("%s", value ? "true" : "false");
}

void json_strings(struct json *json, const char *name, const struct strings *list)
{
	json_open_flat(json, name, '[');
	for (size_t i = 0; i < list->count; i++)
		json_text(json, NULL, list->items[i]);
	json_close(json, ']');
}
