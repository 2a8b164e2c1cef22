/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "check_walk.h"

const char *check_kind_name(enum check_kind kind)
{
	static const char *const names[] = { "module",	"file",	    "alias",	  "network",
					     "order",	"firmware", "filesystem", "device",
					     "release", "vermagic", "signature",  "changed" };

	return names[kind];
}

/* ---- missing links */

void check_complain(struct check *check, enum check_kind kind, const char *what, char *problem,
		    char *chain, char *remedy)
{
	struct check_result *out = check->out;

	for (size_t i = 0; i < out->count; i++) {
		struct check_link *link = &out->missing[i];

		if (link->kind != kind || strcmp(link->what, what) != 0 ||
		    strcmp(link->problem, problem) != 0)
			continue;
		link->more++;
		free(problem);
		free(chain);
		free(remedy);
		return;
	}
	out->missing = xgrow(out->missing, out->count, sizeof(*out->missing));
	out->missing[out->count++] = (struct check_link){ .kind = kind,
							  .what = xstrdup(what),
							  .problem = problem,
							  .chain = chain,
							  .remedy = remedy };
}

void check_free(struct check_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->missing[i].what);
		free(result->missing[i].problem);
		free(result->missing[i].chain);
		free(result->missing[i].remedy);
	}
	free(result->missing);
	strings_free(&result->filesystems);
	strings_free(&result->absent);
	*result = (struct check_result){ 0 };
}

/* ---- the whole */

static int compare_files(const void *a, const void *b)
{
	const struct unpack_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

const struct unpack_file *check_file(const struct check *check, const char *path)
{
	const struct unpack_file wanted = { .path = (char *)path }, *key = &wanted;
	const struct unpack_file **found =
		bsearch(&key, check->files, check->input->baked->image.count, sizeof(*check->files),
			compare_files);

	return found ? *found : NULL;
}

static bool check_release(struct check *check)
{
	const struct table *table = &check->input->baked->table;
	const char *release = table->strings + table->header->release;

	if (strcmp(release, check->input->kernel->release) == 0)
		return true;
	check_complain(check, CHECK_RELEASE, *release ? release : "-",
		       xasprintf("the image is for that kernel, %s is of %s",
				 check->input->kernel->dir, check->input->kernel->release),
		       NULL, xasprintf("coldprobe image --kernel %s", check->input->kernel->dir));
	return false;
}

static void check_open(struct check *check)
{
	const struct unpacked *image = &check->input->baked->image;
	size_t count = check->input->kernel->count;

	depend_init(&check->graph, check->input->kernel);
	check->chains = xcalloc(count, sizeof(*check->chains));
	check->is_done = xcalloc(count, sizeof(*check->is_done));
	check->is_supplied = xcalloc(count, sizeof(*check->is_supplied));
	check->files = xcalloc(image->count + 1, sizeof(*check->files));
	for (size_t i = 0; i < image->count; i++)
		check->files[i] = &image->files[i];
	qsort(check->files, image->count, sizeof(*check->files), compare_files);
}

static void check_close(struct check *check)
{
	for (size_t i = 0; i < check->input->kernel->count; i++) {
		check->out->modules += check->chains[i] != NULL;
		free(check->chains[i]);
	}
	free(check->chains);
	free(check->is_done);
	free(check->is_supplied);
	free(check->files);
	depend_free(&check->graph);
}

void check_image(struct check_result *result, const struct check_input *input)
{
	struct check check = { .input = input, .out = result };

	*result = (struct check_result){ 0 };
	check_open(&check);
	if (check_release(&check)) {
		check_devices(&check);
		check_filesystems(&check);
		check_bytes(&check);
	}
	check_close(&check);
}
