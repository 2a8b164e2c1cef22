/* SPDX-License-Identifier: MIT */
/*
 * shell: real tools from a test program: a scratch directory, and what a command prints
 */
#ifndef TESTS_SHELL_H
#define TESTS_SHELL_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHELL_OUTPUT 4096

/* shell: the last line of what the command prints, without its line end; "" when it fails. Static
 * storage, four of them. */
__attribute__((format(printf, 1, 2), unused)) static const char *shell(const char *format, ...)
{
	static char outputs[4][SHELL_OUTPUT];
	static unsigned turn;
	char command[2048], line[SHELL_OUTPUT], *output = outputs[turn++ % 4];
	va_list args;
	FILE *pipe;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	output[0] = '\0';
	pipe = popen(command, "r");
	if (!pipe)
		return output;
	while (fgets(line, sizeof(line), pipe))
		memcpy(output, line, sizeof(line));
	output[strcspn(output, "\n")] = '\0';
	if (pclose(pipe))
		output[0] = '\0';
	return output;
}

/* shell_scratch: a new directory; removed by shell_clean. */
__attribute__((unused)) static char *shell_scratch(void)
{
	static char path[256];
	const char *above = getenv("TMPDIR");

	snprintf(path, sizeof(path), "%s/coldprobe-test.XXXXXX", above ? above : "/tmp");
	if (!mkdtemp(path)) {
		perror(path);
		exit(1);
	}
	return path;
}

__attribute__((unused)) static void shell_clean(const char *path)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	if (system(command))
		perror(path);
}

/* shell_bytes: bytes of a file from an offset on. Returns how many there were. */
__attribute__((unused)) static size_t shell_bytes(const char *path, long offset, unsigned char *buf,
						  size_t size)
{
	FILE *file = fopen(path, "r");
	size_t count = 0;

	if (file && !fseek(file, offset, SEEK_SET))
		count = fread(buf, 1, size, file);
	if (file)
		fclose(file);
	return count;
}

#endif
