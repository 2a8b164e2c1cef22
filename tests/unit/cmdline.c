/* SPDX-License-Identifier: MIT */
/* cmdline_parse: quotes as in the kernel's next_arg(), `--`, dashes, the last of equal words,
 * waits, nonsense. */
#include "cmdline.h"

#include <stdlib.h>
#include <string.h>

#include "../tap.h"

static char buffer[CMDLINE_SIZE];

static struct cmdline parse(const char *text)
{
	struct cmdline cmdline;

	memset(&cmdline, 0xa5, sizeof(cmdline));
	snprintf(buffer, sizeof(buffer), "%s", text);
	cmdline_parse(&cmdline, buffer);
	return cmdline;
}

static void test_words(void)
{
	struct cmdline c = parse("BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet init=/bin/sh "
				 "rootflags=a,b rootfstype=ext4");

	is_str(c.root, "/dev/vda1", "root");
	is_str(c.init, "/bin/sh", "init");
	is_str(c.rootflags, "a,b", "rootflags");
	is_str(c.rootfstype, "ext4", "rootfstype");
	is_int(c.writable, 0, "ro");
	is_str(c.bad, NULL, "nothing is malformed");
	is_str(parse("root=UUID=x=y").root, "UUID=x=y", "only the first = counts");
	is_str(parse("\troot=a\n").root, "a", "any white space separates");
	is_str(parse("xroot=a root.x=b roo=c").root, NULL, "a name is compared whole");
	is_str(parse("root").root, NULL, "root without a value");
	is_str(parse("root=").root, "", "root with an empty value");
	is_str(parse("ROOT=a").root, NULL, "case matters");
}

static void test_empty(void)
{
	struct cmdline c = parse("");

	is_str(c.root, NULL, "empty: no root");
	is_str(c.init, NULL, "empty: no init");
	is_str(c.bad, NULL, "empty: nothing is malformed");
	is_int(c.writable, 0, "empty: read-only");
	is_int(c.wait_seconds, CMDLINE_WAIT_DEFAULT, "empty: the default wait");
	is_str(parse(" \n\t ").root, NULL, "only white space");
}

static void test_last(void)
{
	is_str(parse("root=a root=b").root, "b", "the last root wins");
	is_int(parse("ro rw").writable, 1, "rw after ro");
	is_int(parse("rw ro").writable, 0, "ro after rw");
	is_int(parse("rootwait rootwait=5").wait_seconds, 5, "rootwait=5 after rootwait");
	is_int(parse("rootwait=5 rootwait").wait_seconds, CMDLINE_WAIT_FOREVER,
	       "rootwait after rootwait=5");
	is_int(parse("rootdelay=9 rootwait=5").wait_seconds, 5, "rootwait=5 after rootdelay=9");
}

static void test_quotes(void)
{
	is_str(parse("root=\"LABEL=a b\" ro").root, "LABEL=a b", "a quoted value");
	is_str(parse("\"root=LABEL=a b\" ro").root, "LABEL=a b", "a quoted word");
	is_str(parse("root=LABEL=\"a b\" rw").root, "LABEL=\"a b\"",
	       "quotes inside a value stay, as in the kernel");
	is_str(parse("x=\"root=no\" root=yes").root, "yes", "a quoted value hides words");
	is_str(parse("x=\"a root=no\" y").root, NULL, "a quoted value hides white space");
	is_str(parse("root=\"\"").root, "", "an empty quoted value");
	is_str(parse("\"\" root=a").root, "a", "an empty quoted word");
	is_int(parse("x=\"a b\" rw").writable, 1, "the word after a quoted one");
}

static void test_open_quotes(void)
{
	struct cmdline c = parse("root=a x=\"b rw");

	is_str(c.root, "a", "an open quote: what stood before it counts");
	is_int(c.writable, 0, "an open quote swallows the rest");
	ok(c.bad && *c.bad == 'x', "an open quote is malformed, and named");
	is_str(parse("\"root=a b").root, "a b", "an open quote around a word");
	ok(parse("\"").bad != NULL, "a lone quote");
	ok(parse("root=\"").bad != NULL, "a quote at the very end");
	ok(parse("a\"b").bad != NULL, "a quote inside a word");
}

static void test_init_words(void)
{
	is_str(parse("root=a -- root=b").root, "a", "words after -- are init's");
	is_str(parse("root=a --x root=b").root, "b", "--x is no --");
	is_str(parse("-- root=b").root, NULL, "-- at the start");
	is_str(parse("root=a --").root, "a", "-- at the end");
}

static void test_waits(void)
{
	is_int(parse("rootwait").wait_seconds, CMDLINE_WAIT_FOREVER, "rootwait");
	is_int(parse("rootwait=0").wait_seconds, 0, "rootwait=0");
	is_int(parse("rootdelay=12").wait_seconds, 12, "rootdelay=12");
	is_int(parse("rootdelay").wait_seconds, CMDLINE_WAIT_DEFAULT, "rootdelay without a value");
	is_int(parse("rootwait=1000000").wait_seconds, CMDLINE_WAIT_MAX, "the longest wait");
	is_int(parse("rootwait=1000001").wait_seconds, CMDLINE_WAIT_DEFAULT,
	       "longer than the longest: default");
	ok(parse("rootwait=1000001").bad != NULL, "longer than the longest: malformed");
	ok(parse("rootwait=").bad != NULL, "rootwait= without a number: malformed");
	ok(parse("rootwait=-1").bad != NULL, "a negative number: malformed");
	ok(parse("rootwait=4x").bad != NULL, "junk behind the number: malformed");
	ok(parse("rootwait=99999999999999999999").bad != NULL,
	   "a number that overflows: malformed");
	is_int(parse("rootwait=0x10").wait_seconds, CMDLINE_WAIT_DEFAULT,
	       "hexadecimal is no number here");
}

/* Whatever the bytes are, the result points into the text or nowhere. */
static void test_inside(void)
{
	static char text[CMDLINE_SIZE];
	struct cmdline c;
	unsigned i;

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text + sizeof(text) - 8, "root=ab", 7);
	text[sizeof(text) - 9] = ' ';
	cmdline_parse(&c, text);
	is_str(c.root, "ab", "the longest line");
	for (i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 2 ? '"' : ' ';
	text[sizeof(text) - 1] = '\0';
	cmdline_parse(&c, text);
	ok(!c.root, "a line of quotes");
}

int main(void)
{
	test_words();
	test_empty();
	test_last();
	test_quotes();
	test_open_quotes();
	test_init_words();
	test_waits();
	test_inside();
	return plan();
}
