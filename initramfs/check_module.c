/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "check_walk.h"
#include "image.h"
#include "modfile.h"

char *check_module_file(const struct check *check, unsigned number)
{
	const struct table *table = &check->input->baked->table;
	char path[ALIAS_PATH_SIZE];

	return xasprintf("lib/modules/%s/%s", check->input->kernel->release,
			 table->modules[number].flags & TABLE_MODULE_PACKED
				 ? IMAGE_PACKED
				 : alias_path(table, number, path));
}

/* ---- is it there? */

/* Why it was left out, if the image says so. */
static const char *left_reason(const struct check *check, const char *name)
{
	const struct manifest *manifest = &check->input->baked->manifest;

	for (size_t i = 0; check->input->baked->has_manifest && i < manifest->left_count; i++)
		if (strcmp(manifest->left[i].name, name) == 0)
			return manifest->left[i].reason;
	return NULL;
}

static int find_module(struct check *check, unsigned module, const char *chain)
{
	const char *name = check->input->kernel->modules[module].name;
	int number = alias_module(&check->input->baked->table, name);
	const char *left;
	char *file;

	if (!check->chains[module] && !check->is_optional)
		check->chains[module] = xstrdup(chain);
	if (number < 0) {
		left = left_reason(check, name);
		check_complain(check, CHECK_MODULE, name,
			       left ? xasprintf("not in the image: left out (%s)", left)
				    : xstrdup("not in the image"),
			       xstrdup(chain), xasprintf("coldprobe image --module %s", name));
		return -1;
	}
	file = check_module_file(check, (unsigned)number);
	if (!check_file(check, file))
		check_complain(
			check, CHECK_FILE, name,
			xasprintf("in the image's table, but %s is not in the archive", file),
			xstrdup(chain), xstrdup("make the image again"));
	free(file);
	return number;
}

/* ---- its firmware */

/* As it is, or compressed. */
static bool has_firmware(const struct check *check, const char *name)
{
	static const char *const suffixes[] = { "", ".zst", ".xz" };
	size_t length = strlen(name);
	bool has = false;

	for (size_t i = 1; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && strcmp(name + length - suffix, suffixes[i]) == 0) {
			length -= suffix;
			break;
		}
	}
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes) && !has; i++) {
		char *path = xasprintf("lib/firmware/%.*s%s", (int)length, name, suffixes[i]);

		has = check_file(check, path) != NULL;
		free(path);
	}
	return has;
}

static void check_firmware(struct check *check, unsigned module, const char *chain)
{
	const struct module *of = &check->input->kernel->modules[module];
	const char *dir = check->input->firmware->dir;
	struct firmware firmware = { 0 };

	firmware_find(&firmware, check->input->firmware, &of->firmware);
	for (size_t i = 0; i < firmware.count; i++)
		if (!has_firmware(check, firmware.files[i].name))
			check_complain(check, CHECK_FIRMWARE, firmware.files[i].name,
				       xasprintf("firmware of %s: it is in %s and not in the image",
						 of->name, dir),
				       xstrdup(chain),
				       xasprintf("coldprobe image --firmware %s", dir));
	for (size_t i = 0; i < firmware.missing.count; i++) {
		char *text = xasprintf("%s %s", of->name, firmware.missing.items[i]);

		strings_add(&check->out->absent, text);
		free(text);
	}
	firmware_free(&firmware);
}

/* ---- what it needs */

/* How a module was reached from the first. */
struct step {
	unsigned from;
	enum depend_kind kind;
	const char *word;
};

struct closure {
	unsigned *modules; /* the first itself, then what it needs, nearest first */
	size_t count;
	struct step *steps; /* a module of the kernel each */
	bool *is_in;
};

static void closure_add(struct closure *closure, unsigned module, struct step step)
{
	if (closure->is_in[module])
		return;
	closure->is_in[module] = true;
	closure->steps[module] = step;
	closure->modules[closure->count++] = module;
}

const struct choice *check_choice(const struct check *check, unsigned module)
{
	const struct selection *selection = check->input->selection;

	for (size_t i = 0; i < selection->count; i++)
		if (selection->choices[i].module == &check->input->kernel->modules[module])
			return &selection->choices[i];
	return NULL;
}

/* A number of a choice's lists, whatever its mark. */
static unsigned chosen(const struct check *check, unsigned choice)
{
	return (unsigned)(check->input->selection->choices[choice & ~CHOICE_SPARE].module -
			  check->input->kernel->modules);
}

/* What a profile makes follow it is known to the selection alone. What it says is behind devices is a need of its own. */
static void closure_follow(const struct check *check, struct closure *closure, unsigned module)
{
	const struct choice *choice = check_choice(check, module);

	for (size_t i = 0; choice && i < choice->after_count; i++)
		if (!(choice->after[i] & CHOICE_SPARE))
			closure_add(closure, chosen(check, choice->after[i]),
				    (struct step){ module, DEPEND_FOLLOW, "" });
}

static void closure_find(struct check *check, struct closure *closure, unsigned module)
{
	size_t count = check->input->kernel->count;

	closure->modules = xcalloc(count, sizeof(*closure->modules));
	closure->steps = xcalloc(count, sizeof(*closure->steps));
	closure->is_in = xcalloc(count, sizeof(*closure->is_in));
	closure_add(closure, module, (struct step){ module, DEPEND_HARD, "" });
	for (size_t i = 0; i < closure->count; i++) {
		unsigned at = closure->modules[i];

		for (enum depend_kind kind = 0; kind < DEPEND_KINDS; kind++) {
			const struct depend_list *list = depend_of(&check->graph, at, kind);

			for (size_t k = 0; k < list->count; k++)
				if (check->is_optional ||
				    !check_edge_is_optional(check, at, kind, &list->edges[k]))
					closure_add(closure, list->edges[k].module,
						    (struct step){ at, kind, list->edges[k].word });
		}
		if (i == 0)
			closure_follow(check, closure, module);
	}
}

