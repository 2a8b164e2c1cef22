/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/util.h"

#define MAX_LINES 20000 /* a run with more of them has lost its way */

struct injection {
	char *call, *subject;
	int error;
	unsigned after, times;
};

static const struct {
	const char *name;
	int error;
} errors[] = {
	{ "EPERM", EPERM },
	{ "ENOENT", ENOENT },
	{ "EIO", EIO },
	{ "ENXIO", ENXIO },
	{ "ENOEXEC", ENOEXEC },
	{ "EBADF", EBADF },
	{ "EAGAIN", EAGAIN },
	{ "ENOMEM", ENOMEM },
	{ "EACCES", EACCES },
	{ "ENOTBLK", ENOTBLK },
	{ "EBUSY", EBUSY },
	{ "EEXIST", EEXIST },
	{ "ENODEV", ENODEV },
	{ "ENOTDIR", ENOTDIR },
	{ "EISDIR", EISDIR },
	{ "EINVAL", EINVAL },
	{ "EMFILE", EMFILE },
	{ "EROFS", EROFS },
	{ "ENOSYS", ENOSYS },
	{ "ENOTEMPTY", ENOTEMPTY },
	{ "ELOOP", ELOOP },
	{ "ENODATA", ENODATA },
	{ "ENOBUFS", ENOBUFS },
	{ "ETIMEDOUT", ETIMEDOUT },
	{ "ENOMEDIUM", ENOMEDIUM },
	{ "EKEYREJECTED", EKEYREJECTED },
	{ "EUCLEAN", EUCLEAN },
	{ "ENOTTY", ENOTTY },
	{ "ENOKEY", ENOKEY },
	{ "EPROTONOSUPPORT", EPROTONOSUPPORT },
	{ "ENAMETOOLONG", ENAMETOOLONG },
	{ "EBADMSG", EBADMSG },
	{ "EPIPE", EPIPE },
};

static struct injection *injections;
static size_t injection_count, text_size;
static char *text, *shows;
static uint64_t passed;
static unsigned lines, removed;

static int error_number(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].error;
	fatal("fail: unknown error %s", name);
}

static const char *error_name(int error)
{
	static char number[20];
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i].error == error)
			return errors[i].name;
	snprintf(number, sizeof(number), "errno %d", error);
	return number;
}

static unsigned word_number(const char *line, const char *key, unsigned otherwise)
{
	char *value = machine_word(line, key, 0);
	unsigned number = value ? strtoul(value, NULL, 10) : otherwise;

	free(value);
	return number;
}

void record_start(const struct machine *machine)
{
	const char *line;
	size_t at = 0;

	text = xstrdup("");
	shows = xstrdup(
		machine_get(&machine->header, "show") ? machine_get(&machine->header, "show") : "");
	while ((line = machine_next(&machine->header, "fail", &at))) {
		char **words = machine_split(line, " \t");
		struct injection *new;

		if (!words[0] || !words[1] || !words[2])
			fatal("fail: %s: not CALL SUBJECT ERRNO", line);
		injections = xrealloc(injections, (injection_count + 1) * sizeof(*injections));
		new = &injections[injection_count++];
		new->call = words[0];
		new->subject = words[1];
		new->error = error_number(words[2]);
		new->after = word_number(line, "after", 0);
		new->times = word_number(line, "times", ~0u);
	}
}

int record_fail(const char *call, const char *subject)
{
	size_t i;

	for (i = 0; i < injection_count; i++) {
		struct injection *injection = &injections[i];

		if (strcmp(injection->call, call) || fnmatch(injection->subject, subject, 0))
			continue;
		if (injection->after) {
			injection->after--;
			continue;
		}
		if (!injection->times)
			continue;
		injection->times--;
		return -injection->error;
	}
	return 0;
}

static void append(const char *string)
{
	size_t length = strlen(string);

	text = xrealloc(text, text_size + length + 1);
	memcpy(text + text_size, string, length + 1);
	text_size += length;
}

static void append_line(const char *format, va_list args, int result)
{
	char line[8192];

	if (passed >= 50000) {
		snprintf(line, sizeof(line), "(%.1f s pass)\n", passed / 1e6);
		append(line);
	}
	passed = 0;
	if (removed) {
		snprintf(line, sizeof(line), "(%u files and directories removed)\n", removed);
		append(line);
	}
	removed = 0;
	vsnprintf(line, sizeof(line), format, args);
	append(line);
	if (result < 0) {
		append(" = ");
		append(error_name(-result));
	}
	append("\n");
	if (++lines > MAX_LINES)
		fatal("the run does not end; its last line: %s", line);
}

void record_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append_line(format, args, 0);
	va_end(args);
}

int record_result(int result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append_line(format, args, result);
	va_end(args);
	return result;
}

int record_detail(int result, const char *format, ...)
{
	va_list args;

	if (!record_shows("calls"))
		return result;
	va_start(args, format);
	append_line(format, args, result);
	va_end(args);
	return result;
}

void record_problem(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	record_line("PROBLEM %s", line);
}

void record_pass(uint64_t microseconds)
{
	passed += microseconds;
}

int record_removal(int result, const char *call, const char *name)
{
	if (result || record_shows("removals"))
		return record_result(result, "%s %s", call, name);
	removed++;
	return 0;
}

const char *record_text(void)
{
	return text;
}

int record_shows(const char *what)
{
	return strstr(shows, what) != NULL;
}

const char *record_escape(const char *bytes, size_t size)
{
	static char buffer[8192];
	char *out = buffer;

	for (; size && out < buffer + sizeof(buffer) - 8; bytes++, size--) {
		unsigned char c = *bytes;

		if (c >= ' ' && c < 127)
			*out++ = c;
		else
			out += sprintf(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\x%02x", c);
	}
	*out = '\0';
	return buffer;
}
