/* SPDX-License-Identifier: MIT */
/*
 * modules: the machine's "module:" lines as a kernel's modules, and the table that the real baker
 * makes of them
 *
 * The baker is the host command's; the closure over depends and softdeps is a small one of its own,
 * so that a machine says all that its transcript follows from: softpre (by name, else by alias),
 * then depends, depth first.
 */
#ifndef TESTS_MODULES_H
#define TESTS_MODULES_H

#include "machine.h"
#include "../../initramfs/kernel.h"

void modules_read(struct kernel *kernel, const struct machine *machine);

/* modules_word: the value of KEY=VALUE in a module's line, or NULL. modules_says: does it have this word? */
char *modules_word(unsigned module, const char *key);
int modules_says(unsigned module, const char *word);

/* modules_file: the path of its file below the module directory, for the caller to free; NULL: it is packed. */
char *modules_file(unsigned module);

/*
 * modules_packed: the file of packed modules: of each what the real packer makes of "module NAME\n", or, damaged, the
 * first half of that. size is 0 when there are none.
 */
struct bytes modules_packed(const struct kernel *kernel);

/* modules_bake: the table with all of them. */
struct bytes modules_bake(const struct kernel *kernel);

/* modules_bake_trimmed: that of its "trimmed:" lines; data is NULL when there is none. */
struct bytes modules_bake_trimmed(const struct kernel *kernel);

/* modules_find: by name; -1: none. */
int modules_find(const struct kernel *kernel, const char *name);

#endif
