/* SPDX-License-Identifier: MIT */
/* alias: what alias_open refuses, and what alias_lookup answers on tables baked from hand-made lists */
#include "alias.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

#include "glob.h"
#include "../../initramfs/table_check.h"
#include "../handmade.h"
#include "../tap.h"

/* What each test asks; every table that is baked here must pass the check of the host's command. */
static struct bytes blob;
static struct table table;

static void bake(const struct corpus_pattern *patterns, size_t count)
{
	struct table_problem problem;

	free(blob.data);
	blob = handmade_bake(patterns, count);
	if (table_find_problem(&blob, &problem))
		ok(0, "%s at %zu: %s", problem.part, problem.offset, problem.reason);
	if (alias_open(&table, blob.data) != 0)
		ok(0, "the baked table opens");
}

/* The answer in words, a blank between; an error as its number. */
static const char *ask(const char *modalias)
{
	static char answer[4096];
	uint16_t found[64];
	char name[ALIAS_NAME_SIZE];
	int count = alias_lookup(&table, modalias, found, 64);

	*answer = '\0';
	if (count < 0)
		snprintf(answer, sizeof(answer), "%d", count);
	for (int i = 0; i < count; i++) {
		if (i)
			strcat(answer, " ");
		strcat(answer, alias_name(&table, found[i], name));
	}
	return answer;
}

static void answers(const char *modalias, const char *wanted)
{
	char name[200];

	snprintf(name, sizeof(name), "[%.80s] -> [%s]", modalias, wanted);
	is_str(ask(modalias), wanted, name);
}

/* ---- alias_open */

/* Each case damages one field of a good header. */
static void open_with(uint32_t *field, uint32_t value, int wanted, const char *name)
{
	uint32_t good = *field;
	struct table opened;

	*field = value;
	is_int(alias_open(&opened, blob.data), wanted, name);
	*field = good;
}

static void test_open(void)
{
	struct table_header *header;
	struct table opened;
	uint16_t stars;

	bake(corpus_patterns, CORPUS_PATTERNS);
	header = (struct table_header *)blob.data;
	open_with(&header->magic, 0, -ENOEXEC, "no table");
	open_with(&header->version, TABLE_VERSION + 1, -EPROTO, "a newer format");
	open_with(&header->version, 0, -EPROTO, "an older format");
	open_with(&header->modules, header->size, -EBADMSG, "modules outside");
	open_with(&header->modules, 0, -EBADMSG, "modules inside the header");
	open_with(&header->module_count, 0x10000000, -EBADMSG, "2^28 modules");
	open_with(&header->numbers, 0xfffffffe, -EBADMSG, "numbers outside");
	open_with(&header->number_count, 0x80000000, -EBADMSG, "2^31 numbers");
	open_with(&header->schemas, header->size, -EBADMSG, "schemas outside");
	open_with(&header->schema_count, 0xffffffff, -EBADMSG, "2^32 - 1 schemas");
	open_with(&header->code, header->size, -EBADMSG, "code outside");
	open_with(&header->code_size, 0xffffffff, -EBADMSG, "4 GiB of code");
	open_with(&header->code_size, 0, -EBADMSG, "no code");
	open_with(&header->nodes, 0xffffffff, -EBADMSG, "nodes outside");
	open_with(&header->node_size, header->size, -EBADMSG, "too many nodes");
	open_with(&header->strings, header->size, -EBADMSG, "strings outside");
	open_with(&header->string_size, 0, -EBADMSG, "no strings");
	open_with(&header->string_size, header->string_size - 1, -EBADMSG,
		  "strings without an end");
	open_with(&header->size, 64, -EBADMSG, "a size of 64 bytes");
	stars = header->star_count;
	header->star_count = TABLE_MAX_STARS + 1;
	is_int(alias_open(&opened, blob.data), -EBADMSG, "too many stars");
	header->star_count = stars;
	is_int(alias_open(&opened, blob.data), 0, "undamaged, it opens");
}