static void closure_free(struct closure *closure)
{
	free(closure->modules);
	free(closure->steps);
	free(closure->is_in);
}

/* "CHAIN <- depends dwc3 <- softdep crc32c_generic (crypto-crc32c)"; for the caller to free. */
static char *closure_chain(const struct check *check, const struct closure *closure,
			   unsigned module, const char *chain)
{
	static const char *const kinds[] = { "depends", "softdep", "softdep", "followed by",
					     "weakdep" };
	char *text = xstrdup(""), *whole;

	while (closure->steps[module].from != module) {
		const struct step *step = &closure->steps[module];
		const char *name = check->input->kernel->modules[module].name;
		char *own_name = modfile_name(step->word);
		bool is_alias = *step->word && strcmp(own_name, name) != 0;
		char *longer = xasprintf(" <- %s %s%s%s%s%s", kinds[step->kind], name,
					 is_alias ? " (" : "", is_alias ? step->word : "",
					 is_alias ? ")" : "", text);

		free(own_name);
		free(text);
		text = longer;
		module = step->from;
	}
	whole = xasprintf("%s%s", chain, text);
	free(text);
	return whole;
}

/* ---- and in which order it goes in */

/* Module numbers of the kernel. A fallback (depend.h) counts as all do: it may have to go in. */
struct lists {
	unsigned *before, *after;
	size_t before_count, after_count;
};

static unsigned *chosen_list(const struct check *check, const unsigned *choices, size_t *count,
			     bool is_after)
{
	unsigned *list = xcalloc(*count + 1, sizeof(*list));
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		if (!is_after || !(choices[i] & CHOICE_SPARE))
			list[kept++] = chosen(check, choices[i]);
	*count = kept;
	return list;
}

static void lists_find(struct check *check, unsigned module, struct lists *lists)
{
	const struct choice *choice = check_choice(check, module);
	struct depend_order before, after;

	if (choice) {
		*lists = (struct lists){ .before_count = choice->before_count,
					 .after_count = choice->after_count };
		lists->before = chosen_list(check, choice->before, &lists->before_count, false);
		lists->after = chosen_list(check, choice->after, &lists->after_count, true);
		return;
	}
	depend_order(&check->graph, module, &before, &after);
	for (size_t i = 0; i < before.count; i++)
		before.items[i] &= ~DEPEND_FALLBACK;
	*lists = (struct lists){ before.items, after.items, before.count, after.count };
}

/* The place of a module in one's list of the table, -1: it is in neither, or not there at all. Those behind it count on
 * from those before it. */
static int list_place(const struct check *check, int number, unsigned module)
{
	const struct table *table = &check->input->baked->table;
	const struct table_module *record = &table->modules[number];
	int wanted = alias_module(table, check->input->kernel->modules[module].name);

	for (int i = 0; i < record->before_count + record->after_count; i++)
		if ((int)(table->numbers[record->before + (unsigned)i] & ~TABLE_SPARE) == wanted)
			return i;
	return -1;
}

static void complain_order(struct check *check, const char *chain, unsigned module,
			   const char *where, const char *of)
{
	check_complain(check, CHECK_ORDER, check->input->kernel->modules[module].name,
		       xasprintf("in the image, but not inserted %s %s", where, of), xstrdup(chain),
		       xstrdup("make the image again"));
}

static bool is_there(const struct check *check, unsigned module)
{
	return alias_module(&check->input->baked->table,
			    check->input->kernel->modules[module].name) >= 0;
}

/* What is not in the image at all was told already. */
static void check_order(struct check *check, unsigned module, int number, const char *chain)
{
	const struct table_module *record = &check->input->baked->table.modules[number];
	const char *name = check->input->kernel->modules[module].name;
	struct lists lists;

	lists_find(check, module, &lists);
	for (size_t i = 0; i < lists.before_count; i++) {
		int place = list_place(check, number, lists.before[i]);
		const struct depend_list *hard =
			depend_of(&check->graph, lists.before[i], DEPEND_HARD);

		if ((place < 0 || place >= record->before_count) &&
		    is_there(check, lists.before[i]))
			complain_order(check, chain, lists.before[i], "before", name);
		for (size_t k = 0; k < hard->count && place >= 0; k++)
			if (list_place(check, number, hard->edges[k].module) > place)
				complain_order(check, chain, hard->edges[k].module, "before",
					       check->input->kernel->modules[lists.before[i]].name);
	}
	for (size_t i = 0; i < lists.after_count; i++)
		if (list_place(check, number, lists.after[i]) < 0 &&
		    is_there(check, lists.after[i]))
			complain_order(check, chain, lists.after[i], "after", name);
	free(lists.before);
	free(lists.after);
}

int check_module(struct check *check, unsigned module, const char *chain)
{
	int number = find_module(check, module, chain);
	struct closure closure = { 0 };

	if (number < 0 || check->is_done[module])
		return number;
	check->is_done[module] = true;
	closure_find(check, &closure, module);
	for (size_t i = 0; i < closure.count; i++) {
		unsigned at = closure.modules[i];
		char *longer = closure_chain(check, &closure, at, chain);

		if ((i == 0 || find_module(check, at, longer) >= 0) && !check->is_supplied[at]) {
			check->is_supplied[at] = true;
			check_firmware(check, at, longer);
		}
		free(longer);
	}
	check_order(check, module, number, chain);
	closure_free(&closure);
	return number;
}
