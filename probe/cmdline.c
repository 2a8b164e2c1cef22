/* SPDX-License-Identifier: MIT */
#include "cmdline.h"

#include <stddef.h>
#include <string.h>

#include "text.h"

static int is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Cut the next word off in place, its quotes dropped. *value is what follows its first `=`, or
 * NULL. Returns where to go on. *open tells that a quote never ended; the word then reaches to the
 * end, as in the kernel.
 */
static char *next_word(char *text, char **word, char **value, int *open)
{
	int quoted = *text == '"';
	char *start = text + quoted, *equals = NULL, *end;

	*open = quoted;
	for (end = start; *end && (*open || !is_space(*end)); end++) {
		if (*end == '"')
			*open = !*open;
		else if (*end == '=' && !equals && end > start)
			equals = end;
	}
	text = *end ? end + 1 : end;
	*end = '\0';

	if (end > start && end[-1] == '"' && (quoted || (equals && equals[1] == '"')))
		end[-1] = '\0';
	*word = start;
	*value = NULL;
	if (equals) {
		*equals = '\0';
		*value = equals + 1;
		if (**value == '"')
			++*value;
	}
	return text;
}

static int same_name(const char *name, const char *wanted)
{
	while (*name && (*name == *wanted || (*name == '-' && *wanted == '_'))) {
		name++;
		wanted++;
	}
	return !*name && !*wanted;
}

/* Called for each word, with the part behind its `=` or NULL; a word is malformed when it is `open`. */
typedef void visit_word(void *context, char *name, char *value, int open);

static void each_word(char *text, visit_word *visit, void *context)
{
	char *word, *value;
	int open;

	for (;;) {
		while (is_space(*text))
			text++;
		if (!*text)
			return;
		text = next_word(text, &word, &value, &open);
		if (!value && !strcmp(word, "--"))
			return;
		visit(context, word, value, open);
	}
}

/* rootwait, rootwait=N, rootdelay=N. Returns 0 when the value is no number of seconds. */
static int set_wait(struct cmdline *cmdline, const char *value)
{
	unsigned seconds;

	if (!value) {
		cmdline->wait_seconds = CMDLINE_WAIT_FOREVER;
		return 1;
	}
	if (!text_decimal(value, &seconds) || seconds > CMDLINE_WAIT_MAX)
		return 0;
	cmdline->wait_seconds = (int)seconds;
	return 1;
}

static const struct {
	char name[18];
	unsigned short field;
} values[] = {
	{ "root", offsetof(struct cmdline, root) },
	{ "rootfstype", offsetof(struct cmdline, rootfstype) },
	{ "rootflags", offsetof(struct cmdline, rootflags) },
	{ "init", offsetof(struct cmdline, init) },
	{ "resume", offsetof(struct cmdline, resume) },
	{ "resume_offset", offsetof(struct cmdline, resume_offset) },
	{ "coldprobe.overlay", offsetof(struct cmdline, overlay) },
	{ "ip", offsetof(struct cmdline, ip) },
	{ "coldprobe.net", offsetof(struct cmdline, net) },
};

/* Returns 0 when the word is malformed. */
static int take_name(struct cmdline *cmdline, const char *name, const char *value)
{
	if (same_name(name, "ro"))
		cmdline->writable = 0;
	else if (same_name(name, "rw"))
		cmdline->writable = 1;
	else if (same_name(name, "noresume") || same_name(name, "nohibernate"))
		cmdline->no_resume = 1;
	else if (same_name(name, "rootwait") || (value && same_name(name, "rootdelay")))
		return set_wait(cmdline, value);
	else if (!value && same_name(name, "coldprobe.shell"))
		cmdline->shell = 1;
	else if (!value && same_name(name, "coldprobe.watchdog"))
		cmdline->watchdog = 1;
	else if (value && same_name(name, "nfsroot"))
		cmdline->network = 1;
	for (size_t i = 0; value && i < sizeof(values) / sizeof(*values); i++)
		if (same_name(name, values[i].name))
			*(const char **)((char *)cmdline + values[i].field) = value;
	return 1;
}

static void take_word(void *context, char *name, char *value, int open)
{
	struct cmdline *cmdline = context;
	int good = take_name(cmdline, name, value);

	if ((!open && good) || cmdline->bad)
		return;
	cmdline->bad = name;
	if (value)
		name[strlen(name)] = '='; /* whole again, for the message */
}

/* Roots that lie on a network, as other initramfs systems write them. */
static int is_network_root(const char *root)
{
	return text_begins(root, "/dev/nfs\0nfs\0iscsi:\0nbd:\0http\0cifs:\0//\0");
}

void cmdline_parse(struct cmdline *cmdline)
{
	memcpy(cmdline->parsed, cmdline->text, sizeof(cmdline->parsed));
	cmdline->wait_seconds = CMDLINE_WAIT_DEFAULT;
	each_word(cmdline->parsed, take_word, cmdline);
	if ((cmdline->root && is_network_root(cmdline->root)) ||
	    (cmdline->ip && strcmp(cmdline->ip, "off") && strcmp(cmdline->ip, "none")))
		cmdline->network = 1;
	if (cmdline->net && !strcmp(cmdline->net, "always"))
		cmdline->network = 1;
	else if (cmdline->net && !strcmp(cmdline->net, "never"))
		cmdline->network = 0;
}

/* ---- asked once more, for what concerns modules: the words are cut in a copy */

static void each_word_again(const struct cmdline *cmdline, visit_word *visit, void *context)
{
	/* Not static: what is visited may insert a module, and that asks for its parameters. */
	char copy[CMDLINE_SIZE];

	memcpy(copy, cmdline->text, sizeof(copy));
	each_word(copy, visit, context);
}

struct parameter_search {
	const char *module;
	struct text *parameters;
};

static int has_space(const char *text)
{
	while (*text && !is_space(*text))
		text++;
	return *text != '\0';
}

static void take_parameter(void *context, char *name, char *value, int open)
{
	const struct parameter_search *search = context;
	size_t dot = text_find(name, '.');
	int blank;

	(void)open;
	if (!name[dot])
		return;
	name[dot] = '\0';
	if (!same_name(name, search->module))
		return;
	if (search->parameters->length)
		text_add(search->parameters, " ");
	text_add(search->parameters, name + dot + 1);
	if (!value)
		return;
	/* Quotes that were dropped come back; those inside a value protect its blanks already. */
	blank = has_space(value) && (value[-1] == '"' || !value[text_find(value, '"')]);
	text_add(search->parameters, blank ? "=\"" : "=");
	text_add(search->parameters, value);
	if (blank)
		text_add(search->parameters, "\"");
}

void cmdline_parameters(const struct cmdline *cmdline, const char *module, struct text *parameters)
{
	struct parameter_search search = { module, parameters };

	each_word_again(cmdline, take_parameter, &search);
}

struct list_search {
	const char *name;
	cmdline_member *visit;
	void *context;
};

static void take_list(void *context, char *name, char *value, int open)
{
	const struct list_search *search = context;
	char *end;

	(void)open;
	if (!value || !same_name(name, search->name))
		return;
	for (;; value = end + 1) {
		char more;

		end = value + text_find(value, ',');
		more = *end;
		*end = '\0';
		if (*value)
			search->visit(search->context, value);
		if (!more)
			return;
	}
}

void cmdline_list(const struct cmdline *cmdline, const char *name, cmdline_member *visit,
		  void *context)
{
	struct list_search search = { name, visit, context };

	each_word_again(cmdline, take_list, &search);
}
