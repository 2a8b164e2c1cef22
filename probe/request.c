/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <errno.h>
#include <stdint.h>

#include "log.h"

int request_main(struct loader *loader, const char *alias, int quiet)
{
	int error = load_alias(loader, alias, UINT64_MAX);

	if (error == -ENOENT && !quiet)
		log_line(LOG_WARNING, alias, ": no such module or alias in the baked table");
	return error != 0;
}
