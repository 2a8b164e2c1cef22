/* SPDX-License-Identifier: MIT */
/*
 * fuzz: what each target gives
 *
 * A target is a file with libFuzzer's one function and a list of seeds. With clang it is linked as
 * `clang -fsanitize=fuzzer,address,undefined`; driver.c makes an ordinary TAP program of it, which
 * runs the seeds and a bounded number of mutations of them, the same ones each time.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_seed {
	const char *data; /* NULL: the end of the list */
	size_t size;
};

#define FUZZ_SEED(text)                                                                            \
	{                                                                                          \
		(text), sizeof(text) - 1                                                           \
	}

extern const struct fuzz_seed fuzz_seeds[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
