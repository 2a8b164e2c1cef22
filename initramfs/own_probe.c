/* SPDX-License-Identifier: MIT */
#include "own_probe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf.h"
#include "own_file.h"
#include "util.h"

static void cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

static bool is_for(const char *path, unsigned machine, unsigned bits)
{
	struct bytes file;
	bool is;

	if (access(path, R_OK) != 0)
		return false;
	file = file_read(path);
	is = elf_is_for(&file, path, machine, bits);
	free(file.data);
	return is;
}

char *own_probe_path(unsigned machine, unsigned bits, const char *what)
{
	const char *name = elf_machine_name(machine, bits);
	char *directory = own_directory();
	char *places[3];
	size_t found = 0;

	if (!name)
		fatal("%s: for ELF machine %u with %u bits: no probe is made for that", what,
		      machine, bits);
	places[0] = xasprintf("%s/%s-musl/probe", directory, name);
	cut_last(directory);
	places[1] = xasprintf("%s/lib/coldprobe/%s/probe", directory, name);
	places[2] = xasprintf("%s/lib/coldprobe/probe", directory);
	while (found < 3 && !is_for(places[found], machine, bits))
		found++;
	if (found == 3)
		fatal("%s: for %s, and there is no probe for that: not %s, not %s, not %s: --probe "
		      "names one",
		      what, name, places[0], places[1], places[2]);
	free(directory);
	for (size_t i = 0; i < 3; i++)
		if (i != found)
			free(places[i]);
	return places[found];
}
