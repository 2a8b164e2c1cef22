/* SPDX-License-Identifier: MIT */
#include "strtab.h"

#include <stdlib.h>
#include <string.h>

size_t strtab_add(struct strtab *strtab, const char *text)
{
	strtab->names = xgrow(strtab->names, strtab->count, sizeof(*strtab->names));
	strtab->names[strtab->count] = (struct strtab_name){ .text = text,
							     .length = strlen(text),
							     .number = strtab->count };
	return strtab->count++;
}

/* By their ends, read backwards; what ends another name comes right behind it, or behind one that it ends too. */
static int compare_backwards(const void *a, const void *b)
{
	const struct strtab_name *x = a, *y = b;
	size_t shorter = x->length < y->length ? x->length : y->length;

	for (size_t i = 1; i <= shorter; i++) {
		unsigned char c = (unsigned char)x->text[x->length - i];
		unsigned char d = (unsigned char)y->text[y->length - i];

		if (c != d)
			return c < d ? 1 : -1;
	}
	if (x->length != y->length)
		return x->length < y->length ? 1 : -1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct strtab_name *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* Which of the names are stored: `within` is the one that a name lies in, or itself. */
static void find_ends(const struct strtab *strtab, size_t *within)
{
	const struct strtab_name *stored = NULL;

	for (size_t i = 0; i < strtab->count; i++) {
		const struct strtab_name *name = &strtab->names[i];

		if (!stored || name->length > stored->length ||
		    memcmp(stored->text + stored->length - name->length, name->text,
			   name->length) != 0)
			stored = name;
		within[name->number] = stored->number;
	}
}

/* In the order in which they were added: a kernel's names stay together with their neighbours. */
void strtab_make(struct strtab *strtab)
{
	size_t *within = xcalloc(strtab->count + 1, sizeof(*within));
	size_t size = 1;

	qsort(strtab->names, strtab->count, sizeof(*strtab->names), compare_backwards);
	find_ends(strtab, within);
	qsort(strtab->names, strtab->count, sizeof(*strtab->names), compare_numbers);
	strtab->offsets = xcalloc(strtab->count + 1, sizeof(*strtab->offsets));
	for (size_t i = 0; i < strtab->count; i++)
		if (within[i] == i && strtab->names[i].length > 0) {
			strtab->offsets[i] = size;
			size += strtab->names[i].length + 1;
		}
	strtab->bytes = (struct bytes){ .data = xcalloc(size, 1), .size = size };
	for (size_t i = 0; i < strtab->count; i++) {
		const struct strtab_name *name = &strtab->names[i],
					 *whole = &strtab->names[within[i]];

		if (name->length == 0)
			continue;
		strtab->offsets[i] = strtab->offsets[within[i]] + whole->length - name->length;
		memcpy(strtab->bytes.data + strtab->offsets[i], name->text, name->length);
	}
	free(within);
}

void strtab_free(struct strtab *strtab)
{
	free(strtab->names);
	free(strtab->offsets);
	free(strtab->bytes.data);
	*strtab = (struct strtab){ 0 };
}
