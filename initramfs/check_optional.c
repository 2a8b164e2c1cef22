/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check_walk.h"

static const char generic[] = "_generic";

static bool is_generic(const char *name)
{
	size_t length = strlen(name), end = sizeof(generic) - 1;

	return length > end && strcmp(name + length - end, generic) == 0;
}

/*
 * Is `edge` one of several providers of an algorithm, of which the generic one is there? A provider for some processors
 * (crc32_arm_ce) may find that this one is none, so that nobody can count on it; the generic one always works.
 */
static bool is_variant(const struct check *check, const struct depend_list *list,
		       const struct depend_edge *edge)
{
	const struct module *modules = check->input->kernel->modules;

	if (is_generic(modules[edge->module].name))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		const char *name = modules[list->edges[i].module].name;

		if (strcmp(list->edges[i].word, edge->word) == 0 && is_generic(name) &&
		    alias_module(&check->input->baked->table, name) >= 0)
			return true;
	}
	return false;
}

/* Softdeps about order or speed, and what happens without. */
static const struct known {
	const char *module, *word;
} known[] = {
	/* It computes by itself until a provider of crct10dif comes (lib/crc-t10dif.c). */
	{ "crc_t10dif", "crct10dif" },
	/* The faster controller is to have the ports first; the slow one works without. */
	{ "ohci_platform", "ehci_platform" },
	{ "ohci_pci", "ehci_pci" },
	{ "uhci_hcd", "ehci_pci" },
};

bool check_edge_is_optional(struct check *check, unsigned module, enum depend_kind kind,
			    const struct depend_edge *edge)
{
	const char *name = check->input->kernel->modules[module].name;

	if (kind != DEPEND_PRE && kind != DEPEND_POST && kind != DEPEND_WEAK)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].module, name) == 0 && strcmp(known[i].word, edge->word) == 0)
			return true;
	return is_variant(check, depend_of(&check->graph, module, kind), edge);
}
