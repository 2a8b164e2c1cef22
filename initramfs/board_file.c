/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 8 /* of includes */

struct reader {
	struct board *board;
	const char *path; /* NULL: a text in memory, which includes nothing */
	unsigned depth;
	struct board_fault fault;    /* of the line that is being read */
	struct board_device *device; /* NULL: in a header paragraph */
	size_t first;		     /* the first device of this file */
	bool in_paragraph;
	bool has_driver; /* a `driver:` line, which counts more than an event's DRIVER */
};

/* Everything that takes a part of a file returns 0, or what this returns: -1. */
static int bad(struct reader *reader, const char *problem, const char *what)
{
	reader->fault.problem = problem;
	reader->fault.what = what;
	return -1;
}

static bool is_device_key(const char *key)
{
	static const char *const keys[] = {
		"path",	   "subsystem", "driver",  "modalias", "parent",
		"of-node", "supplier",	"devname", "slave",    "waiting-for-supplier"
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static int set_once(struct reader *reader, char **value, const char *key, const char *text)
{
	if (*value)
		return bad(reader, "a second one", key);
	*value = xstrdup(text);
	return 0;
}

/* ---- the header */

static void read_into(struct board *board, const char *path, unsigned depth);

/* What is included, this file may tell anew: it counts as no device of this file. */
static int include(struct reader *reader, const char *name)
{
	const char *slash;
	char *path;

	if (!reader->path)
		return bad(reader, "no file can be included here", "include");
	if (reader->depth == MAX_DEPTH)
		return bad(reader, "more than 8 deep; does it include itself?", "include");
	slash = strrchr(reader->path, '/');
	path = slash && *name != '/'
		       ? xasprintf("%.*s/%s", (int)(slash - reader->path), reader->path, name)
		       : xstrdup(name);
	read_into(reader->board, path, reader->depth + 1);
	reader->first = reader->board->count;
	free(path);
	return 0;
}

/* "NAME PATH" */
static int take_alias(struct reader *reader, const char *value)
{
	size_t length = strcspn(value, " \t");
	const char *path = value + length + strspn(value + length, " \t");
	char *name;
	bool is_new;

	if (*value == '/' || *path != '/')
		return bad(reader, "not \"NAME PATH\"; a path begins with a '/'", value);
	name = xasprintf("%.*s", (int)length, value);
	is_new = board_add_alias(reader->board, name, path);
	free(name);
	return is_new ? 0 : bad(reader, "a second alias of this name", value);
}

/* A later file's header counts more than what it includes. */
static int set_header(char **value, const char *text)
{
	free(*value);
	*value = xstrdup(text);
	return 0;
}

static int take_header(struct reader *reader, const char *key, const char *value)
{
	struct board *board = reader->board;

	if (is_device_key(key))
		return bad(reader, "belongs to a device, whose paragraph begins with path:", key);
	if (strcmp(key, "arch") == 0)
		return set_header(&board->arch, value);
	if (strcmp(key, "kernel") == 0)
		return set_header(&board->kernel, value);
	if (strcmp(key, "model") == 0)
		return set_header(&board->model, value);
	if (strcmp(key, "source") == 0)
		return set_header(&board->source, value);
	if (strcmp(key, "root") == 0 && *value != '/')
		return bad(reader, "no path, which begins with a '/'", key);
	if (strcmp(key, "root") == 0)
		return set_header(&board->root, value);
	if (strcmp(key, "root-type") == 0)
		return set_header(&board->root_type, value);
	if (strcmp(key, "include") == 0)
		return include(reader, value);
	if (strcmp(key, "alias") == 0)
		return take_alias(reader, value);
	if (strcmp(key, "loaded") == 0)
		strings_add(&board->loaded, value);
	else if (strcmp(key, "firmware") == 0)
		strings_add(&board->firmware, value);
	return 0;
}

/* ---- a device */

/* What is behind "KEY=", if the text begins so and there is something; else NULL. */
static const char *event_value(const char *text, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(text, key, length) != 0 || text[length] != '=')
		return NULL;
	text += length + 1;
	text += strspn(text, " \t");
	return *text ? text : NULL;
}

static int take_uevent(struct reader *reader, const char *text)
{
	struct board_device *device = reader->device;
	const char *value;

	if ((value = event_value(text, "MODALIAS")))
		board_add_modalias(device, value);
	else if ((value = event_value(text, "DRIVER")) && !device->driver)
		device->driver = xstrdup(value);
	else if ((value = event_value(text, "DEVNAME")) && !device->devname)
		device->devname = xstrdup(value);
	else if ((value = event_value(text, "OF_FULLNAME")) && *value == '/' && !device->of_node)
		device->of_node = xstrdup(value);
	return 0;
}

/* "PATH", or "PROPERTY PATH": no property begins with a '/'. */
static int take_supplier(struct reader *reader, const char *value)
{
	size_t length = strcspn(value, " \t");
	const char *path = value + length + strspn(value + length, " \t");
	char *by;

	if (*value == '/') {
		board_add_supplier(reader->device, NULL, value);
		return 0;
	}
	if (*path != '/')
		return bad(reader, "not \"PATH\" or \"PROPERTY PATH\"; a path begins with a '/'",
			   value);
	by = xasprintf("%.*s", (int)length, value);
	board_add_supplier(reader->device, by, path);
	free(by);
	return 0;
}

static int take_driver(struct reader *reader, const char *name)
{
	if (reader->has_driver)
		return bad(reader, "a second one", "driver");
	free(reader->device->driver);
	reader->device->driver = xstrdup(name);
	reader->has_driver = true;
	return 0;
}

static int take_path(struct reader *reader, const char *key, const char *value)
{
	struct board_device *device = reader->device;

	if (*value != '/')
		return bad(reader, "no path, which begins with a '/'", key);
	if (strcmp(key, "parent") == 0)
		return set_once(reader, &device->parent, key, value);
	if (strcmp(key, "of-node") == 0)
		return set_once(reader, &device->of_node, key, value);
	board_add_slave(device, value);
	return 0;
}

static int take_waiting(struct reader *reader, const char *key, const char *value)
{
	if (strcmp(value, "1") != 0)
		return bad(reader, "is 1, or is not said", key);
	if (reader->device->is_waiting)
		return bad(reader, "a second one", key);
	reader->device->is_waiting = true;
	return 0;
}

static int take_device(struct reader *reader, const char *key, const char *value)
{
	struct board_device *device = reader->device;

	if (*value == '\0' && strcmp(key, "module") == 0)
		return bad(reader, "no value", key);
	if (strcmp(key, "path") == 0)
		return bad(reader, "a second one in a paragraph", key);
	if (strcmp(key, "subsystem") == 0)
		return set_once(reader, &device->subsystem, key, value);
	if (strcmp(key, "driver") == 0)
		return take_driver(reader, value);
	if (strcmp(key, "module") == 0)
		return set_once(reader, &device->module, key, value);
	if (strcmp(key, "devname") == 0)
		return set_once(reader, &device->devname, key, value);
	if (strcmp(key, "parent") == 0 || strcmp(key, "of-node") == 0 || strcmp(key, "slave") == 0)
		return take_path(reader, key, value);
	if (strcmp(key, "supplier") == 0)
		return take_supplier(reader, value);
	if (strcmp(key, "waiting-for-supplier") == 0)
		return take_waiting(reader, key, value);
	if (strcmp(key, "uevent") == 0)
		return take_uevent(reader, value);
	if (strcmp(key, "modalias") == 0)
		board_add_modalias(device, value);
	return 0;
}

/* A new device, or one that an included file has and this one tells anew. */
static int begin_device(struct reader *reader, const char *path)
{
	struct board *board = reader->board;

	if (*path != '/')
		return bad(reader, "a device's path begins with a '/'", path);
	reader->has_driver = false;
	for (size_t i = 0; i < board->count; i++) {
		if (strcmp(board->devices[i].path, path) != 0)
			continue;
		if (i >= reader->first)
			return bad(reader, "a second device of this path", path);
		reader->device = &board->devices[i];
		board_clear_device(reader->device);
		reader->device->path = xstrdup(path);
		return 0;
	}
	reader->device = board_add(board, path);
	return 0;
}

/* ---- the file */

static bool is_key(const char *key)
{
	return islower((unsigned char)*key) &&
	       !key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static int take_line(struct reader *reader, char *line)
{
	char *end = line + strlen(line);
	char *value = strchr(line, ':');
	bool begins = !reader->in_paragraph;

	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	if (*line == '\0') {
		reader->in_paragraph = false;
		reader->device = NULL;
		return 0;
	}
	if (*line == '#')
		return 0;
	if (!value || value >= end)
		return bad(reader, "not \"key: value\"", line);
	*value++ = '\0';
	value += strspn(value, " \t");
	if (!is_key(line))
		return bad(reader, "not a key (lower-case letters, digits, '-')", line);
	if (*value == '\0' && is_device_key(line))
		return bad(reader, "no value", line);
	reader->in_paragraph = true;
	if (begins && strcmp(line, "path") == 0)
		return begin_device(reader, value);
	if (reader->device)
		return take_device(reader, line, value);
	return take_header(reader, line, value);
}

static int read_text(struct reader *reader, char *text, size_t size)
{
	char *next = text;

	if (strlen(text) != size)
		return bad(reader, "holds a NUL byte: not a board file", NULL);
	reader->first = reader->board->count;
	for (char *line; (line = text_line(&next));) {
		reader->fault.line++;
		if (take_line(reader, line) < 0)
			return -1;
	}
	return 0;
}

int board_parse(struct board *board, char *text, size_t size, struct board_fault *fault)
{
	struct reader reader = { .board = board };
	int result;

	*board = (struct board){ 0 };
	result = read_text(&reader, text, size);
	*fault = reader.fault;
	return result;
}

static void read_into(struct board *board, const char *path, unsigned depth)
{
	struct reader reader = { .board = board, .path = path, .depth = depth };
	const struct board_fault *fault = &reader.fault;
	struct bytes file = file_read(path);

	if (read_text(&reader, (char *)file.data, file.size) < 0) {
		if (fault->line == 0)
			fatal("%s: %s", path, fault->problem);
		fatal("%s:%u: %s: %s", path, fault->line, fault->what, fault->problem);
	}
	free(file.data);
}

void board_read(struct board *board, const char *path)
{
	*board = (struct board){ .file = xstrdup(path) };
	read_into(board, path, 0);
}
