/* SPDX-License-Identifier: MIT */
/* cmdline_parse: quotes as in the kernel's next_arg(), `--`, dashes, the last of equal words, waits, networks,
 * nonsense. cmdline_parameters: what a module is given. cmdline_list: members, in order. */
#include "cmdline.h"

#include <stdlib.h>
#include <string.h>

#include "../tap.h"

static struct cmdline cmdline;

static const struct cmdline *parse(const char *text)
{
	memset(&cmdline, 0, sizeof(cmdline));
	snprintf(cmdline.text, sizeof(cmdline.text), "%s", text);
	cmdline_parse(&cmdline);
	return &cmdline;
}

static void test_words(void)
{
	const struct cmdline *c = parse("BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet init=/bin/sh "
					"rootflags=a,b rootfstype=ext4");

	is_str(c->root, "/dev/vda1", "root");
	is_str(c->init, "/bin/sh", "init");
	is_str(c->rootflags, "a,b", "rootflags");
	is_str(c->rootfstype, "ext4", "rootfstype");
	is_int(c->writable, 0, "ro");
	is_str(c->bad, NULL, "nothing is malformed");
	is_str(c->overlay, NULL, "no coldprobe.overlay");
	is_int(c->no_resume, 0, "no noresume");
	c = parse("resume=/dev/sda2 resume_offset=38912 coldprobe.overlay=tmpfs noresume");
	is_str(c->resume, "/dev/sda2", "resume");
	is_str(c->resume_offset, "38912", "resume_offset");
	is_str(c->overlay, "tmpfs", "coldprobe.overlay");
	is_int(c->no_resume, 1, "noresume");
	is_int(parse("nohibernate")->no_resume, 1, "nohibernate");
	is_str(parse("root=UUID=x=y")->root, "UUID=x=y", "only the first = counts");
	is_str(parse("\troot=a\n")->root, "a", "any white space separates");
	is_str(parse("xroot=a root.x=b roo=c")->root, NULL, "a name is compared whole");
	is_str(parse("root")->root, NULL, "root without a value");
	is_str(parse("root=")->root, "", "root with an empty value");
	is_str(parse("ROOT=a")->root, NULL, "case matters");
	is_int(parse("coldprobe.shell")->shell, 1, "coldprobe.shell");
	is_int(parse("coldprobe.shell=1 coldprobe-shell")->shell, 0, "coldprobe.shell takes no value");
	is_int(parse("-- coldprobe.shell")->shell, 0, "coldprobe.shell for init");
	is_int(parse("coldprobe.watchdog")->watchdog, 1, "coldprobe.watchdog");
}

static void test_empty(void)
{
	const struct cmdline *c = parse("");

	is_str(c->root, NULL, "empty: no root");
	is_str(c->init, NULL, "empty: no init");
	is_str(c->bad, NULL, "empty: nothing is malformed");
	is_int(c->writable, 0, "empty: read-only");
	is_int(c->wait_seconds, CMDLINE_WAIT_DEFAULT, "empty: the default wait");
	is_str(parse(" \n\t ")->root, NULL, "only white space");
}

static void test_last(void)
{
	is_str(parse("root=a root=b")->root, "b", "the last root wins");
	is_int(parse("ro rw")->writable, 1, "rw after ro");
	is_int(parse("rw ro")->writable, 0, "ro after rw");
	is_int(parse("rootwait rootwait=5")->wait_seconds, 5, "rootwait=5 after rootwait");
	is_int(parse("rootwait=5 rootwait")->wait_seconds, CMDLINE_WAIT_FOREVER,
	       "rootwait after rootwait=5");
	is_int(parse("rootdelay=9 rootwait=5")->wait_seconds, 5, "rootwait=5 after rootdelay=9");
}

static void test_quotes(void)
{
	is_str(parse("root=\"LABEL=a b\" ro")->root, "LABEL=a b", "a quoted value");
	is_str(parse("\"root=LABEL=a b\" ro")->root, "LABEL=a b", "a quoted word");
	is_str(parse("root=LABEL=\"a b\" rw")->root, "LABEL=\"a b\"",
	       "quotes inside a value stay, as in the kernel");
	is_str(parse("x=\"root=no\" root=yes")->root, "yes", "a quoted value hides words");
	is_str(parse("x=\"a root=no\" y")->root, NULL, "a quoted value hides white space");
	is_str(parse("root=\"\"")->root, "", "an empty quoted value");
	is_str(parse("\"\" root=a")->root, "a", "an empty quoted word");
	is_int(parse("x=\"a b\" rw")->writable, 1, "the word after a quoted one");
}

