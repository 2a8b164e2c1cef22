/* SPDX-License-Identifier: MIT */
/* fuzz: cmdline_parse; every string of the result must lie in the text and end there. */
#include "cmdline.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("BOOT_IMAGE=/vmlinuz root=UUID=00112233-4455-6677-8899-aabbccddeeff ro quiet"),
	FUZZ_SEED("\"root=LABEL=a b\" rootflags=\"x,y z\" rootfstype=ext4,xfs rootwait=3 rw -- "
		  "single"),
	FUZZ_SEED("rootwait rootdelay=9 init=\"/bin/my init\" root=\"\" x=\"open"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static void check(const char *string, const char *text, size_t size)
{
	if (string && (string < text || string + strlen(string) > text + size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct cmdline cmdline;

	memcpy(text, data, size);
	text[size] = '\0';
	cmdline_parse(&cmdline, text);
	check(cmdline.root, text, size);
	check(cmdline.rootfstype, text, size);
	check(cmdline.rootflags, text, size);
	check(cmdline.init, text, size);
	check(cmdline.bad, text, size);
	if (cmdline.wait_seconds < CMDLINE_WAIT_FOREVER || cmdline.wait_seconds > CMDLINE_WAIT_MAX)
		abort();
	free(text);
	return 0;
}
