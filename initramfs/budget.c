/* SPDX-License-Identifier: MIT */
#include "budget.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output.h"

#define LARGEST_SHOWN 10

bool budget_parse(const char *text, size_t *bytes)
{
	static const char suffixes[] = "KMG";
	size_t digits = strspn(text, "0123456789");
	const char *suffix = strchr(suffixes, text[digits]);
	unsigned shift = 0;

	*bytes = 0;
	if (!suffix || (text[digits] && text[digits + 1]))
		return false;
	if (text[digits])
		shift = 10 * (unsigned)(suffix - suffixes + 1);
	for (size_t i = 0; i < digits; i++) {
		size_t digit = (size_t)(text[i] - '0');

		if (*bytes > (SIZE_MAX - digit) / 10)
			return false;
		*bytes = 10 * *bytes + digit;
	}
	if (*bytes > SIZE_MAX >> shift)
		return false;
	*bytes <<= shift;
	return *bytes > 0;
}

/* ---- the largest */

struct share {
	const struct choice *choice;
	size_t module, firmware; /* bytes */
};

/* A compressed file counts as it is on the disk: it is in the image that way, or nearly. */
static size_t firmware_size(const struct firmware *firmware)
{
	size_t size = 0;
	struct stat st;

	for (size_t i = 0; i < firmware->count; i++)
		if (stat(firmware->files[i].path, &st) == 0)
			size += (size_t)st.st_size;
	return size;
}

/* The largest first; of equal ones in kmod's order. */
static int compare_shares(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	size_t one = x->module + x->firmware, other = y->module + y->firmware;

	if (one != other)
		return one < other ? 1 : -1;
	return x->choice < y->choice ? -1 : x->choice > y->choice;
}

static void print_share(const struct share *share)
{
	fprintf(stderr, "%12zu  %s: %s", share->module + share->firmware,
		share->choice->module->name, share->choice->reason);
	if (share->firmware)
		fprintf(stderr, " (%zu of it firmware)", share->firmware);
	fputc('\n', stderr);
}

void budget_check(const char *path, size_t size, size_t max, const struct selection *selection)
{
	struct share *shares;

	if (max == 0 || size <= max)
		return;
	shares = xcalloc(selection->count + 1, sizeof(*shares));
	for (size_t i = 0; i < selection->count; i++)
		shares[i] = (struct share){
			.choice = &selection->choices[i],
			.module = select_bytes(&selection->choices[i]),
			.firmware = firmware_size(&selection->choices[i].firmware),
		};
	qsort(shares, selection->count, sizeof(*shares), compare_shares);
	fprintf(stderr,
		"coldprobe: %s: not made: it would have %zu bytes, --max-size allows %zu; its "
		"largest modules, in bytes before compression:\n",
		path, size, max);
	for (size_t i = 0; i < selection->count && i < LARGEST_SHOWN; i++)
		print_share(&shares[i]);
	free(shares);
	output_discard();
	exit(EXIT_FAILURE);
}
