/* SPDX-License-Identifier: MIT */
/*
 * table: the format of what is baked into the probe
 *
 * One flat, position-independent blob in the target's byte order (little-endian on every target so
 * far). It lies in a segment of its own at the end of the probe's ELF file, read-only, and is the
 * only thing in which two images' probes differ. All offsets are bytes from the start of the blob;
 * nothing is a pointer; strings are pooled, end in NUL, and equal strings are stored once.
 *
 *     header | modules | numbers | prefixes | patterns | strings
 *
 * Modules. A module's place in the array is its number, and its number is kmod's priority: an alias
 * that several modules serve is answered in ascending numbers, which is depmod's order
 * (modules.order). A module has a path below /lib/modules/RELEASE; its name is the last component
 * up to ".ko", with `-` turned into `_`, and is not stored. What it needs is already flattened at
 * build time: `before` is the list of numbers to insert first, in load order (softdep pre, depends,
 * and theirs in turn), `after` what follows it (softdep post). So the loader walks a list and never
 * a graph.
 *
 * Aliases. kmod's rule for a pattern is in two halves: up to its first `*`, `?` or `[` the pattern
 * is compared as literal text, and only from there on as by fnmatch(3). That literal half, the
 * *prefix*, does most of the work: of the 26,223 aliases in Debian's kernel 6.1, 25,900 have one
 * that no more than a handful share. The prefixes, each once, are sorted as bytes. For a modalias
 * the answer lies on one chain:
 *
 *     prefixes            parent     For `pci:v00001AF4d00001001sv...` a binary search finds the
 * last prefix 0  acpi             -          that sorts at or before it. Every prefix P that the
 * modalias starts with 1  acpi:PNP0        0          sorts at or before the modalias, and
 * everything that sorts between P and 2  pci:v            -          the modalias starts with P
 * too. So each such P is the found prefix or an 3  pci:v00001AF4d   2          ancestor of it,
 * where the parent of a prefix is the longest other prefix 4  pci:v00008086d   2          that it
 * starts with: walk from 3 (or wherever the search ended) to the root, and the whole answer has
 * been seen, in a handful of steps.
 *
 * Each prefix owns a run of patterns: the second half of an alias (its *tail*, "" when it has no
 * wildcard) and the module that it stands for. Few tails are distinct (`sv*sd*bc*sc*i*` serves
 * thousands), so they pool well.
 *
 * Source of the matching rule: libkmod/libkmod-index.c (index_mm_searchwild_node) and shared/util.c
 * (alias_normalize) of kmod 30.
 */
#ifndef PROBE_TABLE_H
#define PROBE_TABLE_H

#include <stdint.h>

#define TABLE_MAGIC   0x4c425443u /* "CTBL" in little-endian bytes */
#define TABLE_VERSION 1u

#define TABLE_NONE 0xffffu /* no parent */

/* Limits of the format; the baker refuses what exceeds them, naming the limit. */
#define TABLE_MAX_MODULES  0xfffeu
#define TABLE_MAX_PREFIXES 0xfffeu

/* The longest modalias that is looked up, with its NUL; kmod's own limit (PATH_MAX). */
#define TABLE_MAX_MODALIAS 4096

struct table_header {
	uint32_t magic;
	uint32_t version;
	uint32_t size;	  /* of the whole blob, this header included */
	uint32_t release; /* string: the kernel release that the modules belong to; "" in an unbaked
			     probe */
	uint32_t modules; /* offset of struct table_module[module_count] */
	uint32_t numbers; /* offset of uint16_t[number_count]: the lists of before and after */
	uint32_t prefixes; /* offset of struct table_prefix[prefix_count + 1]; the last only ends a
			      run */
	uint32_t patterns; /* offset of struct table_pattern[pattern_count] */
	uint32_t strings;  /* offset of the string pool, string_size bytes, the last of them NUL */
	uint32_t string_size;
	uint32_t module_count;
	uint32_t number_count;
	uint32_t prefix_count;
	uint32_t pattern_count;
};

/* String references are offsets into the string pool. */
struct table_module {
	uint32_t path;	 /* string: "kernel/drivers/block/virtio_blk.ko" */
	uint32_t before; /* index into numbers: before_count of them, then after_count */
	uint16_t before_count;
	uint16_t after_count;
};

struct table_prefix {
	uint32_t text;	  /* string */
	uint32_t pattern; /* index of its first pattern; its run ends where the next prefix's begins
			   */
	uint16_t parent;  /* index of the longest prefix that this one starts with, or TABLE_NONE */
	uint16_t length;  /* of text, in bytes */
};

struct table_pattern {
	uint32_t tail;	 /* string: "" or what follows the prefix, from its first wildcard on */
	uint16_t module; /* number */
	uint16_t spare;	 /* 0 */
};

#endif
