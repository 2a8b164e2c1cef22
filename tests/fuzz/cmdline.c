/* SPDX-License-Identifier: MIT */
/* fuzz: cmdline_parse, cmdline_parameters, cmdline_list; every string of the result must lie in the text and end
 * there, and the text stays as it was given. */
#include "cmdline.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("BOOT_IMAGE=/vmlinuz root=UUID=00112233-4455-6677-8899-aabbccddeeff ro quiet"),
	FUZZ_SEED("\"root=LABEL=a b\" rootflags=\"x,y z\" rootfstype=ext4,xfs rootwait=3 rw -- "
		  "single"),
	FUZZ_SEED("rootwait rootdelay=9 init=\"/bin/my init\" root=\"\" x=\"open"),
	FUZZ_SEED("a-b.c=1 a_b.d \"a_b.e=x y\" a_b.f=\"1,2 3\" a.b=a.b=c -- a_b.g"),
	FUZZ_SEED("l=a,b,,c l=\"d e,\" l-m=, ip=dhcp nfsroot=x root=/dev/nfs coldprobe.net=never"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static void check(const char *string, const char *text, size_t size)
{
	if (string && (string < text || string + strlen(string) > text + size))
		abort();
}

static void check_member(void *context, const char *member)
{
	size_t *left = context;
	size_t length = strlen(member);

	if (!length || length > *left)
		abort();
	*left -= length;
}

/* What a module is given lies in its buffer, with a NUL, whether it fits or not. */
static void check_parameters(const struct cmdline *cmdline, size_t size)
{
	char *buffer = calloc(1, size);
	struct text parameters = { buffer, size, 0, 0 };

	cmdline_parameters(cmdline, "a_b", &parameters);
	if (parameters.length >= size || strlen(buffer) != parameters.length)
		abort();
	free(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cmdline *cmdline = calloc(1, sizeof(*cmdline));
	size_t left = CMDLINE_SIZE;
	char given[CMDLINE_SIZE] = "";

	if (size >= CMDLINE_SIZE)
		size = CMDLINE_SIZE - 1;
	memcpy(given, data, size);
	memcpy(cmdline->text, given, sizeof(given));
	cmdline_parse(cmdline);
	check(cmdline->root, cmdline->parsed, CMDLINE_SIZE - 1);
	check(cmdline->rootfstype, cmdline->parsed, CMDLINE_SIZE - 1);
	check(cmdline->rootflags, cmdline->parsed, CMDLINE_SIZE - 1);
	check(cmdline->init, cmdline->parsed, CMDLINE_SIZE - 1);
	check(cmdline->net, cmdline->parsed, CMDLINE_SIZE - 1);
	check(cmdline->bad, cmdline->parsed, CMDLINE_SIZE - 1);
	if (cmdline->wait_seconds < CMDLINE_WAIT_FOREVER ||
	    cmdline->wait_seconds > CMDLINE_WAIT_MAX)
		abort();
	cmdline_list(cmdline, "l", check_member, &left);
	check_parameters(cmdline, 2 * CMDLINE_SIZE);
	check_parameters(cmdline, 8);
	if (memcmp(cmdline->text, given, sizeof(given)))
		abort();
	free(cmdline);
	return 0;
}