/* Which kinds of modalias a pattern might match: header.kinds. */
static void test_kinds(void)
{
	static const struct {
		const char *pattern;
		int kinds;
	} cases[] = {
		{ "pci:v00001AF4d*", TABLE_KIND_PCI },
		{ "acpi*:LNRO0005:*", TABLE_KIND_ACPI },
		{ "of:N*T*Cvirtio,mmio", TABLE_KIND_OF },
		{ "dmi*:bvnSeaBIOS:*", TABLE_KIND_DMI },
		{ "cpu:type:x86,*", TABLE_KIND_CPU },
		{ "fs-ext4", 0 },
		{ "p?i:x", TABLE_KIND_PCI | TABLE_KIND_PNP | TABLE_KIND_PLATFORM },
		{ "pc*", TABLE_KIND_PCI },
		{ "[a-z]*", TABLE_KIND_ALL },
		{ "*", TABLE_KIND_ALL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct corpus_pattern one = { .module = "m", .pattern = cases[i].pattern };

		bake(&one, 1);
		is_int(((struct table_header *)blob.data)->kinds, cases[i].kinds, cases[i].pattern);
	}
}

/* ---- the corpus, as fnmatch has it behind the literal part */

/*
 * Not every libc's fnmatch is glibc's, which kmod uses: elsewhere what tests/unit/glob.c proves
 * must do.
 */
static int glob(const char *pattern, const char *text)
{
#ifdef __GLIBC__
	return !fnmatch(pattern, text, 0);
#else
	return glob_match(pattern, text);
#endif
}

static int matches(const char *pattern, const char *text)
{
	char normal[4][TABLE_MAX_MODALIAS];
	size_t literal;

	for (int i = 0; i < 2; i++) {
		char *out = normal[i];
		int inside = 0;

		for (const char *in = i ? text : pattern; *in; in++) {
			if (*in == ']' && !inside)
				return 0;
			inside = *in == '[' || (inside && *in != ']');
			*out++ = *in == '-' && !inside ? '_' : *in;
		}
		*out = '\0';
		if (inside)
			return 0;
	}
	literal = strcspn(normal[0], "*?[");
	return !strncmp(normal[0], normal[1], literal) &&
	       glob(normal[0] + literal, normal[1] + literal);
}

static int has_bracket(const char *text)
{
	return text[strcspn(text, "[]")] != '\0';
}

static void test_corpus(void)
{
	bake(corpus_patterns, CORPUS_PATTERNS);
	for (size_t i = 0; i < CORPUS_TEXTS; i++) {
		const char *last = "", *got = ask(corpus_texts[i]);
		char wanted[4096] = "";

		if (has_bracket(corpus_texts[i]) && !strcmp(got, "-22"))
			got = "";
		for (size_t k = 0; k < CORPUS_PATTERNS; k++) {
			if (!strcmp(last, corpus_patterns[k].module) ||
			    !matches(corpus_patterns[k].pattern, corpus_texts[i]))
				continue;
			last = corpus_patterns[k].module;
			snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), "%s%s",
				 *wanted ? " " : "", last);
		}
		is_str(got, wanted, corpus_texts[i][0] == '\n' ? "" : "an answer of the corpus");
		if (strcmp(got, wanted) != 0)
			printf("# %s\n", corpus_texts[i]);
	}
}

/* ---- by hand: what the essay promises */

static const struct corpus_pattern few[] = {
	{ "m_not", "a:[!45]" },
	{ "m_digit", "a:[0-9]" },
	{ "m_refused", "a:[]x]" },
	{ "m_refused", "a:[x" },
	{ "m_literal", "b:\\*x" },
	{ "m_escape", "b:*\\*x" },
	{ "m_empty", "" },
	{ "m_one", "c:?" },
	{ "m_two", "c:*d**e" },
	{ "m_acpi", "acpi*:PNP0C0F:*" },
	{ "m_dmi", "dmi*:bvn*Vendor*:" },
	{ "m_disk", "pci:v*d*sv*sd*bc01sc06i01*" },
	{ "m_net", "pci:v00008086d00001000sv*sd*bc*sc*i*" },
	{ "m_high", "h:\xc3\xa4*" },
	{ "m_low", "l:\x01\x1f" },
	{ "m_dash", "d:?x[-]y?" },
	{ "m_line", "d:?x[_]y?" },
};

