/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

/* ---- messages */

static void message(const char *kind, const char *format, va_list arguments)
{
	int error = errno;
	size_t length = strlen(format);

	fflush(stdout);
	fprintf(stderr, "coldprobe: %s", kind);
	vfprintf(stderr, format, arguments);
	if (length > 0 && format[length - 1] == ':')
		fprintf(stderr, " %s", strerror(error));
	fputc('\n', stderr);
}

void fatal(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	message("", format, arguments);
	va_end(arguments);
	output_discard();
	exit(1);
}

void warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	message("warning: ", format, arguments);
	va_end(arguments);
}

/* ---- memory */

static void *checked(void *memory)
{
	if (!memory)
		fatal("out of memory");
	return memory;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *string)
{
	return checked(strdup(string));
}

char *xasprintf(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	return checked(text);
}

/* The room is always the power of two at or above count, so a full one is known without storing its
 * size. */
void *xgrow(void *items, size_t count, size_t item_size)
{
	size_t room;

	if (count & (count - 1))
		return items;
	room = count ? 2 * count : 1;
	if (room > (size_t)-1 / item_size)
		fatal("out of memory");
	return xrealloc(items, room * item_size);
}

/* ---- strings */

void strings_add(struct strings *list, const char *string)
{
	list->items = xgrow(list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = xstrdup(string);
}

void strings_add_words(struct strings *list, const char *text, const char *separators)
{
	char *copy = xstrdup(text);
	char *rest = NULL;

	for (char *word = strtok_r(copy, separators, &rest); word;
	     word = strtok_r(NULL, separators, &rest))
		strings_add(list, word);
	free(copy);
}

void strings_free(struct strings *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct strings){ 0 };
}

/* ---- files */

static struct bytes descriptor_read(int fd, const char *path)
{
	struct bytes bytes = { 0 };
	size_t room = 0;
	ssize_t got;

	for (;;) {
		if (room - bytes.size < 2) {
			room = room ? 2 * room : 65536;
			bytes.data = xrealloc(bytes.data, room);
		}
		got = read(fd, bytes.data + bytes.size, room - bytes.size - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			fatal("%s:", path);
		if (got == 0)
			break;
		bytes.size += (size_t)got;
	}
	bytes.data[bytes.size] = '\0';
	return bytes;
}

struct bytes file_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct bytes bytes;

	if (fd < 0)
		fatal("%s:", path);
	bytes = descriptor_read(fd, path);
	close(fd);
	return bytes;
}

char *file_read_text(const char *path)
{
	if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	return (char *)file_read(path).data;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *text_line(char **next)
{
	char *line = *next;
	char *end;

	if (*line == '\0')
		return NULL;
	end = strchrnul(line, '\n');
	*next = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

void stdout_close(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		fatal("standard output:");
}
