/* SPDX-License-Identifier: MIT */
#include "bake_flags.h"

#include <string.h>

#include "depend.h"
#include "profile.h"

static void mark_needed_driverless(struct table_module *records, const struct selection *selection,
				   const struct choice *choice)
{
	for (size_t k = 0; k < choice->before_count; k++) {
		unsigned needed = choice->before[k] & ~DEPEND_FALLBACK;

		if (!aliases_drive(&selection->choices[needed].module->aliases))
			records[needed].flags |= TABLE_MODULE_NO_DRIVER;
	}
}

/*
 * Filesystems, and what they need, drive nothing: their insertion need not wait for others' probing. Nor does what is
 * needed by the driver of what is behind a device, and goes in while that is probed.
 */
static void mark_driverless(struct table_module *records, const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];

		if (choice->is_filesystem) {
			records[i].flags |= TABLE_MODULE_NO_DRIVER;
			mark_needed_driverless(records, selection, choice);
		}
		for (size_t k = 0; k < choice->after_count; k++)
			if (choice->after[k] & CHOICE_SPARE)
				mark_needed_driverless(
					records, selection,
					&selection->choices[choice->after[k] & ~CHOICE_SPARE]);
	}
}

static uint16_t module_flags(const struct choice *choice)
{
	unsigned flags = 0;

	if (choice->classes == PROFILE_NET)
		flags |= TABLE_MODULE_NET;
	else if (choice->classes & PROFILE_NET)
		flags |= TABLE_MODULE_SHARED;
	if (choice->is_sequential)
		flags |= TABLE_MODULE_SEQUENTIAL;
	if (choice->is_urgent)
		flags |= TABLE_MODULE_URGENT;
	if (choice->is_compressed)
		flags |= TABLE_MODULE_COMPRESSED;
	if (choice->is_packed)
		flags |= TABLE_MODULE_PACKED;
	if (choice->is_filesystem)
		flags |= TABLE_MODULE_FILESYSTEM;
	if (choice->firmware.missing.count > 0)
		flags |= TABLE_MODULE_FIRMWARE;
	return (uint16_t)flags;
}

void bake_flags(struct table_module *records, const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++)
		records[i].flags = module_flags(&selection->choices[i]);
	mark_driverless(records, selection);
}
