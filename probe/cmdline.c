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

/* Returns 0 when the word is malformed. */
static int take_word(struct cmdline *cmdline, const char *name, const char *value)
{
	if (same_name(name, "ro"))
		cmdline->writable = 0;
	else if (same_name(name, "rw"))
		cmdline->writable = 1;
	else if (same_name(name, "rootwait") || (value && same_name(name, "rootdelay")))
		return set_wait(cmdline, value);
	else if (!value)
		return 1;
	else if (same_name(name, "root"))
		cmdline->root = value;
	else if (same_name(name, "rootfstype"))
		cmdline->rootfstype = value;
	else if (same_name(name, "rootflags"))
		cmdline->rootflags = value;
	else if (same_name(name, "init"))
		cmdline->init = value;
	return 1;
}

void cmdline_parse(struct cmdline *cmdline, char *text)
{
	char *word, *value;
	int open, good;

	memset(cmdline, 0, sizeof(*cmdline));
	cmdline->wait_seconds = CMDLINE_WAIT_DEFAULT;
	for (;;) {
		while (is_space(*text))
			text++;
		if (!*text)
			return;
		text = next_word(text, &word, &value, &open);
		if (!value && !strcmp(word, "--"))
			return;
		good = take_word(cmdline, word, value);
		if ((open || !good) && !cmdline->bad) {
			cmdline->bad = word;
			if (value)
				word[strlen(word)] = '='; /* whole again, for the message */
		}
	}
}
