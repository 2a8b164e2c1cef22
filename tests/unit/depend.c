/* SPDX-License-Identifier: MIT */
/* depend and select on small kernels made up here: order of insertion, cycles, reasons */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../initramfs/depend.h"
#include "../../initramfs/select.h"
#include "../../initramfs/util.h"

/* A module in words: its name, then depends=, pre=, post=, weak=, alias= with commas between
 * several; follow= becomes a line of the profile. */
static void module_make(struct module *module, const char *text, FILE *profile)
{
	struct strings words = { 0 };

	strings_add_words(&words, text, " ");
	*module = (struct module){ .name = xstrdup(words.items[0]) };
	module->path = xasprintf("kernel/%s.ko", module->name);
	for (size_t i = 1; i < words.count; i++) {
		char *value = strchr(words.items[i], '=');
		struct strings *list = NULL;

		*value++ = '\0';
		if (strcmp(words.items[i], "depends") == 0)
			list = &module->depends;
		else if (strcmp(words.items[i], "pre") == 0)
			list = &module->softpre;
		else if (strcmp(words.items[i], "post") == 0)
			list = &module->softpost;
		else if (strcmp(words.items[i], "weak") == 0)
			list = &module->weak;
		else if (strcmp(words.items[i], "alias") == 0)
			list = &module->aliases;
		if (list)
			strings_add_words(list, value, ",");
		else
			fprintf(profile, "follow %s %s\n", module->name, value);
	}
	strings_free(&words);
}

static void print_names(char **to, const struct selection *selection, const unsigned *numbers,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned number = numbers[i] & ~DEPEND_FALLBACK;
		char *longer = xasprintf("%s%s%s ", *to, number == numbers[i] ? "" : "or:",
					 selection->choices[number].module->name);

		free(*to);
		*to = longer;
	}
}

static unsigned tests, failures;

/* In a kernel of these modules; the profile is a file, and the caller's to remove. */
static void kernel_make(struct kernel *kernel, const char *const *modules, char *profile)
{
	int fd = mkstemp(profile);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

	if (!stream)
		fatal("%s:", profile);
	*kernel = (struct kernel){ .dir = xstrdup("kernel"), .release = xstrdup("test") };
	while (modules[kernel->count])
		kernel->count++;
	kernel->modules = xcalloc(kernel->count, sizeof(*kernel->modules));
	for (size_t i = 0; i < kernel->count; i++)
		module_make(&kernel->modules[i], modules[i], stream);
	strings_add(&kernel->builtin, "built_in");
	kernel_index(kernel);
	if (fclose(stream) != 0)
		fatal("%s:", profile);
}

/* What comes before and after the module `name` is "before | after"; its reason is `reason`. */
static void is(const char *title, const char *const *modules, const char *root, const char *name,
	       const char *order, const char *reason)
{
	char profile[] = "/tmp/coldprobe-profile.XXXXXX";
	struct kernel kernel;
	struct selection selection;
	struct wish wish = { 0 };
	char *text = xstrdup("absent");
	const char *why = "absent";

	kernel_make(&kernel, modules, profile);
	strings_add(&wish.modules, root);
	strings_add(&wish.profiles, profile);
	select_modules(&selection, &kernel, &wish);
	unlink(profile);
	for (size_t i = 0; i < selection.count; i++) {
		struct choice *choice = &selection.choices[i];

		if (strcmp(choice->module->name, name) != 0)
			continue;
		free(text);
		text = xstrdup("");
		why = choice->reason;
		print_names(&text, &selection, choice->before, choice->before_count);
		text = xasprintf("%s| ", text);
		print_names(&text, &selection, choice->after, choice->after_count);
	}
	tests++;
	if (strcmp(text, order) != 0 || strcmp(why, reason) != 0) {
		failures++;
		printf("not ok %u - %s\n# order %s, not %s\n# reason %s, not %s\n", tests, title,
		       text, order, why, reason);
	} else {
		printf("ok %u - %s\n", tests, title);
	}
	select_free(&selection);
	kernel_free(&kernel);
	strings_free(&wish.modules);
	strings_free(&wish.profiles);
	free(text);
}

#define MODULES(...) ((const char *const[]){ __VA_ARGS__, NULL })

