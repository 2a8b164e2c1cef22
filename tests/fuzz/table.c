/* SPDX-License-Identifier: MIT */
/*
 * fuzz: table_find_problem, and what it finds no problem in
 *
 * The input begins with a byte that says what the rest is. 0: a whole table. Else: changes to a
 * good one, 4 bytes each: two for the place, one for how, one for the value. Whatever passes is
 * then used: every module is named, and a good many texts are looked up. It lies in memory of its
 * own size, so the sanitizer sees the first byte read outside it. A table without a change must
 * pass.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/table_check.h"
#include "../../probe/alias.h"
#include "../handmade.h"
#include "fuzz.h"

#define MAX 64

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\x01"),
	FUZZ_SEED("\x01\x10\x00\x00\x05"),
	FUZZ_SEED("\x01\x00\x10\x01\x01\x00\x11\x02\x01"),
	FUZZ_SEED("\x02\x00\x18\x03\x20\x40\x19\x00\x07\x80\x1a\x00\x0b"),
	FUZZ_SEED("\x02\x48\x00\x00\x01\x4c\x00\x00\x01"),
	FUZZ_SEED("\x03\x00\x20\x00\x1f\x00\x20\x01\x80\x00\x24\x02\xff\x00\x08\x00\x00"),
	FUZZ_SEED("\x00LBTC\x03\x00\x00\x00\x60\x00\x00\x00"),
	{ NULL, 0 },
};

/* The one table that is changed: small, so that most changes hit something. */
static struct bytes good;

static const struct corpus_pattern small[] = {
	{ "m_a", "pci:v00001AF4d00001001sv*sd*bc*sc*i*" },
	{ "m_a", "pci:v*d*sv*sd*bc01sc06i01*" },
	{ "m_a", "a*b*c" },
	{ "m_a", "a?c" },
	{ "m_b", "pci:v00001AF4d00001002sv*sd*bc*sc*i*" },
	{ "m_b", "pci:v00001AF4d*sv*sd*bc*sc*i*" },
	{ "m_b", "pci:v*d*sv*sd*bc01sc06i01*" },
	{ "m_b", "acpi*:PNP0C0F:*" },
	{ "m_c", "a[0-9]*" },
	{ "m_c", "ab" },
	{ "m_c", "aXb" },
	{ "m_c", "bXb" },
	{ "m_c", "c\001e" },
	{ "m_d", "qa" },
	{ "m_d", "qb" },
	{ "m_d", "qc" },
	{ "m_d", "qd" },
	{ "m_d", "qe" },
	{ "m_d", "qf" },
	{ "m_d", "qg" },
	{ "m_d", "qh*" },
	{ "m_d", "qi*x" },
	{ "m_d", "usb:v0403p6001d*dc*dsc*dp*ic*isc*ip*in*" },
};

static void look_up_all(const struct table *table)
{
	static const char *const more[] = { "a",      "abc", "axbyc", "a1x",
					    "c\001e", "qix", "qhx",   "aXb" };
	char name[ALIAS_NAME_SIZE], path[ALIAS_PATH_SIZE];
	uint16_t found[MAX];

	for (unsigned i = 0; i < table->header->module_count; i++) {
		alias_name(table, i, name);
		alias_path(table, i, path);
	}
	for (size_t i = 0; i < CORPUS_TEXTS + sizeof(more) / sizeof(*more); i++) {
		const char *text = i < CORPUS_TEXTS ? corpus_texts[i] : more[i - CORPUS_TEXTS];
		int count = alias_lookup(table, text, found, MAX);

		for (int k = 0; k < count; k++)
			if (found[k] >= table->header->module_count)
				abort();
		alias_module(table, text);
	}
}

/* Set, add, or flip one bit. */
static void change(uint8_t *data, size_t size, const uint8_t *how)
{
	size_t at = (size_t)(how[0] | how[1] << 8) % size;

	if (how[2] & 1)
		data[at] = (uint8_t)(data[at] + how[3]);
	else if (how[2] & 2)
		data[at] ^= (uint8_t)(1 << (how[3] & 7));
	else
		data[at] = how[3];
}

static void try(const struct bytes *blob, int must_pass)
{
	struct table_problem problem;
	struct table table;

	if (table_find_problem(blob, &problem)) {
		if (must_pass || !problem.part || !*problem.reason)
			abort();
		return;
	}
	if (alias_open(&table, blob->data) != 0)
		abort();
	look_up_all(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes blob;

	if (!good.data) {
		good = handmade_bake(small, sizeof(small) / sizeof(*small));
		good.data = xrealloc(good.data, good.size);
	}
	if (size == 0)
		return 0;
	blob.size = *data == 0 ? size - 1 : good.size;
	blob.data = xmalloc(blob.size + !blob.size);
	if (blob.size > 0)
		memcpy(blob.data, *data == 0 ? data + 1 : good.data, blob.size);
	if (*data != 0)
		for (size_t i = 1; i + 4 <= size; i += 4)
			change(blob.data, blob.size, data + i);
	try(&blob, *data != 0 && size < 5);
	free(blob.data);
	return 0;
}
