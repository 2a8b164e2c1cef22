/* SPDX-License-Identifier: MIT */
#include "fitting.h"

#include <stdlib.h>
#include <string.h>

#include "profile.h"

/* ---- file systems */

static bool has_type(const struct module *module, const char *type)
{
	for (size_t i = 0; i < module->aliases.count; i++)
		if (strncmp(module->aliases.items[i], "fs-", 3) == 0 &&
		    (!type || strcmp(module->aliases.items[i] + 3, type) == 0))
			return true;
	return false;
}

static bool has_wished_type(const struct picking *picking, const struct module *module)
{
	const struct strings *types = &picking->wish->filesystems;

	for (size_t i = 0; i < types->count; i++)
		if (has_type(module, types->items[i]))
			return true;
	return false;
}

/* A character set: is it behind a file system that stays? */
static bool is_behind_wished(const struct picking *picking, unsigned number)
{
	const struct kernel *kernel = picking->kernel;

	for (size_t i = 0; i < picking->behind_count; i++) {
		if (picking->behind[i].module != number || picking->behind[i].is_for_used)
			continue;
		for (size_t k = 0; k < kernel->count; k++)
			if (profile_path_matches(picking->behind[i].glob,
						 kernel->modules[k].path) &&
			    has_wished_type(picking, &kernel->modules[k]))
				return true;
	}
	return false;
}

static bool is_builtin_type(const struct picking *picking, const char *type)
{
	const struct builtin *builtin = picking->builtin;
	char *alias = xasprintf("fs-%s", type);
	bool is_builtin = kernel_is_builtin(picking->kernel, type);

	for (size_t i = 0; builtin && i < builtin->texts.count && !is_builtin; i++)
		is_builtin = strcmp(builtin->texts.items[i], alias) == 0;
	free(alias);
	return is_builtin;
}

static void check_type(const struct picking *picking, const char *type)
{
	for (size_t i = 0; i < picking->kernel->count; i++)
		if (picking->picks[i].reason && has_type(&picking->kernel->modules[i], type))
			return;
	if (!is_builtin_type(picking, type))
		fatal("--filesystem %s: no module that is chosen from %s has it, and it is not "
		      "built "
		      "in",
		      type, picking->kernel->dir);
}

static void drop(struct picking *picking, unsigned number, char *why)
{
	struct pick *pick = &picking->picks[number];

	picking_leave(picking, number, true, why);
	free(pick->reason);
	pick->reason = NULL;
	pick->for_devices = false;
}

void fitting_filesystems(struct picking *picking)
{
	const struct strings *types = &picking->wish->filesystems;

	for (size_t i = 0; i < types->count; i++)
		check_type(picking, types->items[i]);
	for (unsigned i = 0; types->count > 0 && i < picking->kernel->count; i++) {
		const struct module *module = &picking->kernel->modules[i];
		struct pick *pick = &picking->picks[i];

		if (!pick->reason || pick->is_asked || pick->is_kept || pick->is_candidate ||
		    !(pick->classes & PROFILE_FILESYSTEM) || has_wished_type(picking, module))
			continue;
		if (has_type(module, NULL) || !is_behind_wished(picking, i))
			drop(picking, i, xasprintf("not of --filesystem; %s", pick->reason));
	}
}

/* ---- boards */

static bool is_wanted_class(unsigned classes)
{
	return classes == 0 || (classes & (PROFILE_STORAGE | PROFILE_NET));
}

void fitting_find(const struct picking *picking, struct mfd *mfd, const struct board *boards,
		  size_t count, const char *const *roots, struct hardware *hardware)
{
	const struct builtin *builtin = picking->builtin;
	bool *wanted = xcalloc(picking->kernel->count, sizeof(*wanted));
	bool *wanted_builtin = xcalloc(builtin->paths.count, sizeof(*wanted_builtin));
	struct hardware_behind *behind = xcalloc(picking->behind_count, sizeof(*behind));
	size_t behind_count = 0;

	for (size_t i = 0; i < picking->kernel->count; i++)
		wanted[i] = picking->picks[i].is_candidate &&
			    is_wanted_class(picking->picks[i].classes);
	for (size_t i = 0; i < builtin->paths.count; i++)
		wanted_builtin[i] = picking->builtin_classes[i] & (PROFILE_STORAGE | PROFILE_NET);
	for (size_t i = 0; i < picking->behind_count; i++)
		if (!picking->behind[i].is_for_used)
			behind[behind_count++] =
				(struct hardware_behind){ picking->behind[i].glob,
							  picking->behind[i].module };
	hardware_find(hardware, &(struct hardware_input){
					.kernel = picking->kernel,
					.builtin = builtin,
					.mfd = mfd,
					.is_wanted = wanted,
					.is_wanted_builtin = wanted_builtin,
					.behind = behind,
					.behind_count = behind_count,
					.boards = boards,
					.board_count = count,
					.roots = roots,
				});
	free(wanted);
	free(wanted_builtin);
	free(behind);
}

