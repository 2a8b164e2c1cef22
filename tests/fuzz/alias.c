/* SPDX-License-Identifier: MIT */
/*
 * fuzz: alias_lookup; the input is a modalias for a good table. TABLE=FILE in the environment takes
 * a table from a file; else it is baked from the hand-made corpus. The table is a copy of its own
 * size: the sanitizer sees the first byte read behind it.
 */
#include "alias.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/table_check.h"
#include "../handmade.h"
#include "fuzz.h"

#define MAX 512

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00"),
	FUZZ_SEED("usb:v0403p6001d0600dc00dsc00dp00icFFiscFFipFFin00"),
	FUZZ_SEED("hid:b0003g0001v0000046Dp0000C52B"),
	FUZZ_SEED("acpi:LNXPWRBN:PNP0C0F:PNP0C0E:"),
	FUZZ_SEED("dmi:bvnTheVendorCo:bvr1:svnLENOVO:pvrThinkPadX1:rvnX:"),
	FUZZ_SEED("of:NxTyCvendor,device-2Cother"),
	FUZZ_SEED("cpu:type:x86,ven0000fam0006mod009A:feature:,0000,0089,00E1"),
	FUZZ_SEED("input:b0003v046DpC31Ce0110-e0,1,2,3,4,k110,111,r0,1,a6,m4,lsfw"),
	FUZZ_SEED("st:amiddleaaaabmiddlerxrq"),
	FUZZ_SEED("on:s12x345"),
	FUZZ_SEED("es:ax*bq?w1*v["),
	FUZZ_SEED("br:o34[0-9]"),
	FUZZ_SEED("serio:ty02pr08id00ex00"),
	FUZZ_SEED("i2c:max6650"),
	FUZZ_SEED("-[-]-"),
	FUZZ_SEED(""),
	{ NULL, 0 },
};

static struct table table;

static void table_take(void)
{
	const char *path = getenv("TABLE");
	struct bytes blob;

	if (path)
		blob = file_read(path);
	else
		blob = handmade_bake(corpus_patterns, CORPUS_PATTERNS);
	table_check(&blob, path ? path : "the corpus");
	blob.data = xrealloc(blob.data, blob.size);
	if (alias_open(&table, blob.data) != 0)
		abort();
}

static void check_answer(int count, const uint16_t *found, int max)
{
	if (count > max ||
	    (count < 0 && count != -E2BIG && count != -ENAMETOOLONG && count != -EINVAL))
		abort();
	for (int i = 0; i < count; i++)
		if (found[i] >= table.header->module_count || (i && found[i] <= found[i - 1]))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint16_t found[MAX], few[3];
	char *text = malloc(size + 1);
	int count, again;

	if (!table.header)
		table_take();
	memcpy(text, data, size);
	text[size] = '\0';
	count = alias_lookup(&table, text, found, MAX);
	check_answer(count, found, MAX);
	/* With less room the answer is the same, or that there is not enough. */
	again = alias_lookup(&table, text, few, 3);
	check_answer(again, few, 3);
	if (again != (count > 3 ? -E2BIG : count))
		abort();
	free(text);
	return 0;
}
