/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <stdarg.h>

#include "sys.h"
#include "text.h"

#define TRACE_DIR  "/run/coldprobe"
#define TRACE_FILE TRACE_DIR "/trace"

static char buffer[TRACE_BUFFER];
static struct text lines = TEXT(buffer);
static int fd = -1;

static void begin(void)
{
	lines.length = 0;
	lines.full = 0;
}

int trace_open(void)
{
	struct sys_stat stat;
	int is_new;

	sys_make_dir(SYS_CWD, TRACE_DIR);
	is_new = sys_stat(SYS_CWD, TRACE_FILE, &stat) != 0;
	fd = sys_open(SYS_CWD, TRACE_FILE, SYS_APPEND);
	if (is_new)
		text_add(&lines, "# coldprobe trace 1\n");
	return fd < 0 ? fd : 0;
}

void trace_flush(void)
{
	if (fd >= 0 && lines.length)
		sys_write(fd, lines.start, lines.length);
	begin();
}

void trace_parts(uint64_t began, const char *event, const char *subject, ...)
{
	const char *const heads[] = { event, subject };
	uint64_t now = sys_now();
	va_list details;

	if (fd < 0)
		return;
	if (TRACE_BUFFER - lines.length < TRACE_LINE)
		trace_flush();
	text_add_decimal(&lines, began);
	text_add(&lines, "\t");
	text_add_decimal(&lines, now - began);
	for (unsigned i = 0; i < 2; i++) {
		text_add(&lines, "\t");
		text_add(&lines, heads[i]);
	}
	text_add(&lines, "\t");
	va_start(details, subject);
	text_add_list(&lines, details);
	va_end(details);
	if (lines.full)
		lines.length = TRACE_BUFFER - 2;
	text_add(&lines, "\n");
	if (lines.full)
		trace_flush();
}
