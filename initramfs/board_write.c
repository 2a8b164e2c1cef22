/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void write_text(FILE *stream, const char *key, const char *value)
{
	size_t length;

	if (!value)
		return;
	length = strlen(value);
	if (strchr(value, '\n') || (length && (*value == ' ' || *value == '\t' ||
					       isspace((unsigned char)value[length - 1]))))
		fatal("%s: \"%s\": no board file can say it: a line break, or a blank at an end",
		      key, value);
	fprintf(stream, length ? "%s: %s\n" : "%s:%s\n", key, value);
}

static void write_texts(FILE *stream, const char *key, const struct strings *values)
{
	for (size_t i = 0; i < values->count; i++)
		write_text(stream, key, values->items[i]);
}

/* "PROPERTY PATH" or "NAME PATH"; of a supplier the property may be unknown. */
static void write_pair(FILE *stream, const char *key, const char *name, const char *path)
{
	char *text = xasprintf("%s%s%s", name ? name : "", name ? " " : "", path);

	write_text(stream, key, text);
	free(text);
}

static void write_device(FILE *stream, const struct board_device *device)
{
	write_text(stream, "path", device->path);
	write_text(stream, "subsystem", device->subsystem);
	write_texts(stream, "modalias", &device->modaliases);
	write_text(stream, "driver", device->driver);
	write_text(stream, "module", device->module);
	write_text(stream, "parent", device->parent);
	write_text(stream, "of-node", device->of_node);
	write_text(stream, "devname", device->devname);
	write_texts(stream, "slave", &device->slaves);
	for (size_t i = 0; i < device->supplier_count; i++)
		write_pair(stream, "supplier", device->suppliers[i].by, device->suppliers[i].path);
	if (device->is_waiting)
		fputs("waiting-for-supplier: 1\n", stream);
}

void board_write(const struct board *board, FILE *stream)
{
	write_text(stream, "arch", board->arch);
	write_text(stream, "kernel", board->kernel);
	write_text(stream, "model", board->model);
	write_text(stream, "source", board->source);
	write_text(stream, "root", board->root);
	write_text(stream, "root-type", board->root_type);
	write_texts(stream, "loaded", &board->loaded);
	write_texts(stream, "firmware", &board->firmware);
	for (size_t i = 0; i < board->alias_count; i++)
		write_pair(stream, "alias", board->aliases[i].name, board->aliases[i].path);
	for (size_t i = 0; i < board->count; i++) {
		putc('\n', stream);
		write_device(stream, &board->devices[i]);
	}
}
