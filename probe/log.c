/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "files.h"
#include "sys.h"
#include "text.h"

static int kmsg = -EBADF;

void log_open(void)
{
	kmsg = sys_open(SYS_CWD, "/dev/kmsg", SYS_WRITE);
}

/* Documentation/admin-guide/sysctl/kernel.rst; it cannot be set when printk.devkmsg= was given. */
#define DEVKMSG	  "/proc/sys/kernel/printk_devkmsg"
#define THROTTLED "ratelimit"

static int was_throttled;

static void set_devkmsg(const char *value)
{
	int fd = sys_open(SYS_CWD, DEVKMSG, SYS_WRITE);

	if (fd < 0)
		return;
	sys_write(fd, value, strlen(value));
	sys_close(fd);
}

void log_unthrottle(void)
{
	char value[16];

	was_throttled = files_read(SYS_CWD, DEVKMSG, value, sizeof(value)) > 0 &&
			text_after(value, THROTTLED);
	if (was_throttled)
		set_devkmsg("on\n");
}

void log_throttle(void)
{
	if (was_throttled)
		set_devkmsg(THROTTLED "\n");
}

void log_parts(enum log_level level, const char *part, ...)
{
	char line[LOG_LINE + sizeof("...\n")];
	struct text text = { line, LOG_LINE, 0, 0 };
	va_list parts;

	if (kmsg >= 0) {
		text_add(&text, "<");
		text_add_decimal(&text, (unsigned)level);
		text_add(&text, ">");
	}
	text_add(&text, "coldprobe: ");
	text_add(&text, part);
	va_start(parts, part);
	text_add_list(&text, parts);
	va_end(parts);

	memcpy(line + text.length, text.full ? "...\n" : "\n", 5 - 3 * (size_t)!text.full);
	sys_write(kmsg >= 0 ? kmsg : 2, line, text.length + (text.full ? 4 : 1));
}

void log_failure(enum log_level level, const char *subject, const char *what, int error)
{
	log_line(level, subject, what, log_error_text(error));
}

/* Those that inserting, mounting and executing are known to give; their words in the same order. */
static const unsigned char errors[] = {
	EPERM,	 EIO,	  ENOEXEC, ENOMEM, EACCES,	 EBUSY,	 EEXIST,
	ENODEV,	 ENOTDIR, EINVAL,  ENOSPC, ENXIO,	 E2BIG,	 ENAMETOOLONG,
	EBADMSG, EPROTO,  ENOBUFS, ENOKEY, EKEYREJECTED, ENOENT,
};

static const char words[] = "not permitted\0"
			    "input/output error\0"
			    "not for this kernel\0"
			    "out of memory\0"
			    "permission denied\0"
			    "busy\0"
			    "already there\0"
			    "no such device or filesystem\0"
			    "not a directory\0"
			    "invalid\0"
			    "no space left\0"
			    "no such device\0"
			    "too many\0"
			    "too long\0"
			    "damaged\0"
			    "another version\0"
			    "buffer full\0"
			    "unknown signing key\0"
			    "signature refused\0"
			    "no such file";

const char *log_error_text(int error)
{
	static char number[24];
	struct text text = TEXT(number);
	const char *found = words;

	for (size_t i = 0; i < sizeof(errors); i++, found += strlen(found) + 1)
		if (errors[i] == -error)
			return found;
	text_add(&text, "error ");
	text_add_decimal(&text, (unsigned)-error);
	return number;
}
