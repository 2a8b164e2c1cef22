/* SPDX-License-Identifier: MIT */
#include "picking.h"

#include <stdlib.h>
#include <string.h>

void picking_init(struct picking *picking, const struct kernel *kernel, const struct wish *wish,
		  const struct builtin *builtin)
{
	*picking = (struct picking){ .kernel = kernel, .wish = wish, .builtin = builtin };
	if (builtin)
		picking->builtin_classes =
			xcalloc(builtin->paths.count, sizeof(*picking->builtin_classes));
	picking->picks = xcalloc(kernel->count, sizeof(*picking->picks));
	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->modules[i].is_signed && wish->lean != LEAN_ALL)
			picking->has_signatures = true;
	depend_init(&picking->graph, kernel);
}

void picks_free(struct pick *picks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(picks[i].reason);
		free(picks[i].left);
	}
	free(picks);
}

void picking_free(struct picking *picking)
{
	for (size_t i = 0; i < picking->behind_count; i++)
		free(picking->behind[i].glob);
	free(picking->behind);
	free(picking->builtin_classes);
	picks_free(picking->picks, picking->kernel->count);
	depend_free(&picking->graph);
}

void picking_add(struct picking *picking, unsigned number, bool for_devices, char *reason)
{
	struct pick *pick = &picking->picks[number];

	pick->for_devices |= for_devices;
	if (pick->reason)
		free(reason);
	else
		pick->reason = reason;
}

/* What the manifest is to say goes before what it is not. */
void picking_leave(struct picking *picking, unsigned number, bool is_silent, char *reason)
{
	struct pick *pick = &picking->picks[number];

	if (pick->left && (is_silent || !pick->is_silent)) {
		free(reason);
		return;
	}
	free(pick->left);
	pick->left = reason;
	pick->is_silent = is_silent;
}

/* ---- firmware */

void picking_apply_policy(struct picking *picking, unsigned number)
{
	const struct module *module = &picking->kernel->modules[number];
	struct pick *pick = &picking->picks[number];
	enum firmware_policy policy = pick->policy;
	const char *why = "firmware leave";
	struct firmware firmware = { 0 };

	if (policy == FIRMWARE_UNSAID && picking->wish->firmware)
		firmware_find(&firmware, picking->wish->firmware, &module->firmware);
	if (firmware.count == 0 && firmware.missing.count > 0) {
		policy = picking->wish->firmware_missing;
		why = "none of its firmware is there";
	}
	firmware_free(&firmware);
	if (policy == FIRMWARE_PACK)
		pick->for_devices = false;
	if (policy == FIRMWARE_LEAVE) {
		picking_leave(picking, number, false, xasprintf("%s; %s", why, pick->reason));
		free(pick->reason);
		pick->reason = NULL;
		pick->for_devices = false;
	}
}
