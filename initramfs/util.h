/* SPDX-License-Identifier: MIT */
/*
 * util: what every file of the host command uses
 *
 * A host command has one way to fail: fatal(). It prints "coldprobe: " and the message on standard
 * error, removes a half-written output (output.h), and exits 1.
 */
#ifndef INITRAMFS_UTIL_H
#define INITRAMFS_UTIL_H

#include <stddef.h>

/* fatal: a format that ends in ':' gets a space and strerror(errno) appended. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* warning: the same line, with "warning: " after the prefix; the work goes on. */
void warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A buffer of bytes, malloc'ed; the holder frees data. */
struct bytes {
	unsigned char *data;
	size_t size;
};

/* A list of strings, owned by whoever owns the struct; items are never NULL. */
struct strings {
	char **items;
	size_t count;
};

void strings_add(struct strings *list, const char *string); /* keeps a copy */
void strings_add_words(struct strings *list, const char *text, const char *separators);
void strings_free(struct strings *list);

/* file_read: a whole file; fatal, naming the file and the reason, when it cannot be read. */
struct bytes file_read(const char *path);

/*
 * file_read_text: a whole text file with a NUL behind it, for the caller to free. NULL when there
 * is no such file; any other failure is fatal. A NUL byte inside it ends the text.
 */
char *file_read_text(const char *path);

/* path_base: what follows the last '/', in `path`. */
const char *path_base(const char *path);

/*
 * text_line: the next line of a text, or NULL at its end. The line end is overwritten with NUL and
 * *next moved behind it; *next starts as the text itself.
 */
char *text_line(char **next);

/* stdout_close: what was printed is out; fatal when it is not (a full disk, a closed pipe). */
void stdout_close(void);

/* Memory: fatal when there is none. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *string);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* xgrow: room for one more item behind `count` of them; the room doubles, so that adding stays
 * cheap. */
void *xgrow(void *items, size_t count, size_t item_size);

#endif
