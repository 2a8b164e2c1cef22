/* SPDX-License-Identifier: MIT */
#include "baked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bake.h"
#include "image.h"
#include "table_check.h"

/* Of its own, as the segment may lie anywhere in the file and the table wants alignment. */
struct bytes baked_copy(const struct bytes *table, const char *name)
{
	struct bytes copy = { .data = xmalloc(table->size), .size = table->size };

	table_check(table, name);
	memcpy(copy.data, table->data, table->size);
	return copy;
}

struct bytes baked_table(const struct bytes *probe, const char *name)
{
	struct bytes table;

	bake_find_table(probe, name, &table);
	return baked_copy(&table, name);
}

static void read_manifest(struct baked *baked)
{
	const char *problem;

	if (!baked->image.manifest.data)
		return;
	problem = manifest_parse(&baked->manifest, (char *)baked->image.manifest.data);
	if (problem)
		fatal("%s: %s: %s", baked->path, IMAGE_MANIFEST, problem);
	baked->has_manifest = true;
}

static void read_baked(struct baked *baked)
{
	char *name = xasprintf("%s: init", baked->path);
	int error;

	if (!baked->image.init.data)
		fatal("%s: there is no init in it", baked->path);
	read_manifest(baked);
	baked->blob = baked_table(&baked->image.init, name);
	error = alias_open(&baked->table, baked->blob.data);
	if (error)
		fatal("%s: its table is damaged: %s", baked->path, strerror(-error));
	free(name);
}

void baked_read(struct baked *baked, const char *path)
{
	*baked = (struct baked){ .path = path };
	unpack_read(&baked->image, path);
	read_baked(baked);
}

void baked_read_all(struct baked *baked, const char *path)
{
	*baked = (struct baked){ .path = path };
	unpack_read_all(&baked->image, path);
	read_baked(baked);
}

void baked_free(struct baked *baked)
{
	if (baked->has_manifest)
		manifest_free(&baked->manifest);
	unpack_free(&baked->image);
	free(baked->blob.data);
	*baked = (struct baked){ 0 };
}

int baked_ask(const struct table *table, const char *modalias, uint16_t found[BAKED_MAX_MODULES])
{
	int module = alias_module(table, modalias);
	int count;

	if (module >= 0) {
		found[0] = (uint16_t)module;
		return 1;
	}
	count = alias_lookup(table, modalias, found, BAKED_MAX_MODULES);
	/* A bracket without its partner matches nothing, for kmod too. */
	if (count < 0 && count != -EINVAL)
		warning("%.40s...: %s", modalias, strerror(-count));
	return count < 0 ? 0 : count;
}