static void test_open_quotes(void)
{
	const struct cmdline *c = parse("root=a x=\"b rw");

	is_str(c->root, "a", "an open quote: what stood before it counts");
	is_int(c->writable, 0, "an open quote swallows the rest");
	ok(c->bad && *c->bad == 'x', "an open quote is malformed, and named");
	is_str(parse("\"root=a b")->root, "a b", "an open quote around a word");
	ok(parse("\"")->bad != NULL, "a lone quote");
	ok(parse("root=\"")->bad != NULL, "a quote at the very end");
	ok(parse("a\"b")->bad != NULL, "a quote inside a word");
}

static void test_init_words(void)
{
	is_str(parse("root=a -- root=b")->root, "a", "words after -- are init's");
	is_str(parse("root=a --x root=b")->root, "b", "--x is no --");
	is_str(parse("-- root=b")->root, NULL, "-- at the start");
	is_str(parse("root=a --")->root, "a", "-- at the end");
}

static void test_waits(void)
{
	is_int(parse("rootwait")->wait_seconds, CMDLINE_WAIT_FOREVER, "rootwait");
	is_int(parse("rootwait=0")->wait_seconds, 0, "rootwait=0");
	is_int(parse("rootdelay=12")->wait_seconds, 12, "rootdelay=12");
	is_int(parse("rootdelay")->wait_seconds, CMDLINE_WAIT_DEFAULT, "rootdelay without a value");
	is_int(parse("rootwait=1000000")->wait_seconds, CMDLINE_WAIT_MAX, "the longest wait");
	is_int(parse("rootwait=1000001")->wait_seconds, CMDLINE_WAIT_DEFAULT,
	       "longer than the longest: default");
	ok(parse("rootwait=1000001")->bad != NULL, "longer than the longest: malformed");
	ok(parse("rootwait=")->bad != NULL, "rootwait= without a number: malformed");
	ok(parse("rootwait=-1")->bad != NULL, "a negative number: malformed");
	ok(parse("rootwait=4x")->bad != NULL, "junk behind the number: malformed");
	ok(parse("rootwait=99999999999999999999")->bad != NULL,
	   "a number that overflows: malformed");
	is_int(parse("rootwait=0x10")->wait_seconds, CMDLINE_WAIT_DEFAULT,
	       "hexadecimal is no number here");
}

static void test_network(void)
{
	is_int(parse("root=/dev/vda")->network, 0, "no network");
	is_int(parse("ip=dhcp")->network, 1, "ip=");
	is_int(parse("ip=")->network, 1, "ip= without a value: the kernel configures");
	is_int(parse("ip")->network, 0, "ip alone is no parameter");
	is_int(parse("ip=off")->network, 0, "ip=off");
	is_int(parse("ip=none")->network, 0, "ip=none");
	is_int(parse("ip=dhcp ip=off")->network, 0, "the last ip= counts");
	is_int(parse("ip=off ip=dhcp")->network, 1, "the last ip= counts, the other way round");
	is_int(parse("nfsroot=10.0.0.1:/srv ip=off")->network, 1, "nfsroot= beside ip=off");
	is_int(parse("root=/dev/nfs")->network, 1, "root=/dev/nfs");
	is_int(parse("root=nfs4:10.0.0.1:/srv")->network, 1, "root=nfs4:");
	is_int(parse("root=/dev/nfs root=/dev/vda")->network, 0, "the last root= counts");
	is_int(parse("root=UUID=nfs:")->network, 0, "a root that only contains such a word");
	is_int(parse("coldprobe.net=always")->network, 1, "coldprobe.net=always");
	is_int(parse("coldprobe.net=never ip=dhcp")->network, 0, "coldprobe.net=never before ip=");
	is_int(parse("ip=dhcp coldprobe.net=sometimes")->network, 1,
	       "an unknown word of coldprobe.net= changes nothing");
	is_int(parse("x -- ip=dhcp")->network, 0, "words after -- ask for nothing");
}

/* What a module is given, in static storage. */
static const char *parameters(const char *text, const char *module)
{
	static char buffer[256];
	struct text all = TEXT(buffer);

	buffer[0] = '\0';
	parse(text);
	cmdline_parameters(&cmdline, module, &all);
	return buffer;
}

