/* SPDX-License-Identifier: MIT */
#include "depend.h"

#include <stdlib.h>
#include <string.h>

/* ---- words become modules */

void depend_init(struct depend_graph *graph, const struct kernel *kernel)
{
	graph->kernel = kernel;
	graph->lists = xcalloc(kernel->count, sizeof(*graph->lists));
	graph->is_resolved = xcalloc(kernel->count, sizeof(*graph->is_resolved));
}

void depend_free(struct depend_graph *graph)
{
	for (size_t i = 0; i < graph->kernel->count; i++)
		for (size_t kind = 0; kind < DEPEND_KINDS; kind++)
			free(graph->lists[i][kind].edges);
	free(graph->lists);
	free(graph->is_resolved);
}

static void add_edge(struct depend_list *list, unsigned module, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->edges[i].module == module)
			return;
	list->edges = xgrow(list->edges, list->count, sizeof(*list->edges));
	list->edges[list->count++] = (struct depend_edge){ .module = module, .word = word };
}

void depend_follow(struct depend_graph *graph, unsigned module, unsigned other)
{
	add_edge(&graph->lists[module][DEPEND_FOLLOW], other, graph->kernel->modules[other].name);
}

static void resolve_names(struct depend_list *list, const struct kernel *kernel,
			  const struct module *module)
{
	for (size_t i = 0; i < module->depends.count; i++) {
		const char *name = module->depends.items[i];
		const struct module *found = kernel_find(kernel, name);

		if (found)
			add_edge(list, (unsigned)(found - kernel->modules), name);
		else if (!kernel_is_builtin(kernel, name))
			warning("%s: needs %s, which is neither a module of this kernel nor built "
				"in",
				module->name, name);
	}
}

static void resolve_words(struct depend_list *list, const struct kernel *kernel,
			  const struct module *module, const struct strings *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct module *named = kernel_find(kernel, words->items[i]);
		const struct module **found = NULL;
		size_t count = named ? 1 : kernel_match(kernel, words->items[i], &found);

		for (size_t k = 0; k < count; k++) {
			const struct module *provider = named ? named : found[k];

			if (provider != module)
				add_edge(list, (unsigned)(provider - kernel->modules),
					 words->items[i]);
		}
		free(found);
	}
}

const struct depend_list *depend_of(struct depend_graph *graph, unsigned index,
				    enum depend_kind kind)
{
	const struct module *module = &graph->kernel->modules[index];
	struct depend_list *lists = graph->lists[index];

	if (!graph->is_resolved[index]) {
		graph->is_resolved[index] = true;
		resolve_names(&lists[DEPEND_HARD], graph->kernel, module);
		resolve_words(&lists[DEPEND_PRE], graph->kernel, module, &module->softpre);
		resolve_words(&lists[DEPEND_POST], graph->kernel, module, &module->softpost);
		resolve_words(&lists[DEPEND_WEAK], graph->kernel, module, &module->weak);
	}
	return &lists[kind];
}

/* ---- the order of insertion */

/*
 * A depth-first walk. A module is OPEN while what it needs is being put into the order, and DONE
 * when it is in it. What a softdep wants later collects in `later` and is walked when the module
 * itself is in.
 */
enum state { NEW, OPEN, DONE };

struct walk {
	struct depend_graph *graph;
	unsigned char *states;
	struct depend_order order;
	struct depend_order later;
};

static void append(struct depend_order *order, unsigned module)
{
	order->items = xgrow(order->items, order->count, sizeof(*order->items));
	order->items[order->count++] = module;
}

static bool needs_open_seen(struct walk *walk, unsigned module, bool *seen)
{
	const struct depend_list *hard = depend_of(walk->graph, module, DEPEND_HARD);

	if (seen[module])
		return false;
	seen[module] = true;
	for (size_t i = 0; i < hard->count; i++)
		if (walk->states[hard->edges[i].module] == OPEN ||
		    needs_open_seen(walk, hard->edges[i].module, seen))
			return true;
	return false;
}

/* Could this module not be inserted before what is open, because it needs a symbol of one of those?
 */
static bool needs_open(struct walk *walk, unsigned module)
{
	bool *seen = xcalloc(walk->graph->kernel->count, sizeof(*seen));
	bool needs = needs_open_seen(walk, module, seen);

	free(seen);
	return needs;
}

static void visit(struct walk *walk, unsigned module);

/* Does the word ask the crypto API for an algorithm? Older softdeps leave out the "crypto-" of the module's other alias. */
static bool is_algorithm(const struct module *module, const char *word)
{
	if (strncmp(word, "crypto-", 7) == 0)
		return true;
	for (size_t i = 0; i < module->aliases.count; i++)
		if (strncmp(module->aliases.items[i], "crypto-", 7) == 0 &&
		    strcmp(module->aliases.items[i] + 7, word) == 0)
			return true;
	return false;
}