static void test_by_hand(void)
{
	bake(few, sizeof(few) / sizeof(*few));
	answers("a:4", "m_digit");
	answers("a:6", "m_not m_digit");
	answers("a:x", "m_not");
	answers("a:]", "-22");
	answers("a:[", "-22");
	/*
	 * Before the first wildcard a backslash is a byte like any other, and the star behind it
	 * is a star.
	 */
	answers("b:\\yx", "m_literal");
	answers("b:\\x", "m_literal");
	answers("b:\\*x", "m_literal m_escape");
	answers("b:*x", "m_escape");
	answers("b:yy*x", "m_escape");
	answers("b:yx", "");
	answers("", "m_empty");
	answers("c:", "");
	answers("c:d", "m_one");
	answers("c:de", "m_two");
	answers("c:dde", "m_two");
	answers("acpi:PNP0C0F:", "m_acpi");
	answers("acpi:LNXCPU:PNP0C0F:PNP0A08:", "m_acpi");
	answers("acpi:PNP0C0F", "");
	answers("dmi:bvnMyVendorInc:", "m_dmi");
	answers("dmi:bvnMyVendorInc:bvr", "");
	answers("h:\xc3\xa4\xff", "m_high");
	answers("h:\xc3\xa5", "");
	answers("l:\x01\x1f", "m_low");
	answers("l:\x01\x1e", "");
	/* A dash is a line, but in brackets: those of the modalias too. */
	answers("d:zx-yz", "m_line");
	answers("d:[x-y]", "m_dash");
}

static void test_nothing(void)
{
	bake(few, 0);
	answers("", "");
	answers("pci:v00008086d00001000sv00001AF4sd00000000bc01sc06i01", "");
	bake(few, 1);
	is_int(table.header->module_count, 1, "one module");
	answers("a:6", "m_not");
}

static void test_fits(void)
{
	static const char good[] = "pci:v00008086d00001000sv00001AF4sd00000000bc01sc06i01";
	char text[sizeof(good) + 8];
	int right = 0, wrong = 0;

	bake(few, sizeof(few) / sizeof(*few));
	answers(good, "m_disk m_net");
	/*
	 * Every digit in turn becomes no digit, or one of lower case: the field, if asked, is
	 * another.
	 */
	for (size_t i = 4; i < sizeof(good) - 1; i++) {
		for (const char *c = "Gag:\x80*"; *c; c++) {
			char wanted[100] = "";

			strcpy(text, good);
			text[i] = *c;
			if (matches(few[11].pattern, text))
				strcat(wanted, "m_disk");
			if (matches(few[12].pattern, text))
				strcat(wanted, *wanted ? " m_net" : "m_net");
			*(strcmp(ask(text), wanted) ? &wrong : &right) += 1;
		}
	}
	ok(!wrong && right > 250, "one byte changed to G, a, g, :, \\x80, *: %d right, %d wrong",
	   right, wrong);
	answers("pci:v00008086d00001000sv00001AF4sd00000000bc01sc06i0", "m_net");
	answers("pci:v00008086d00001000sv00001AF4sd00000000bc01sc06i010", "m_disk m_net");
	answers("pci:v00008086d00001000sv00001AF4sd00000000bc01sc06i01 trailing", "m_disk m_net");
	answers("pci:v0008086d00001000sv00001AF4sd00000000bc01sc06i01", "m_disk");
	answers("pci:v000008086d00001000sv00001AF4sd00000000bc01sc06i01", "m_disk");
	answers("pci:v00008086d00001000sd00000000bc01sc06i01", "");
	answers("pci:v00008086d00001000svsdbc01sc06i01", "m_disk m_net");
	answers("pci:", "");
}

/* ---- limits */

static void test_long(void)
{
	char *text = malloc(TABLE_MAX_MODALIAS + 1);
	static const struct corpus_pattern patterns[] = {
		{ "m_input", "input:b*v*p*e*-e*1,*k*110,*r*0,*1,*a*m*l*s*f*w*" },
		{ "m_end", "input:*end" },
	};

	bake(patterns, 2);
	memset(text, 'x', TABLE_MAX_MODALIAS);
	memcpy(text, "input:b0003v046DpC31Ce0110-e0,1,k110,r0,1,a", 43);
	strcpy(text + 3990, "mlsfw");
	answers(text, "m_input");
	strcpy(text + 3990, "mlsf");
	answers(text, "");
	memset(text + 43, '1', 3950);
	strcpy(text + 3990, "mlsfwend");
	answers(text, "m_input m_end");
	memset(text + 43, 'x', TABLE_MAX_MODALIAS - 43);
	strcpy(text + TABLE_MAX_MODALIAS - 4, "end");
	answers(text, "m_end");
	strcpy(text + TABLE_MAX_MODALIAS - 3, "end");
	is_int(alias_lookup(&table, text, NULL, 0), -ENAMETOOLONG, "one byte too long");
	free(text);
}

