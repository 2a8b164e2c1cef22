/* SPDX-License-Identifier: MIT */
/*
 * inflate: frames that zstd and lz4 made, whole, cut short at every byte, and into too little room; bad frames, each with
 * its error; a history that a frame refers to; the tables of a module. Against the tools themselves: inflate_cli.c.
 */
#include "inflate.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "../tap.h"
#include "inflate_cases.h"

#define MAX 200000

static unsigned char wanted[MAX], out[MAX + 64];

static unsigned next(unsigned *state)
{
	*state = (*state * 1103515245u + 12345u) & 0x7fffffffu;
	return *state >> 16;
}

static void make(enum content content, unsigned size, unsigned seed)
{
	static const char *const words[] = { "module", "alias", "of", "the",   "kernel", "pci",
					     "virtio", "table", "\n", "probe", "0x1af4", "needs" };
	const char *word = "";

	for (unsigned i = 0; i < size; i++) {
		if (content == WORDS && !*word) {
			word = words[next(&seed) % 12];
		} else if (content == WORDS && !*++word) {
			wanted[i] = ' ';
			continue;
		}
		wanted[i] = content == WORDS   ? (unsigned char)*word
			    : content == NOISE ? (unsigned char)next(&seed)
					       : 0;
	}
}

/* A copy that ends where its memory ends, so that a sanitizer sees any byte too many. */
static long inflate_exact(const char *bytes, size_t size, size_t room)
{
	unsigned char *in = malloc(size + !size), *to = malloc(room + !room);
	long count;

	memcpy(in, bytes, size);
	count = inflate_module(in, size, to, room, 0);
	if (count > 0)
		memcpy(out, to, (size_t)count);
	free(in);
	free(to);
	return count;
}

static void test_case(const struct inflate_case *test)
{
	unsigned good = 0;
	long count;

	make(test->content, test->size, test->seed);
	count = inflate_exact(test->bytes, test->packed, test->size);
	ok(count == (long)test->size && !memcmp(out, wanted, test->size), "%s: its bytes",
	   test->name);
	if (strstr(test->name, "two frames") || strstr(test->name, "skipped"))
		return;
	/* lz4 does not say that there is nothing. */
	is_int((long)inflate_size((const unsigned char *)test->bytes, test->packed),
	       test->size || *test->name == 'z' ? (long)test->size : -EPROTO, "  its size");
	for (unsigned cut = 0; cut < test->packed; cut++) {
		count = inflate_exact(test->bytes, cut, test->size);
		good += count == -EBADMSG;
	}
	is_int(good, test->packed, "  cut short anywhere: EBADMSG");
	if (test->size)
		is_int(inflate_exact(test->bytes, test->packed, test->size - 1), -ENOBUFS,
		       "  no room for the last byte");
}

static void bad(const char *name, const char *bytes, size_t size, long error)
{
	is_int(inflate_exact(bytes, size, 1000), error, name);
}

#define BAD(name, bytes, error) bad(name, bytes, sizeof(bytes) - 1, error)
#define ZSTD			"\x28\xb5\x2f\xfd"
#define LZ4			"\x04\x22\x4d\x18"
#define LZ4_FRAME		LZ4 "\x60\x40\x82"