/* Is `edge` the generic one of the providers of an algorithm, of which the one before it has just been put in order? */
static bool is_fallback(const struct walk *walk, const struct depend_edge *edge)
{
	static const char suffix[] = "_generic";
	const struct module *module = &walk->graph->kernel->modules[edge->module];
	size_t length = strlen(module->name), end = sizeof(suffix) - 1;

	return is_algorithm(module, edge->word) && length > end &&
	       strcmp(module->name + length - end, suffix) == 0 && walk->order.count > 0 &&
	       walk->order.items[walk->order.count - 1] == edge[-1].module &&
	       strcmp(edge->word, edge[-1].word) == 0;
}

/* What the edges of a softdep pre name; number `i` of the list. */
static void visit_before(struct walk *walk, const struct depend_list *pre, size_t i)
{
	unsigned wanted = pre->edges[i].module;
	bool is_mark = i > 0 && is_fallback(walk, &pre->edges[i]);
	size_t first;

	if (walk->states[wanted] == NEW && needs_open(walk, wanted)) {
		append(&walk->later, wanted);
		return;
	}
	first = walk->order.count;
	visit(walk, wanted);
	for (; is_mark && first < walk->order.count; first++)
		walk->order.items[first] |= DEPEND_FALLBACK;
}

static void visit(struct walk *walk, unsigned module)
{
	const struct depend_list *hard = depend_of(walk->graph, module, DEPEND_HARD);
	const struct depend_list *pre = depend_of(walk->graph, module, DEPEND_PRE);
	const struct depend_list *post = depend_of(walk->graph, module, DEPEND_POST);
	const struct depend_list *follow = depend_of(walk->graph, module, DEPEND_FOLLOW);

	if (walk->states[module] != NEW)
		return;
	walk->states[module] = OPEN;
	for (size_t i = 0; i < hard->count; i++)
		visit(walk, hard->edges[i].module);
	for (size_t i = 0; i < pre->count; i++)
		visit_before(walk, pre, i);
	walk->states[module] = DONE;
	append(&walk->order, module);
	for (size_t i = 0; i < post->count; i++)
		append(&walk->later, post->edges[i].module);
	for (size_t i = 0; i < follow->count; i++)
		append(&walk->later, follow->edges[i].module);
}

/* Does an item of the list that is no fallback need this module's symbols, or name it in a softdep? */
static bool is_needed(struct walk *walk, unsigned module)
{
	for (size_t i = 0; i < 2 * walk->order.count; i++) {
		unsigned item = walk->order.items[i / 2];
		const struct depend_list *list;

		if (item & DEPEND_FALLBACK)
			continue;
		list = depend_of(walk->graph, item, i % 2 ? DEPEND_PRE : DEPEND_HARD);
		for (size_t k = 0; k < list->count; k++)
			if (list->edges[k].module == module &&
			    !is_algorithm(&walk->graph->kernel->modules[module],
					  list->edges[k].word))
				return true;
	}
	return false;
}

/* A run of marked items of which one is needed in any case is none. Until nothing changes: they need each other. */
static void unmark_needed(struct walk *walk)
{
	unsigned *items = walk->order.items;

	for (size_t i = 0; i < walk->order.count; i++) {
		size_t k = i;

		if (!(items[i] & DEPEND_FALLBACK) || !is_needed(walk, items[i] & ~DEPEND_FALLBACK))
			continue;
		while (k > 0 && items[k - 1] & DEPEND_FALLBACK)
			k--;
		for (; k < walk->order.count && items[k] & DEPEND_FALLBACK; k++)
			items[k] &= ~DEPEND_FALLBACK;
		i = (size_t)-1;
	}
}

void depend_order(struct depend_graph *graph, unsigned module, struct depend_order *before,
		  struct depend_order *after)
{
	struct walk walk = { .graph = graph };

	walk.states = xcalloc(graph->kernel->count, sizeof(*walk.states));
	visit(&walk, module);
	unmark_needed(&walk);
	*before = walk.order;
	before->count--; /* the module itself is the last */
	walk.order = (struct depend_order){ 0 };
	for (size_t i = 0; i < walk.later.count; i++)
		visit(&walk, walk.later.items[i]);
	for (size_t i = 0; i < walk.order.count; i++)
		walk.order.items[i] &= ~DEPEND_FALLBACK;
	*after = walk.order;
	free(walk.later.items);
	free(walk.states);
}
