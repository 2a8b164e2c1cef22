/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

static struct {
	char *name;		  /* as given, for messages */
	char *path;		  /* where it goes: symbolic links followed */
	char *volatile temporary; /* what a failure removes; NULL: nothing */
	int fd;
	size_t size;
} output;

void output_discard(void)
{
	char *temporary = output.temporary;

	output.temporary = NULL;
	if (temporary)
		unlink(temporary);
}

static void interrupted(int signal_number)
{
	output_discard();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* A file size limit shall be an error of write(), like a full disk, and not a signal. */
static void signals_catch(void)
{
	static const int deadly[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction action;

	for (size_t i = 0; i < sizeof(deadly) / sizeof(*deadly); i++) {
		sigaction(deadly[i], NULL, &action);
		if (action.sa_handler == SIG_IGN)
			continue;
		action = (struct sigaction){ .sa_handler = interrupted };
		sigaction(deadly[i], &action, NULL);
	}
	signal(SIGXFSZ, SIG_IGN);
}

/* The path to rename to: what a symbolic link leads to stays where it is, and the link stays a
 * link. */
static char *destination(const char *path)
{
	struct stat st;
	char *real;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT)
			fatal("%s:", path);
		return xstrdup(path);
	}
	if (S_ISDIR(st.st_mode))
		fatal("%s: is a directory", path);
	if (!S_ISREG(st.st_mode))
		fatal("%s: exists and is not a regular file", path);
	real = realpath(path, NULL);
	if (!real)
		fatal("%s:", path);
	return real;
}

void output_begin(const char *path)
{
	mode_t mask = umask(0);
	char *temporary;

	umask(mask);
	output.name = xstrdup(path);
	output.path = destination(path);
	output.size = 0;
	temporary = xasprintf("%s.XXXXXX", output.path);
	signals_catch();
	output.fd = mkostemp(temporary, O_CLOEXEC);
	if (output.fd < 0)
		fatal("%s:", path);
	output.temporary = temporary;
	if (fchmod(output.fd, 0644 & ~mask) < 0)
		fatal("%s:", path);
}

void output_write(const void *data, size_t size)
{
	const char *rest = data;

	output.size += size;
	while (size > 0) {
		ssize_t done = write(output.fd, rest, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			fatal("%s:", output.name);
		rest += done;
		size -= (size_t)done;
	}
}

size_t output_size(void)
{
	return output.size;
}

size_t output_commit(void)
{
	char *temporary = output.temporary;

	if (fsync(output.fd) < 0 || close(output.fd) < 0)
		fatal("%s:", output.name);
	if (rename(temporary, output.path) < 0)
		fatal("%s:", output.name);
	output.temporary = NULL;
	free(temporary);
	free(output.path);
	free(output.name);
	return output.size;
}

void output_text(const char *path, const char *text, size_t size)
{
	if (!path) {
		fwrite(text, 1, size, stdout); /* stdout_close() says what went wrong */
		return;
	}
	output_begin(path);
	output_write(text, size);
	output_commit();
}
