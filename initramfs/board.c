/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 8 /* of includes */

/* ---- the machine */

struct board_device *board_add(struct board *board, const char *path)
{
	struct board_device *device;

	board->devices = xgrow(board->devices, board->count, sizeof(*board->devices));
	device = &board->devices[board->count++];
	*device = (struct board_device){ .path = xstrdup(path) };
	return device;
}

void board_add_modalias(struct board_device *device, const char *modalias)
{
	for (size_t i = 0; i < device->modaliases.count; i++)
		if (strcmp(device->modaliases.items[i], modalias) == 0)
			return;
	strings_add(&device->modaliases, modalias);
}

static bool is_same(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

void board_add_supplier(struct board_device *device, const char *by, const char *path)
{
	for (size_t i = 0; i < device->supplier_count; i++)
		if (strcmp(device->suppliers[i].path, path) == 0 &&
		    is_same(device->suppliers[i].by, by))
			return;
	device->suppliers =
		xgrow(device->suppliers, device->supplier_count, sizeof(*device->suppliers));
	device->suppliers[device->supplier_count++] =
		(struct board_supplier){ .by = by ? xstrdup(by) : NULL, .path = xstrdup(path) };
}

struct board_device *board_find(const struct board *board, const char *path)
{
	for (size_t i = 0; i < board->count; i++)
		if (strcmp(board->devices[i].path, path) == 0)
			return &board->devices[i];
	return NULL;
}

const char *board_alias(const struct board *board, const char *name)
{
	for (size_t i = 0; i < board->alias_count; i++)
		if (strcmp(board->aliases[i].name, name) == 0)
			return board->aliases[i].path;
	return NULL;
}

bool board_add_alias(struct board *board, const char *name, const char *path)
{
	if (board_alias(board, name))
		return false;
	board->aliases = xgrow(board->aliases, board->alias_count, sizeof(*board->aliases));
	board->aliases[board->alias_count++] =
		(struct board_alias){ .name = xstrdup(name), .path = xstrdup(path) };
	return true;
}

static void device_clear(struct board_device *device)
{
	free(device->path);
	free(device->subsystem);
	free(device->driver);
	free(device->module);
	free(device->parent);
	free(device->of_node);
	free(device->devname);
	strings_free(&device->modaliases);
	strings_free(&device->slaves);
	for (size_t i = 0; i < device->supplier_count; i++) {
		free(device->suppliers[i].by);
		free(device->suppliers[i].path);
	}
	free(device->suppliers);
}

void board_free(struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		device_clear(&board->devices[i]);
	free(board->devices);
	free(board->file);
	free(board->arch);
	free(board->kernel);
	free(board->model);
	free(board->source);
	free(board->root);
	free(board->root_type);
	strings_free(&board->loaded);
	strings_free(&board->firmware);
	for (size_t i = 0; i < board->alias_count; i++) {
		free(board->aliases[i].name);
		free(board->aliases[i].path);
	}
	free(board->aliases);
	*board = (struct board){ 0 };
}

/* ---- the file */

struct reader {
	struct board *board;
	const char *path;
	unsigned line;
	unsigned depth;
	struct board_device *device; /* NULL: in a header paragraph */
	size_t first;		     /* the first device of this file */
	bool in_paragraph;
	bool has_driver; /* a `driver:` line, which counts more than an event's DRIVER */
};

_Noreturn static void bad(const struct reader *reader, const char *problem, const char *what)
{
	fatal("%s:%u: %s: %s", reader->path, reader->line, what, problem);
}

static bool is_device_key(const char *key)
{
	static const char *const keys[] = { "path",    "subsystem", "driver",  "modalias", "parent",
					    "of-node", "supplier",  "devname", "slave" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static void set_once(const struct reader *reader, char **value, const char *key, const char *text)
{
	if (*value)
		bad(reader, "a second one", key);
	*value = xstrdup(text);
}

static void read_into(struct board *board, const char *path, unsigned depth);

/* What is included, this file may tell anew: it counts as no device of this file. */
static void include(struct reader *reader, const char *name)
{
	const char *slash = strrchr(reader->path, '/');
	char *path;

	if (reader->depth == MAX_DEPTH)
		bad(reader, "more than 8 deep; does it include itself?", "include");
	path = slash && *name != '/'
		       ? xasprintf("%.*s/%s", (int)(slash - reader->path), reader->path, name)
		       : xstrdup(name);
	read_into(reader->board, path, reader->depth + 1);
	reader->first = reader->board->count;
	free(path);
}

/* "NAME PATH" */
static void take_alias(struct reader *reader, const char *value)
{
	size_t length = strcspn(value, " \t");
	const char *path = value + length + strspn(value + length, " \t");
	char *name = xasprintf("%.*s", (int)length, value);

	if (*value == '/' || *path != '/')
		bad(reader, "not \"NAME PATH\"; a path begins with a '/'", value);
	if (!board_add_alias(reader->board, name, path))
		bad(reader, "a second alias of this name", name);
	free(name);
}

/* A later file's header counts more than what it includes. */
static void set_header(char **value, const char *text)
{
	free(*value);
	*value = xstrdup(text);
}

static void take_header(struct reader *reader, const char *key, const char *value)
{
	struct board *board = reader->board;

	if (is_device_key(key))
		bad(reader, "belongs to a device, whose paragraph begins with path:", key);
	if (strcmp(key, "arch") == 0)
		set_header(&board->arch, value);
	else if (strcmp(key, "kernel") == 0)
		set_header(&board->kernel, value);
	else if (strcmp(key, "model") == 0)
		set_header(&board->model, value);
	else if (strcmp(key, "source") == 0)
		set_header(&board->source, value);
	else if (strcmp(key, "root") == 0)
		set_header(&board->root, value);
	else if (strcmp(key, "root-type") == 0)
		set_header(&board->root_type, value);
	else if (strcmp(key, "loaded") == 0)
		strings_add(&board->loaded, value);
	else if (strcmp(key, "firmware") == 0)
		strings_add(&board->firmware, value);
	else if (strcmp(key, "alias") == 0)
		take_alias(reader, value);
	else if (strcmp(key, "include") == 0)
		include(reader, value);
}

static void take_uevent(struct reader *reader, const char *text)
{
	struct board_device *device = reader->device;

	if (strncmp(text, "MODALIAS=", 9) == 0 && text[9])
		board_add_modalias(device, text + 9);
	else if (strncmp(text, "DRIVER=", 7) == 0 && text[7] && !device->driver)
		device->driver = xstrdup(text + 7);
	else if (strncmp(text, "DEVNAME=", 8) == 0 && text[8] && !device->devname)
		device->devname = xstrdup(text + 8);
	else if (strncmp(text, "OF_FULLNAME=", 12) == 0 && text[12] && !device->of_node)
		device->of_node = xstrdup(text + 12);
}

/* "PATH", or "PROPERTY PATH": no property begins with a '/'. */
static void take_supplier(struct reader *reader, const char *value)
{
	size_t length = strcspn(value, " \t");
	const char *path = value + length + strspn(value + length, " \t");
	char *by;

	if (*value == '/') {
		board_add_supplier(reader->device, NULL, value);
		return;
	}
	if (*path != '/')
		bad(reader, "not \"PATH\" or \"PROPERTY PATH\"; a path begins with a '/'", value);
	by = xasprintf("%.*s", (int)length, value);
	board_add_supplier(reader->device, by, path);
	free(by);
}

static void take_driver(struct reader *reader, const char *name)
{
	if (reader->has_driver)
		bad(reader, "a second one", "driver");
	free(reader->device->driver);
	reader->device->driver = xstrdup(name);
	reader->has_driver = true;
}

static void take_device(struct reader *reader, const char *key, const char *value)
{
	struct board_device *device = reader->device;

	if (strcmp(key, "path") == 0)
		bad(reader, "a second one in a paragraph", key);
	else if (strcmp(key, "subsystem") == 0)
		set_once(reader, &device->subsystem, key, value);
	else if (strcmp(key, "driver") == 0)
		take_driver(reader, value);
	else if (strcmp(key, "parent") == 0)
		set_once(reader, &device->parent, key, value);
	else if (strcmp(key, "devname") == 0)
		set_once(reader, &device->devname, key, value);
	else if (strcmp(key, "modalias") == 0)
		board_add_modalias(device, value);
	else if (strcmp(key, "supplier") == 0)
		take_supplier(reader, value);
	else if (strcmp(key, "slave") == 0)
		strings_add(&device->slaves, value);
	else if (strcmp(key, "module") == 0)
		set_once(reader, &device->module, key, value);
	else if (strcmp(key, "of-node") == 0)
		set_once(reader, &device->of_node, key, value);
	else if (strcmp(key, "uevent") == 0)
		take_uevent(reader, value);
}

/* A new device, or one that an included file has and this one tells anew. */
static void begin_device(struct reader *reader, const char *path)
{
	struct board *board = reader->board;

	if (*path != '/')
		bad(reader, "a device's path begins with a '/'", path);
	reader->has_driver = false;
	for (size_t i = 0; i < board->count; i++) {
		if (strcmp(board->devices[i].path, path) != 0)
			continue;
		if (i >= reader->first)
			bad(reader, "a second device of this path", path);
		reader->device = &board->devices[i];
		device_clear(reader->device);
		*reader->device = (struct board_device){ .path = xstrdup(path) };
		return;
	}
	reader->device = board_add(board, path);
}

static bool is_key(const char *key)
{
	return islower((unsigned char)*key) &&
	       !key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static void take_line(struct reader *reader, char *line)
{
	char *end = line + strlen(line);
	char *value = strchr(line, ':');

	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	if (*line == '\0') {
		reader->in_paragraph = false;
		reader->device = NULL;
		return;
	}
	if (*line == '#')
		return;
	if (!value || value >= end)
		bad(reader, "not \"key: value\"", line);
	*value++ = '\0';
	value += strspn(value, " \t");
	if (!is_key(line))
		bad(reader, "not a key (lower-case letters, digits, '-')", line);
	if (*value == '\0' && is_device_key(line))
		bad(reader, "no value", line);
	if (!reader->in_paragraph && strcmp(line, "path") == 0)
		begin_device(reader, value);
	else if (reader->device)
		take_device(reader, line, value);
	else
		take_header(reader, line, value);
	reader->in_paragraph = true;
}

static void read_into(struct board *board, const char *path, unsigned depth)
{
	struct reader reader = { .board = board, .path = path, .depth = depth };
	struct bytes file = file_read(path);
	char *next = (char *)file.data;

	if (strlen(next) != file.size)
		fatal("%s: holds a NUL byte: not a board file", path);
	reader.first = board->count;
	for (char *line; (line = text_line(&next));) {
		reader.line++;
		take_line(&reader, line);
	}
	free(file.data);
}

void board_read(struct board *board, const char *path)
{
	*board = (struct board){ .file = xstrdup(path) };
	read_into(board, path, 0);
}