static void test_max(void)
{
	struct corpus_pattern *patterns = calloc(100, sizeof(*patterns));
	static char names[100][8];
	uint16_t found[8] = { 0 };

	for (unsigned i = 0; i < 100; i++) {
		snprintf(names[i], sizeof(names[i]), "m%02u", i);
		patterns[i] = (struct corpus_pattern){ names[i], i % 2 ? "many:*" : "many:m*" };
	}
	bake(patterns, 100);
	is_int(alias_lookup(&table, "many:m", found, 4), -E2BIG, "more than max");
	ok(found[0] < found[1] && found[1] < found[2] && found[2] < found[3], "max are there");
	is_int(found[4], 0, "and nothing behind them");
	is_int(alias_lookup(&table, "many:m", NULL, 0), -E2BIG, "max is 0");
	is_int(alias_lookup(&table, "few:", NULL, 0), 0, "max is 0, and nothing matches");
	free(patterns);
}

/* More patterns with a star of their own than TABLE_MAX_STARS. */
static void test_many_stars(void)
{
	enum { COUNT = TABLE_MAX_STARS + 300 };
	struct corpus_pattern *patterns = calloc(COUNT, sizeof(*patterns));
	char(*texts)[32] = calloc(COUNT, sizeof(*texts)), text[64];
	int wrong = 0;

	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%04x*?%04x", i, i * 7 & 0xffff);
		patterns[i] = (struct corpus_pattern){ i % 3 ? "m_a" : "m_b", texts[i] };
	}
	bake(patterns, COUNT);
	is_int(table.header->star_count, TABLE_MAX_STARS, "all stars are in use");
	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(text, sizeof(text), "%04x\\xyz%04x", i, i * 7 & 0xffff);
		wrong += strcmp(ask(text), i % 3 ? "m_a" : "m_b") != 0;
		snprintf(text, sizeof(text), "%04x%04x", i, i * 7 & 0xffff);
		wrong += strcmp(ask(text), "") != 0;
	}
	is_int(wrong, 0, "patterns beyond TABLE_MAX_STARS are answered all the same");
	free(patterns);
	free(texts);
}

/*
 * a*, a*a*, a*a*a*, ...: each has a star more on its way, and all begin alike; ?s do the same for
 * ALSO.
 */
static void test_deep(void)
{
	enum { COUNT = 2 * TABLE_MAX_DEPTH };
	struct corpus_pattern patterns[COUNT];
	static char texts[COUNT][4 * COUNT], names[COUNT][8];
	char text[4 * COUNT] = "", wanted[4096] = "";
	int wrong = 0;

	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "m%02u", i);
		for (unsigned k = 0; k <= i; k++)
			strcat(texts[i], k % 5 == 3 ? "?*" : "a*");
		strcat(texts[i], "b");
		patterns[i] = (struct corpus_pattern){ names[i], texts[i] };
	}
	bake(patterns, COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		strcat(text, "a");
		strcat(text, "b");
		snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), "%s%s",
			 i ? " " : "", names[i]);
		/* 2 i + 2 characters hold i + 1 of `a`; a `?` takes a `b` as well. */
		for (unsigned k = 0; k < COUNT; k++) {
			const char *got = ask(text);

			wrong += !!strstr(got, names[k]) != matches(texts[k], text);
		}
	}
	is_int(wrong, 0, "patterns deeper than TABLE_MAX_DEPTH are answered all the same");
}

int main(void)
{
	test_open();
	test_kinds();
	test_corpus();
	test_by_hand();
	test_nothing();
	test_fits();
	test_long();
	test_max();
	test_many_stars();
	test_deep();
	free(blob.data);
	return plan();
}
