/* SPDX-License-Identifier: MIT */
/*
 * table_probe: lookups as the probe does them, for scripts/bench-table to count
 *
 * usage: table_probe TABLE LIST	look each line of LIST up, once
 *        table_probe -t TABLE LIST	the same, and print the nanoseconds that each took (the best of five) and the line
 *
 * Linked from the probe's own objects, with its compiler, flags and libc. What is counted are the
 * instructions between entering and leaving alias_lookup().
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alias.h"

#define MAX 4096

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t size = 0, room = 1 << 16, got;
	char *data = malloc(room + 1);

	if (!file) {
		perror(path);
		exit(1);
	}
	while ((got = fread(data + size, 1, room - size, file)) > 0) {
		size += got;
		if (size == room)
			data = realloc(data, (room *= 2) + 1);
	}
	data[size] = '\0';
	fclose(file);
	return data;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void show_time(const struct table *table, const char *line)
{
	static uint16_t found[MAX];
	long long best = 1ll << 62;

	for (int i = 0; i < 5; i++) {
		long long took = -now();

		alias_lookup(table, line, found, MAX);
		took += now();
		best = took < best ? took : best;
	}
	printf("%lld %s\n", best, line);
}

int main(int argc, char **argv)
{
	static uint16_t found[MAX];
	int shows_time = argc == 4 && !strcmp(argv[1], "-t");
	struct table table;
	char *lines;

	if (argc != 3 && !shows_time)
		return 2;
	lines = read_all(argv[argc - 1]);
	if (alias_open(&table, read_all(argv[argc - 2])) != 0) {
		fprintf(stderr, "table_probe: %s: not a table of this version\n", argv[argc - 2]);
		return 1;
	}
	for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
		if (shows_time)
			show_time(&table, line);
		else
			alias_lookup(&table, line, found, MAX);
	return 0;
}