static const char *path_of(const struct board *boards, const struct need *need)
{
	return boards[need->board].devices[need->device].path;
}

/* "made by as3722 (vqmmc-supply)"; a built-in chip's driver has no name. */
static char *child_reason(const struct picking *picking, const struct board *boards,
			  const struct need *need, const struct need *chip)
{
	const char *by = need->by ? need->by : "by name";

	if (chip->module_count > 0)
		return xasprintf("made by %s (%s)", picking->kernel->modules[chip->modules[0]].name,
				 by);
	return xasprintf("made by %s (%s%s)", path_of(boards, chip), by,
			 need->is_guess ? "; by its name" : "");
}

static char *need_reason(const struct picking *picking, const struct board *boards,
			 const struct hardware *hardware, const struct need *need)
{
	const struct need *consumer = &hardware->needs[need->consumer];
	const char *path = path_of(boards, consumer);

	switch (need->kind) {
	case NEED_DEVICE:
		return xasprintf("serves %s", path);
	case NEED_SUPPLIER:
		return need->by ? xasprintf("supplies %s (%s%s)", path, need->by,
					    need->is_optional ? "; optional" : "")
				: xasprintf("supplies %s", path);
	case NEED_PARENT:
		return xasprintf("%s of %s", need->by ? need->by : "bus", path);
	case NEED_CHILD:
		return child_reason(picking, boards, need, consumer);
	case NEED_BEHIND:
		break;
	}
	return xasprintf("behind %s", path);
}

/* The manifest says it when it is a firmware's absence, or a profile's word. */
static bool is_left(const struct pick *pick)
{
	return !pick->reason && pick->left && !pick->is_silent;
}

void fitting_apply(struct picking *picking, const struct board *boards, size_t count,
		   const struct hardware *hardware)
{
	bool *left = xcalloc(picking->kernel->count, sizeof(*left));

	for (unsigned i = 0; i < picking->kernel->count; i++) {
		struct pick *pick = &picking->picks[i];

		left[i] = is_left(pick);
		if (pick->reason && pick->is_candidate && !pick->is_asked && !pick->is_kept)
			drop(picking, i,
			     count == 1 ? xasprintf("no device of %s needs it; %s", path_base(boards->file),
						    pick->reason)
					: xasprintf("no device of the %zu boards needs it; %s",
						    count, pick->reason));
	}
	for (size_t i = 0; i < hardware->count; i++)
		for (size_t k = 0; k < hardware->needs[i].module_count; k++) {
			unsigned module = hardware->needs[i].modules[k];

			if (!left[module])
				picking_add(picking, module, true,
					    need_reason(picking, boards, hardware,
							&hardware->needs[i]));
		}
	free(left);
}

/* ---- which board needs it */

static void mark_step(struct picking *picking, unsigned number, unsigned board, unsigned *marks,
		      unsigned *queue, size_t *count)
{
	for (enum depend_kind kind = 0; kind < DEPEND_KINDS; kind++) {
		const struct depend_list *list = depend_of(&picking->graph, number, kind);

		for (size_t i = 0; i < list->count; i++) {
			unsigned other = list->edges[i].module;

			if (marks[other] != board + 1) {
				marks[other] = board + 1;
				queue[(*count)++] = other;
			}
		}
	}
}

/* What one board's devices need, with what that needs; picking has all of it. */
static void mark_board(struct picking *picking, const struct hardware *hardware, unsigned board,
		       unsigned *marks)
{
	unsigned *queue = xcalloc(picking->kernel->count, sizeof(*queue));
	size_t count = 0;

	for (size_t i = 0; i < hardware->count; i++) {
		const struct need *need = &hardware->needs[i];

		for (size_t k = 0; need->board == board && k < need->module_count; k++) {
			unsigned module = need->modules[k];

			if (marks[module] == board + 1)
				continue;
			marks[module] = board + 1;
			queue[count++] = module;
		}
	}
	for (size_t i = 0; i < count; i++)
		mark_step(picking, queue[i], board, marks, queue, &count);
	free(queue);
}

void fitting_tell(struct picking *picking, size_t count, struct selection *selection)
{
	const struct module *first = picking->kernel->modules;
	unsigned *marks = xcalloc(picking->kernel->count, sizeof(*marks));

	for (unsigned board = 0; board < count; board++) {
		mark_board(picking, &selection->hardware, board, marks);
		for (size_t i = 0; i < selection->count; i++) {
			struct choice *choice = &selection->choices[i];

			if (marks[choice->module - first] != board + 1)
				continue;
			choice->boards =
				xgrow(choice->boards, choice->board_count, sizeof(*choice->boards));
			choice->boards[choice->board_count++] = board;
		}
	}
	free(marks);
}
