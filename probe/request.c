/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <errno.h>
#include <stdint.h>

#include "log.h"

int request_is_unknown(const void *blob, const char *alias)
{
	struct table table;
	uint16_t found;

	return !alias_open(&table, blob) && alias_module(&table, alias) < 0 &&
	       !alias_lookup(&table, alias, &found, 1);
}

int request_main(struct loader *loader, const char *alias, int quiet)
{
	int error = load_alias(loader, alias, UINT64_MAX);

	if (error == -ENOENT && !quiet)
		log_line(LOG_WARNING, alias, ": no such module or alias in the baked table");
	return error != 0;
}
