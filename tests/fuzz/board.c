/* SPDX-License-Identifier: MIT */
/* fuzz: a board file is read, or refused with a reason that lies in it; what was read is written, and that is read and
 * written again the same. */
#include "../../initramfs/board.h"

#include <stdlib.h>
#include <string.h>

#include "../../initramfs/redact.h"
#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
		"arch: arm64\nkernel: 6.1\nroot: /devices/a\nroot-type: ext4\nloaded: x\n"
		"firmware: y\nalias: mmc0 /soc\n\npath: /devices/a\nsubsystem: platform\nmodalias: "
		"of:NxT(null)Cy\n"
		"driver: d\nmodule: m\nparent: /devices\nof-node: /soc/x\ndevname: vda\n"
		"slave: /devices/b\nsupplier: clocks /c\nsupplier: /c\nwaiting-for-supplier: 1\n"),
	FUZZ_SEED("# c\r\nmodel: a: b\r\n\r\npath: /a\r\nuevent: MODALIAS= x \r\n"
		  "uevent: OF_FULLNAME=/s\nuevent: DRIVER=d\nuevent: DEVNAME=n\ndriver: e\n"),
	FUZZ_SEED("path: /devices/VMBUS:00/fd149e91-82e0-4a7d-afa6-2a4166cbd7c0\n"
		  "supplier: /net/enx001122334455/28-0000051f2a33 00:11:22:33:44:55 "
		  "0x500507630303c562\n"),
	FUZZ_SEED("path: /a\n\npath: /a\n"),
	FUZZ_SEED("include: x\n"),
	{ NULL, 0 },
};

static char *write_out(const struct board *board, size_t *size)
{
	char *text;
	FILE *stream = open_memstream(&text, size);

	board_write(board, stream);
	fclose(stream);
	return text;
}

static void check_fault(const struct board_fault *fault, const char *text, size_t size)
{
	if (!fault->problem || (fault->line == 0) != (fault->what == NULL))
		abort();
	if (fault->what && strcmp(fault->what, "include") != 0 &&
	    strcmp(fault->what, "driver") != 0 &&
	    (fault->what < text || fault->what + strlen(fault->what) > text + size))
		abort();
}

static void check_again(const struct board *board)
{
	struct board_fault fault;
	struct board again;
	size_t size, second_size, length;
	char *text = write_out(board, &size);
	char *copy = strdup(text), *second;

	if (board_parse(&again, copy, size, &fault) < 0)
		abort();
	second = write_out(&again, &second_size);
	if (size != second_size || memcmp(text, second, size) != 0)
		abort();
	length = strlen(second);
	redact_board_file(second);
	if (strlen(second) != length)
		abort();
	board_free(&again);
	free(second);
	free(copy);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct board_fault fault;
	struct board board;

	memcpy(text, data, size);
	text[size] = '\0';
	if (board_parse(&board, text, size, &fault) == 0)
		check_again(&board);
	else
		check_fault(&fault, text, size);
	board_free(&board);
	free(text);
	return 0;
}
