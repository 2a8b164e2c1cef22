/* SPDX-License-Identifier: MIT */
/*
 * driver: a fuzz target as a test. usage: TARGET [-s SEED] [-n RUNS] [FILE ...]
 *
 * Files are run as they are. Without any: the target's seeds, then RUNS mutations of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define LARGEST 8192

static uint64_t state = 20240611;

static unsigned pick(size_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % below);
}

/* run: a copy of its own size, so that the sanitizer sees the first byte too far. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* mutate: change, insert, remove or repeat a few bytes. Returns the new size. */
static size_t mutate(uint8_t *data, size_t size)
{
	unsigned times = 1 + pick(8);

	for (; times; times--) {
		size_t at = pick(size + 1), length = 1 + pick(16), left = size - at;

		if (length > left)
			length = left;
		if (pick(4) == 0 && size + length < LARGEST) { /* repeat */
			memmove(data + at + length, data + at, left);
			size += length;
		} else if (pick(4) == 0) { /* remove */
			memmove(data + at, data + at + length, left - length);
			size -= length;
		} else if (left) {
			data[at] = pick(3) ? (uint8_t)pick(256)
					   : (uint8_t) "\0\xff\"=@[]-*\\\n "[pick(12)];
		} else if (size < LARGEST) {
			data[size++] = (uint8_t)pick(256);
		}
	}
	return size;
}

static unsigned long run_mutations(unsigned long runs)
{
	static uint8_t data[LARGEST + 16];
	size_t seeds = 0, size;
	unsigned long i;

	while (fuzz_seeds[seeds].data) {
		run((const uint8_t *)fuzz_seeds[seeds].data, fuzz_seeds[seeds].size);
		seeds++;
	}
	for (i = 0; i < runs; i++) {
		const struct fuzz_seed *seed = &fuzz_seeds[pick(seeds)];

		size = seed->size;
		memcpy(data, seed->data, size);
		size = mutate(data, size);
		run(data, size);
	}
	return seeds + runs;
}

static int run_file(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		return 1;
	}
	run(data, fread(data, 1, sizeof(data), file));
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long runs = 50000;
	int option, failed = 0;

	while ((option = getopt(argc, argv, "s:n:")) != -1)
		if (option == 's')
			state = strtoul(optarg, NULL, 10);
		else if (option == 'n')
			runs = strtoul(optarg, NULL, 10);
		else
			return 2;
	if (optind < argc) {
		for (; optind < argc; optind++)
			failed |= run_file(argv[optind]);
		return failed;
	}
	printf("ok 1 - %lu inputs\n1..1\n", run_mutations(runs));
	return 0;
}