static void test_bad_zstd(void)
{
	BAD("nothing", "", -EBADMSG);
	BAD("another format", "\177ELF, a module as it is", -EPROTO);
	BAD("zstd: a dictionary by its number", ZSTD "\x21\x07\x01\x01\0\0", -EPROTO);
	BAD("zstd: a reserved bit of the header", ZSTD "\x28\x01\x01\0\0", -EPROTO);
	BAD("zstd: a block of the reserved kind", ZSTD "\x20\x01\x07\0\0", -EBADMSG);
	BAD("zstd: a block of more than 128 KiB",
	    ZSTD "\x20\x01\x03\0\x80"
		 "a",
	    -EBADMSG);
	BAD("zstd: an empty compressed block", ZSTD "\x20\x01\x05\0\0", -EBADMSG);
	BAD("zstd: codes of literals again, before there are any",
	    ZSTD "\x20\x01\x25\0\0\x13\x40\0\0", -EBADMSG);
	BAD("zstd: codes of sequences again, before there are any",
	    ZSTD "\x20\x01\x25\0\0\x00\x01\xfc\x80", -EBADMSG);
	BAD("zstd: reserved bits of the sequences' modes", ZSTD "\x20\x01\x25\0\0\x00\x01\x03\x80",
	    -EBADMSG);
	BAD("zstd: a code of one length beyond the last",
	    ZSTD "\x20\x01\x35\0\0\x00\x01\x54\x24\x00\x00\x01", -EBADMSG);
	BAD("zstd: something behind no sequences", ZSTD "\x20\x01\x1d\0\0\x00\x00\x00", -EBADMSG);
	BAD("zstd: a match before the beginning",
	    ZSTD "\x20\x03\x35\0\0\x00\x01\x54\x00\x01\x00\x01", -EBADMSG);
	BAD("zstd: more literals than its block has",
	    ZSTD "\x20\x05\x45\0\0\x08"
		 "a\x01\x54\x02\x02\x00\x04",
	    -EBADMSG);
}

static void test_bad_lz4(void)
{
	BAD("lz4: another version", LZ4 "\x20\x40\x82\0\0\0\0", -EPROTO);
	BAD("lz4: a dictionary", LZ4 "\x61\x40\0\0\0\0\x82\0\0\0\0", -EPROTO);
	BAD("lz4: blocks of a size that is none", LZ4 "\x60\x30\x82\0\0\0\0", -EBADMSG);
	BAD("lz4: a match before the beginning",
	    LZ4_FRAME "\x05\0\0\0\x10"
		      "a\x02\0\0"
		      "\0\0\0\0",
	    -EBADMSG);
	BAD("lz4: a match at no distance",
	    LZ4_FRAME "\x05\0\0\0\x10"
		      "a\0\0\0"
		      "\0\0\0\0",
	    -EBADMSG);
	BAD("lz4: more literals than its block has",
	    LZ4_FRAME "\x02\0\0\0\x50"
		      "a"
		      "\0\0\0\0",
	    -EBADMSG);
	BAD("lz4: half a distance",
	    LZ4_FRAME "\x03\0\0\0\x10"
		      "a\x01"
		      "\0\0\0\0",
	    -EBADMSG);
	BAD("lz4: a length without end",
	    LZ4_FRAME "\x02\0\0\0\xf0\xff"
		      "\0\0\0\0",
	    -EBADMSG);
	BAD("lz4: no end",
	    LZ4_FRAME "\x02\0\0\0\x10"
		      "a",
	    -EBADMSG);
	is_int((long)inflate_size((const unsigned char *)ZSTD "\0\x40", 6), -EPROTO,
	       "zstd: a size that is not said");
	is_int((long)inflate_size((const unsigned char *)LZ4_FRAME, 7), -EPROTO,
	       "lz4: a size that is not said");
	is_int((long)inflate_size((const unsigned char *)"\177ELF", 4), -EPROTO,
	       "a size of no format");
}

/* ---- one sequence, its lengths and its distance at all edges of what the decoders do for short ones */

#define BEFORE 20 /* bytes that lie before it */

static size_t put(unsigned char *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return size;
}

/* A length of 15 or more goes on in another byte. */
static size_t lz4_sequence(unsigned char *to, unsigned literals, const unsigned char *from,
			   unsigned distance, unsigned match)
{
	size_t size = 1;

	to[0] = (unsigned char)((literals < 15 ? literals : 15) << 4);
	if (literals >= 15)
		to[size++] = (unsigned char)(literals - 15);
	size += put(to + size, from, literals);
	if (!match)
		return size;
	to[size++] = (unsigned char)distance;
	to[size++] = 0;
	to[0] |= (unsigned char)(match - 4 < 15 ? match - 4 : 15);
	if (match - 4 >= 15)
		to[size++] = (unsigned char)(match - 4 - 15);
	return size;
}