int main(void)
{
	is("depends, deepest first", MODULES("a depends=b,c", "b depends=c", "c"), "a", "a",
	   "c b | ", "--module a");
	is("what is built in needs nothing", MODULES("a depends=built_in pre=built_in"), "a", "a",
	   "| ", "--module a");
	is("depends before softdep pre", MODULES("a depends=b pre=c", "b", "c"), "a", "a", "b c | ",
	   "--module a");
	is("softdep pre of a dependency", MODULES("a depends=b", "b pre=c", "c depends=d", "d"),
	   "a", "a", "d c b | ", "--module a");
	is("an alias is every provider, in kmod's order",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x", "generic alias=crypto-x"), "a", "a",
	   "fast generic | ", "--module a");
	is("the reason names the alias",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x", "generic alias=crypto-x"), "a",
	   "generic", "| ", "softdep of a (crypto-x)");
	is("a module's name goes before an alias", MODULES("a pre=x", "y alias=x", "x"), "a", "a",
	   "x | ", "--module a");
	is("softdep post, with what it needs", MODULES("a post=b", "b depends=c", "c"), "a", "a",
	   "| c b ", "--module a");
	is("softdep post of a dependency, needing the one that depends",
	   MODULES("a depends=b", "b post=c", "c depends=a"), "a", "a", "b | c ", "--module a");
	is("a generic provider of a crypto alias is a fallback",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x", "x_generic alias=crypto-x"), "a", "a",
	   "fast or:x_generic | ", "--module a");
	is("with what it alone needs",
	   MODULES("fast alias=crypto-x depends=c", "a pre=crypto-x", "b", "c",
		   "x_generic alias=crypto-x depends=b,c"),
	   "a", "a", "c fast or:b or:x_generic | ", "--module a");
	is("not one that comes first",
	   MODULES("x_generic alias=crypto-x", "fast alias=crypto-x", "a pre=crypto-x"), "a", "a",
	   "x_generic fast | ", "--module a");
	is("nor the only one", MODULES("a pre=crypto-x", "x_generic alias=crypto-x"), "a", "a",
	   "x_generic | ", "--module a");
	is("nor of an alias of devices",
	   MODULES("fast alias=bus:x", "a pre=bus:x", "x_generic alias=bus:x"), "a", "a",
	   "fast x_generic | ", "--module a");
	is("nor one whose symbols are needed, with all that it needs",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x,d", "x_generic alias=crypto-x depends=b",
		   "b", "d depends=x_generic"),
	   "a", "a", "fast b x_generic d | ", "--module a");
	is("nor when what it needs is needed",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x,d", "x_generic alias=crypto-x depends=b",
		   "b", "d depends=b"),
	   "a", "a", "fast b x_generic d | ", "--module a");
	is("nor one that a softdep names",
	   MODULES("fast alias=crypto-x", "a pre=crypto-x,d", "x_generic alias=crypto-x",
		   "d pre=x_generic"),
	   "a", "a", "fast x_generic d | ", "--module a");
	is("nor of another alias than the faster one's",
	   MODULES("fast alias=crypto-y", "a pre=crypto-y,crypto-x", "x_generic alias=crypto-x"),
	   "a", "a", "fast x_generic | ", "--module a");
	is("softdep post: never",
	   MODULES("fast alias=crypto-x", "a post=crypto-x", "x_generic alias=crypto-x"), "a", "a",
	   "| fast x_generic ", "--module a");
	is("weakdep: packed", MODULES("a weak=b", "b depends=c", "c"), "a", "c", "| ",
	   "needed by b");
	is("weakdep: not inserted", MODULES("a weak=b", "b"), "a", "a", "| ", "--module a");
	is("softdep cycle", MODULES("a pre=b", "b pre=a"), "a", "a", "b | ", "--module a");
	is("softdep cycle, from the other end", MODULES("a pre=b", "b pre=a"), "a", "b", "a | ",
	   "softdep of a");
	is("softdep pre that depends on the module: after it", MODULES("a pre=b", "b depends=a"),
	   "a", "a", "| b ", "--module a");
	is("the same, further down",
	   MODULES("a depends=b", "b pre=c", "c depends=d", "d depends=b"), "a", "a", "b | d c ",
	   "--module a");
	is("pre and post of each other", MODULES("a pre=b post=b", "b pre=a"), "a", "a", "b | ",
	   "--module a");
	is("the nearest reason", MODULES("z pre=x", "a depends=b", "b depends=x,z", "x"), "a", "x",
	   "| ", "needed by b");
	is("depends is stronger than softdep",
	   MODULES("b pre=x", "c depends=x", "a depends=b,c", "x"), "a", "x", "| ", "needed by c");
	is("follow: after it, with what it needs", MODULES("a follow=b", "b depends=c", "c"), "a",
	   "a", "| c b ", "--module a");
	is("follow: the reason", MODULES("a follow=b", "b"), "a", "b", "| ", "follows a");
	is("follow: of a dependency", MODULES("a depends=b", "b follow=c", "c depends=a"), "a", "a",
	   "b | c ", "--module a");
	is("follow: each other", MODULES("a follow=b", "b follow=a"), "a", "b", "| a ",
	   "follows a");
	is("follow: behind softdep post", MODULES("a post=b follow=c", "b", "c"), "a", "a",
	   "| b c ", "--module a");
	is("follow: a module that is not there", MODULES("a follow=b"), "a", "a", "| ",
	   "--module a");
	is("follow: softdep is stronger", MODULES("a follow=b post=b", "b"), "a", "b", "| ",
	   "softdep of a");
	is("follow: weakdep is weaker", MODULES("a follow=b weak=b", "b"), "a", "b", "| ",
	   "follows a");
	printf("1..%u\n", tests);
	return failures > 0;
}