static void test_parameters(void)
{
	is_str(parameters("", "loop"), "", "no parameters");
	is_str(parameters("loop.max_loop=4 quiet", "loop"), "max_loop=4", "one");
	is_str(parameters("loop.a=1 x.b=2 loop.c", "loop"), "a=1 c",
	       "two, one bare; not another's");
	is_str(parameters("loop.a=1 loop.a=2", "loop"), "a=1 a=2",
	       "one twice: both, the kernel takes the last");
	is_str(parameters("usb-storage.delay_use=0 usb_storage.x-y=1", "usb_storage"),
	       "delay_use=0 x-y=1", "dashes in the module's name; the parameter's stay");
	is_str(parameters("loo.a=1 loop2.a=1 loop=1 loop", "loop"), "", "names are compared whole");
	is_str(parameters("loop.a=", "loop"), "a=", "an empty value");
	is_str(parameters("loop.a.b=c.d=e", "loop"), "a.b=c.d=e", "only the first . and = count");
	is_str(parameters("loop.a=\"b c\" loop.d", "loop"), "a=\"b c\" d", "a quoted value");
	is_str(parameters("loop.a=\"b\"", "loop"), "a=b", "quotes that protect nothing");
	is_str(parameters("\"loop.a=b c\"", "loop"), "a=\"b c\"", "a quoted word");
	is_str(parameters("loop.a=b\" \"c", "loop"), "a=b\" \"c",
	       "quotes inside a value stay as they are");
	is_str(parameters("loop.a=\"b\tc\"", "loop"), "a=\"b\tc\"", "a tab is a blank, too");
	is_str(parameters("loop.a=\"b c", "loop"), "a=\"b c\"", "an open quote is closed");
	is_str(parameters("x=1.5 loop.a=1", "x=1"), "", "a value with a dot is no module");
	is_str(parameters("x=\"loop.a=1\" -- loop.b=1", "loop"), "",
	       "inside a value and after -- there are none");
}

static void test_parameters_full(void)
{
	char buffer[8] = "o=1";
	struct text all = { buffer, sizeof(buffer), 3, 0 };

	parse("loop.a=2");
	cmdline_parameters(&cmdline, "loop", &all);
	is_str(buffer, "o=1 a=2", "behind what is there already");
	is_int(all.full, 0, "and it fits");
	parse("loop.b=3");
	cmdline_parameters(&cmdline, "loop", &all);
	is_int(all.full, 1, "what does not fit is marked");
}

/* cmdline_member: every member in brackets */
static void add_member(void *context, const char *member)
{
	text_add(context, "[");
	text_add(context, member);
	text_add(context, "]");
}

static const char *list(const char *text, const char *name)
{
	static char buffer[256];
	struct text all = TEXT(buffer);

	buffer[0] = '\0';
	parse(text);
	cmdline_list(&cmdline, name, add_member, &all);
	return buffer;
}

static void test_list(void)
{
	is_str(list("", "coldprobe.load"), "", "no list");
	is_str(list("coldprobe.load=a,b", "coldprobe.load"), "[a][b]", "two members");
	is_str(list("coldprobe.load=b x coldprobe.load=a,c", "coldprobe.load"), "[b][a][c]",
	       "two lists");
	is_str(list("coldprobe.load=,a,,b,", "coldprobe.load"), "[a][b]", "empty members");
	is_str(list("coldprobe.load= coldprobe.load", "coldprobe.load"), "", "nothing in it");
	is_str(list("coldprobe.load=\"a b,c\"", "coldprobe.load"), "[a b][c]", "quotes");
	is_str(list("module-blacklist=a-b", "module_blacklist"), "[a-b]",
	       "dashes in the name; those of a member stay");
	is_str(list("modprobe.blacklist=a -- modprobe.blacklist=b", "modprobe.blacklist"), "[a]",
	       "not behind --");
}

/* cmdline_member: as inserting a module does, ask for its parameters in the middle of the list */
static void ask_member(void *context, const char *member)
{
	char buffer[64] = "";
	struct text all = TEXT(buffer);

	add_member(context, member);
	cmdline_parameters(&cmdline, "loop", &all);
}

static void test_list_asked(void)
{
	char buffer[64] = "";
	struct text all = TEXT(buffer);

	parse("l=a,b loop.x=1 l=c");
	cmdline_list(&cmdline, "l", ask_member, &all);
	is_str(buffer, "[a][b][c]", "parameters asked for while a list is read");
	is_str(cmdline.text, "l=a,b loop.x=1 l=c", "the text stays as it was given");
}

/* Whatever the bytes are, the result points into the text or nowhere. */
static void test_inside(void)
{
	char *text = cmdline.text;
	unsigned i;

	memset(&cmdline, 0, sizeof(cmdline));
	memset(text, 'x', CMDLINE_SIZE - 1);
	memcpy(text + CMDLINE_SIZE - 8, "root=ab", 7);
	text[CMDLINE_SIZE - 9] = ' ';
	cmdline_parse(&cmdline);
	is_str(cmdline.root, "ab", "the longest line");
	memset(&cmdline, 0, sizeof(cmdline));
	for (i = 0; i < CMDLINE_SIZE - 1; i++)
		text[i] = i % 2 ? '"' : ' ';
	cmdline_parse(&cmdline);
	ok(!cmdline.root, "a line of quotes");
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
	test_network();
	test_parameters();
	test_parameters_full();
	test_list();
	test_list_asked();
	test_inside();
	return plan();
}