/* A block as it is, then one that is compressed. */
static size_t lz4_frame(unsigned char *to, unsigned literals, unsigned distance, unsigned match,
			unsigned behind)
{
	size_t size = put(to, LZ4_FRAME "\x14\0\0\x80", 11), block;

	size += put(to + size, wanted, BEFORE);
	block = size;
	size += 4;
	size += lz4_sequence(to + size, literals, wanted + BEFORE, distance, match);
	size += lz4_sequence(to + size, behind, wanted + BEFORE + literals + match, 0, 0);
	to[block] = (unsigned char)(size - block - 4);
	memset(to + block + 1, 0, 3);
	return size + put(to + size, "\0\0\0\0", 4);
}

/* Of the compressed block: literals as they are, one sequence, whose three codes are said once; then bits of a distance. */
static size_t zstd_frame(unsigned char *to, unsigned literals, unsigned distance, unsigned match,
			 unsigned behind)
{
	size_t size = put(to, ZSTD "\0\x58\xa0\0\0", 9), block;
	unsigned code = 31 - (unsigned)__builtin_clz(distance + 3);

	size += put(to + size, wanted, BEFORE);
	block = size;
	size += 3;
	to[size++] = (unsigned char)((literals + behind) << 4 | 4);
	to[size++] = (unsigned char)((literals + behind) >> 4);
	size += put(to + size, wanted + BEFORE, literals);
	size += put(to + size, wanted + BEFORE + literals + match, behind);
	size += put(to + size, "\x01\x54", 2);
	to[size++] = (unsigned char)literals;
	to[size++] = (unsigned char)code;
	to[size++] = (unsigned char)(match - 3);
	to[size++] = (unsigned char)(distance + 3);
	to[block] = (unsigned char)((size - block - 3) << 3 | 5);
	to[block + 1] = (unsigned char)((size - block - 3) >> 5);
	to[block + 2] = 0;
	return size;
}

/* What it is to be, a byte after the other. */
static unsigned make_sequence(unsigned literals, unsigned distance, unsigned match, unsigned behind)
{
	unsigned size = BEFORE + literals + match + behind;

	make(NOISE, size, literals + distance + match + behind);
	for (unsigned i = BEFORE + literals; i < BEFORE + literals + match; i++)
		wanted[i] = distance > i ? 0 : wanted[i - distance];
	return size;
}

/* returns: what is wrong. Up to 15 literals, of zstd a code each. */
static unsigned try_sequence(int is_lz4, unsigned literals, unsigned distance, unsigned match,
			     unsigned behind)
{
	unsigned size = make_sequence(literals, distance, match, behind), wrong = 0;
	char frame[300];
	size_t bytes =
		is_lz4 ? lz4_frame((unsigned char *)frame, literals, distance, match, behind)
		       : zstd_frame((unsigned char *)frame, literals, distance, match, behind);
	long count = inflate_exact(frame, bytes, size);

	if (distance > BEFORE + literals)
		return count != -EBADMSG;
	wrong += count != (long)size || memcmp(out, wanted, size) != 0;
	wrong += inflate_exact(frame, bytes, size - 1) != -ENOBUFS;
	wrong += inflate_exact(frame, bytes, size - behind - 1) != -ENOBUFS;
	wrong += inflate_exact(frame, bytes, BEFORE + literals - 1) != -ENOBUFS;
	wrong += inflate_exact(frame, bytes, size + 40) != (long)size;
	/* its block ends with the memory */
	wrong += is_lz4 && inflate_exact(frame, bytes - 4, size) != -EBADMSG;
	return wrong;
}

