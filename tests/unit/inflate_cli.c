/* SPDX-License-Identifier: MIT */
/*
 * inflate against zstd(1) and lz4(1): what they make of many files, at many levels and with many options, becomes the
 * file again; and damaged at any place it never leaves its memory.
 */
#include "inflate.h"

#include <errno.h>

#include "shell.h"
#include "../tap.h"

#define MAX (6 << 20)

static char *dir;
static unsigned char *original, *packed, *out;
static size_t size;

static const char *const zstd_options[] = {
	"-1",	     "-3 --no-check",	   "-7",       "-12",
	"-19",	     "--ultra -22",	   "--fast=5", "-9 --no-content-size",
	"-1 -B4096", "-19 --zstd=wlog=17",
};
static const char *const lz4_options[] = {
	"-1",
	"-9",
	"-12",
	"-1 -B4 --content-size",
	"-9 -B5 -BX",
	"-12 -B6 -BD",
	"-1 -B7 -BD --no-frame-crc",
	"--fast=9",
};

/* Two frames: each of one half. */
static void try(const char *tool, const char *option, const char *name, int frames)
{
	char path[300];
	size_t bytes;
	long got;

	snprintf(path, sizeof(path), "%s/packed", dir);
	if (frames == 1)
		shell("%s -q %s -c %s/file >%s", tool, option, dir, path);
	else
		shell("for half in half1 half2; do %s -q %s -c %s/$half; done >%s", tool, option,
		      dir, path);
	bytes = shell_bytes(path, 0, packed, MAX);
	memset(out, 0x5a, size);
	got = inflate_module(packed, bytes, out, size, 0);
	ok(bytes && got == (long)size && !memcmp(out, original, size),
	   "%s %s of %s%s: %zu bytes from %zu", tool, option, name,
	   frames == 1 ? "" : ", two frames", size, bytes);
	if (got != (long)size)
		printf("# got %ld\n", got);
}

static void damage(const char *name)
{
	size_t bytes;
	unsigned state = 1, strange = 0;
	char path[300];

	snprintf(path, sizeof(path), "%s/packed", dir);
	bytes = shell_bytes(path, 0, packed, MAX);
	for (int i = 0; bytes && i < 300; i++) {
		size_t at = (state = state * 1103515245u + 12345u) / 7 % bytes;
		unsigned char was = packed[at];
		long got;

		packed[at] ^= (unsigned char)(1u << (state >> 13 & 7));
		got = inflate_module(packed, bytes, out, size, 0);
		strange += got > (long)size ||
			   (got < 0 && got != -EBADMSG && got != -ENOBUFS && got != -EPROTO);
		packed[at] = was;
	}
	ok(!strange, "%s: 300 times a bit is wrong", name);
}

static void test_file(const char *name, const char *command)
{
	char path[300];

	shell("%s >%s/file; cd %s; half=$(($(wc -c <file) / 2)); head -c $half file >half1; tail "
	      "-c +$((half + 1)) file >half2",
	      command, dir, dir);
	snprintf(path, sizeof(path), "%s/file", dir);
	size = shell_bytes(path, 0, original, MAX);
	for (unsigned i = 0; i < sizeof(zstd_options) / sizeof(*zstd_options); i++)
		try("zstd", zstd_options[i], name, 1);
	try("zstd", "-5", name, 2);
	if (size)
		damage("zstd");
	for (unsigned i = 0; i < sizeof(lz4_options) / sizeof(*lz4_options); i++)
		try("lz4", lz4_options[i], name, 1);
	try("lz4", "-5", name, 2);
	if (size)
		damage("lz4");
}

int main(void)
{
	dir = shell_scratch();
	original = malloc(MAX);
	packed = malloc(MAX);
	out = malloc(MAX);
	test_file("nothing", "true");
	test_file("one byte", "printf x");
	test_file("this text", "cat tests/unit/inflate_cli.c");
	test_file("128 KiB and a byte of zeros", "head -c 131073 /dev/zero");
	test_file("noise", "seq 20000 | gzip -9n | tail -c +20");
	test_file("numbers, more than 4 MiB", "seq 720000");
	test_file("a program, and more of it",
		  "cat build/coldprobe build/amd64-musl/probe | head -c 3000000");
	shell_clean(dir);
	free(original);
	free(packed);
	free(out);
	return plan();
}
