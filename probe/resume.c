/* SPDX-License-Identifier: MIT */
#include "resume.h"

#include <string.h>

#include "log.h"
#include "sys.h"
#include "text.h"
#include "trace.h"

#define RESUME	      "/sys/power/resume"
#define RESUME_OFFSET "/sys/power/resume_offset"

#define DRAIN_SECONDS 5 /* a process that is inserting cannot be frozen */

int resume_wants(const struct cmdline *cmdline)
{
	struct sys_stat stat;

	return cmdline->resume && !cmdline->no_resume && !sys_stat(SYS_CWD, RESUME, &stat);
}

static int write_file(const char *path, const char *value)
{
	int fd = sys_open(SYS_CWD, path, SYS_WRITE);
	long count;

	if (fd < 0)
		return fd;
	count = sys_write(fd, value, strlen(value));
	sys_close(fd);
	return count < 0 ? (int)count : 0;
}

void resume_try(const struct target *target, struct loader *loader)
{
	const char *offset = loader->cmdline->resume_offset;
	const char *type = target->superblock.type;
	char number[24];
	struct text text = TEXT(number);
	uint64_t began = sys_now();
	int error = 0;

	/* With an offset the image's mark is somewhere inside of a filesystem: the kernel will see. */
	if (!*target->name || (!offset && (!type || strcmp(type, "swsuspend"))))
		return;
	load_drain(loader, search_deadline(DRAIN_SECONDS));
	text_add_decimal(&text, target->major);
	text_add(&text, ":");
	text_add_decimal(&text, target->minor);
	log_line(LOG_NOTICE, target->name, ": resuming");
	if (offset)
		error = write_file(RESUME_OFFSET, offset);
	if (!error)
		error = write_file(RESUME, number);
	trace_event(began, "resume", target->name, error ? log_error_text(error) : "no image");
	log_line(LOG_WARNING, target->name, ": not resumed: ",
		 error ? log_error_text(error) : "the kernel found no image that fits");
}
