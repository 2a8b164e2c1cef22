/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "util.h"
#include "version.h"

static const char help[] =
	"coldprobe makes initramfs images that load exactly the modules a machine needs to reach "
	"its root\n"
	"\n"
	"  coldprobe image --kernel DIR -o FILE   make an image            (coldprobe image "
	"--help)\n"
	"  coldprobe select --kernel DIR --dtb FILE\n"
	"                                         the modules of a board  (coldprobe select "
	"--help)\n"
	"  coldprobe inspect FILE                 say what is in one       (coldprobe inspect "
	"--help)\n"
	"  coldprobe lookup IMAGE [MODALIAS...]   what its table answers   (coldprobe lookup "
	"--help)\n"
	"  coldprobe check IMAGE --dtb FILE       does it have what a board needs?   (coldprobe check "
	"--help)\n"
	"  coldprobe boot-check IMAGE --machine M does it boot, in QEMU?   (coldprobe boot-check "
	"--help)\n"
	"  coldprobe explain WORD...              what a modalias means    (coldprobe explain "
	"--help)\n"
	"  coldprobe list                         a machine's devices      (coldprobe list "
	"--help)\n"
	"  coldprobe capture                      the machine as a file    (coldprobe capture "
	"--help)\n"
	"  coldprobe board show|diff|merge FILE   such files               (coldprobe board "
	"--help)\n"
	"  coldprobe trace FILE                   a boot's timeline        (coldprobe trace "
	"--help)\n"
	"  coldprobe help [COMMAND]               this text, or a command's\n"
	"  coldprobe --version\n"
	"\n"
	"example: coldprobe image --kernel /lib/modules/$(uname -r) -o initramfs.img\n";

static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
} commands[] = {
	{ "image", image_main },     { "inspect", inspect_main }, { "lookup", lookup_main },
	{ "explain", explain_main }, { "list", list_main },	  { "trace", trace_main },
	{ "select", select_main },
	{ "check", check_main },
	{ "boot-check", boot_check_main },
	{ "capture", capture_main },
	{ "board", board_main },
};

static int command_run(const char *name, int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].main(argc, argv);
	fprintf(stderr, "coldprobe: unknown command %s; try coldprobe --help\n", name);
	return 2;
}

static int print(const char *text)
{
	fputs(text, stdout);
	stdout_close();
	return 0;
}

static int help_main(int argc, char **argv)
{
	char *arguments[] = { argc > 1 ? argv[1] : NULL, (char[]){ "--help" }, NULL };

	return argc > 1 ? command_run(argv[1], 2, arguments) : print(help);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs("coldprobe: no command; try coldprobe --help\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "--version") == 0)
		return print("coldprobe " COLDPROBE_VERSION "\n");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return print(help);
	if (strcmp(argv[1], "help") == 0)
		return help_main(argc - 1, argv + 1);
	return command_run(argv[1], argc - 1, argv + 1);
}