static void test_sequences(int is_lz4)
{
	static const unsigned distances[] = { 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 18, 20, 21, 34, 36 };
	static const unsigned matches[] = { 4, 5, 7, 8, 9, 15, 16, 17, 18, 19, 20, 27, 34 };

	for (unsigned literals = 0; literals < 16; literals++) {
		unsigned wrong = 0;

		for (unsigned i = 0; i < sizeof(distances) / sizeof(*distances); i++)
			for (unsigned k = 0; k < sizeof(matches) / sizeof(*matches); k++)
				for (unsigned behind = 0; behind < 36; behind++)
					wrong += try_sequence(is_lz4, literals, distances[i],
							      matches[k], behind);
		ok(!wrong, "%s: %u literals and a match, at all edges", is_lz4 ? "lz4" : "zstd",
		   literals);
	}
}

/* A block of one match: all it says lies before it. */
static void test_history(void)
{
	unsigned char memory[32] = "0123456789";
	const unsigned char frame[] = LZ4_FRAME "\x09\0\0\0\x04\x0a\0\x50"
						"abcde"
						"\0\0\0\0";
	long count = inflate_module(frame, sizeof(frame) - 1, memory + 10, 22, 10);

	is_int(count, 13, "what lies before is referred to");
	ok(!memcmp(memory + 10, "01234567abcde", 13), "  and taken");
	is_int(inflate_module(frame, sizeof(frame) - 1, memory + 10, 22, 9), -EBADMSG,
	       "  but not one byte before that");
}

/* Two sections: symbols, stored as differences, and a table of another type. */
static void test_elf(void)
{
	union {
		unsigned char bytes[512];
#if __SIZEOF_LONG__ == 8
		struct {
			Elf64_Ehdr header;
			Elf64_Shdr sections[2];
			uint32_t symbols[12], others[12];
		} file;
#else
		struct {
			Elf32_Ehdr header;
			Elf32_Shdr sections[2];
			uint32_t symbols[12], others[12];
		} file;
#endif
	} elf = { { 0 } };

	elf.file.header.e_shoff = (size_t)((unsigned char *)elf.file.sections - elf.bytes);
	elf.file.header.e_shnum = 2;
	elf.file.sections[0].sh_type = SHT_SYMTAB;
	elf.file.sections[0].sh_offset = (size_t)((unsigned char *)elf.file.symbols - elf.bytes);
	elf.file.sections[0].sh_size = sizeof(elf.file.symbols);
	elf.file.sections[0].sh_entsize = 16;
	elf.file.sections[1] = elf.file.sections[0];
	elf.file.sections[1].sh_type = SHT_PROGBITS;
	elf.file.sections[1].sh_offset = (size_t)((unsigned char *)elf.file.others - elf.bytes);
	for (int i = 0; i < 12; i++)
		elf.file.symbols[i] = elf.file.others[i] = 7;
	inflate_elf(elf.bytes, sizeof(elf.bytes));
	ok(elf.file.symbols[0] == 7 && elf.file.symbols[4] == 14 && elf.file.symbols[8] == 21,
	   "a table becomes sums");
	ok(elf.file.symbols[1] == 7 && elf.file.symbols[11] == 7 && elf.file.others[4] == 7,
	   "  and nothing else");
	elf.file.sections[0].sh_size = sizeof(elf.bytes);
	inflate_elf(elf.bytes, sizeof(elf.bytes));
	is_int(elf.file.symbols[4], 14, "a table that is not in the file is left alone");
	elf.file.header.e_shnum = 9;
	inflate_elf(elf.bytes, sizeof(elf.bytes));
	inflate_elf(elf.bytes, 20);
	is_int(elf.file.symbols[4], 14, "  and so are sections that are not");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(inflate_cases) / sizeof(*inflate_cases); i++)
		test_case(&inflate_cases[i]);
	test_bad_zstd();
	test_bad_lz4();
	test_sequences(1);
	test_sequences(0);
	test_history();
	test_elf();
	return plan();
}
