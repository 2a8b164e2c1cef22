/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int command_misuse(const char *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "coldprobe: %s: ", command);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "; try coldprobe %s --help\n", command);
	return 2;
}

int command_bad_option(int answer, char **argv)
{
	const char *option = argv[optind - 1];

	if (answer == ':')
		return command_misuse(argv[0], "option %s needs a value", option);
	if (strncmp(option, "--", 2) != 0 && optopt)
		return command_misuse(argv[0], "unknown option -%c", optopt);
	return command_misuse(argv[0], "unknown option %s", option);
}
