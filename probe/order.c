/* SPDX-License-Identifier: MIT */
#include "order.h"

static int is_alone(const struct loader *loader, unsigned module)
{
	return loader->table.modules[module].flags & TABLE_MODULE_SEQUENTIAL;
}

/* One that is to go in alone waits for the others, and they for it. */
static int must_wait(const struct loader *loader, unsigned module)
{
	const struct worker *worker = loader->workers.list;

	for (; worker < loader->workers.list + loader->workers.count; worker++)
		if (worker->job >= 0 &&
		    (is_alone(loader, module) || is_alone(loader, (unsigned)worker->job)))
			return 1;
	return 0;
}

/* Does another one that serves its device come first? Not if that one needs it: `needer`. */
static int is_behind(const struct loader *loader, unsigned module, unsigned needer)
{
	for (unsigned at = loader->behind[module]; at; at = loader->behind[at - 1])
		if (at - 1 != needer && state_of(loader, at - 1) != NEW &&
		    !is_settled(loader, at - 1))
			return 1;
	return 0;
}

/* One of the modules that another needs first: a number in the table's list. */
static unsigned needed_at(const struct loader *loader, unsigned at)
{
	return loader->table.numbers[at] & ~TABLE_FALLBACK;
}

/* What a fallback stands in for is in, or going in: 1 when there is such a module, and it has not failed. */
static int is_spared(const struct loader *loader, unsigned at)
{
	unsigned module;

	if (!(loader->table.numbers[at] & TABLE_FALLBACK))
		return 0;
	do
		module = loader->table.numbers[--at];
	while (module & TABLE_FALLBACK);
	return state_of(loader, module) <= INSERTED;
}

/* Need a module wait for this one no more? The faster one that spares it is waited for itself. */
static int is_done(const struct loader *loader, unsigned at)
{
	return is_settled(loader, needed_at(loader, at)) || is_spared(loader, at);
}

/* May this module go in now, as far as it and what it needs are concerned? */
static int is_ready(const struct loader *loader, unsigned module, unsigned needer)
{
	const struct table_module *record = &loader->table.modules[module];

	if (state_of(loader, module) >= RUNNING || is_behind(loader, module, needer) ||
	    must_wait(loader, module))
		return 0;
	for (unsigned i = 0; i < record->before_count; i++)
		if (!is_done(loader, record->before + i))
			return 0;
	return 1;
}

/* The first of what a module needs, and of itself, that may go in; -1: none may now. */
static int ready_for(const struct loader *loader, unsigned module)
{
	const struct table_module *record = &loader->table.modules[module];

	for (unsigned i = record->before; i < record->before + record->before_count; i++)
		if (!is_spared(loader, i) && is_ready(loader, needed_at(loader, i), module))
			return (int)needed_at(loader, i);
	return is_ready(loader, module, module) ? (int)module : -1;
}

static int is_held_up(const struct loader *loader, unsigned module, unsigned needer)
{
	return !is_settled(loader, module) &&
	       (state_of(loader, module) == RUNNING || is_behind(loader, module, needer) ||
		must_wait(loader, module));
}

/*
 * When modules wait for each other (softdeps can): the first that the first of them needs, or it. -1 when
 * one of these is held up by something else.
 */
static int first_needed(const struct loader *loader, unsigned module)
{
	const struct table_module *record = &loader->table.modules[module];
	int first = -1;

	if (loader->workers.busy && is_held_up(loader, module, module))
		return -1;
	for (unsigned i = record->before + record->before_count; i-- > record->before;) {
		unsigned needed = needed_at(loader, i);

		if (is_done(loader, i))
			continue;
		if (loader->workers.busy && is_held_up(loader, needed, module))
			return -1;
		first = (int)needed;
	}
	return first < 0 ? (int)module : first;
}

int order_next(const struct loader *loader, enum load_state first, enum load_state second)
{
	int stuck = -1, best = -1;

	for (unsigned turn = 0; turn < 1 + (first != second); turn++) {
		unsigned wanted = turn ? second : first;

		for (unsigned i = 0; i < loader->table.header->module_count; i++) {
			int ready;

			if (state_of(loader, i) != wanted || (best >= 0 && !is_urgent(loader, i)))
				continue;
			ready = ready_for(loader, i);
			if (ready >= 0 && best < 0)
				best = ready | (int)(i << 16);
			if (ready >= 0 && (is_urgent(loader, i) || is_alone(loader, i)))
				return ready | (int)(i << 16);
			if (ready < 0 && stuck < 0)
				stuck = first_needed(loader, i) | (int)(i << 16);
		}
		if (best >= 0)
			return best;
	}
	return stuck;
}
