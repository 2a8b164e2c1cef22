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

static void link_free(struct check_link *link)
{
	free(link->what);
	free(link->problem);
	free(link->chain);
	free(link->remedy);
}

static struct check_link *link_find(struct check_link *links, size_t count,
				    const struct check_link *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (links[i].kind == wanted->kind && strcmp(links[i].what, wanted->what) == 0 &&
		    strcmp(links[i].problem, wanted->problem) == 0)
			return &links[i];
	return NULL;
}

/* Where optional links are looked at, the others were before: those count no more. */
void check_complain(struct check *check, enum check_kind kind, const char *what, char *problem,
		    char *chain, char *remedy)
{
	struct check_result *out = check->out;
	struct check_link **links = check->is_optional ? &out->optional : &out->missing;
	size_t *count = check->is_optional ? &out->optional_count : &out->count;
	struct check_link link = { kind, xstrdup(what), problem, chain, remedy, 0 };
	struct check_link *same = link_find(*links, *count, &link);

	if (same)
		same->more++;
	if (same || (check->is_optional && link_find(out->missing, out->count, &link))) {
		link_free(&link);
		return;
	}
	*links = xgrow(*links, *count, sizeof(**links));
	(*links)[(*count)++] = link;
}

void check_free(struct check_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		link_free(&result->missing[i]);
	for (size_t i = 0; i < result->optional_count; i++)
		link_free(&result->optional[i]);
	for (size_t i = 0; i < result->modules; i++)
		free(result->needed[i].chain);
	free(result->missing);
	free(result->optional);
	free(result->needed);
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
	struct check_result *out = check->out;
	const struct kernel *kernel = check->input->kernel;

	for (size_t i = 0; i < kernel->count; i++) {
		if (!check->chains[i])
			continue;
		out->needed = xgrow(out->needed, out->modules, sizeof(*out->needed));
		out->needed[out->modules++] =
			(struct check_module_needed){ kernel->modules[i].name, check->chains[i] };
	}
	free(check->chains);
	free(check->is_done);
	free(check->is_supplied);
	free(check->files);
	depend_free(&check->graph);
}

/* Once more, with the links that are optional. */
static void check_optional(struct check *check)
{
	check->is_optional = true;
	memset(check->is_done, 0, check->input->kernel->count * sizeof(*check->is_done));
	strings_free(&check->out->filesystems);
	check->out->filesystems = (struct strings){ 0 };
	check_devices(check);
	check_filesystems(check);
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
		check_optional(&check);
	}
	check_close(&check);
}
