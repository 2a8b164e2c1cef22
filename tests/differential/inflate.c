/* SPDX-License-Identifier: MIT */
/* inflate FILE DICTIONARY: a packed module as the probe inflates it, to standard output. */
#include "inflate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	unsigned char *bytes = malloc(8 << 20);

	if (!file || !bytes) {
		perror(path);
		exit(1);
	}
	*size = fread(bytes, 1, 8 << 20, file);
	fclose(file);
	return bytes;
}

int main(int argc, char **argv)
{
	unsigned char *in, *dictionary, *out;
	size_t size, history;
	long whole;

	if (argc != 3)
		return 2;
	in = read_file(argv[1], &size);
	dictionary = read_file(argv[2], &history);
	whole = (long)inflate_size(in, size);
	out = malloc(history + (size_t)(whole > 0 ? whole : 0));
	if (whole <= 0 || !out)
		return 1;
	memcpy(out, dictionary, history);
	if (inflate_module(in, size, out + history, (size_t)whole, history) != whole)
		return 1;
	inflate_elf(out + history, (size_t)whole);
	fwrite(out + history, 1, (size_t)whole, stdout);
	free(in);
	free(dictionary);
	free(out);
	return fflush(stdout) != 0;
}
