/* SPDX-License-Identifier: MIT */
/*
 * manifest: what an image says about itself, written and read
 *
 * Text, for people and for programs. First what was asked for, a word and its value on a line, then an empty line,
 * then records: a word and its fields, separated by tabs. No field is empty: `-` is for nothing.
 *
 *     coldprobe VERSION       that made it
 *     manifest 2              the version of this format
 *     kernel RELEASE
 *     profile NAME            as given, as often as given; `default` when neither it nor a trace was
 *     module NAME             the same of --module
 *     only FILE               the same of --only
 *
 *     module NAME BYTES SIGNED CLASSES FLAGS OPTIONS REASON
 *                             in kmod's order. BYTES decompressed, and lean if it is; SIGNED is `signed` or
 *                             `unsigned`, as in the image; CLASSES
 *                             are words with commas between them: storage, net, filesystem, supplier; FLAGS
 *                             too: `device` (a device brings it in), `sequential`, `urgent`, `likely`, `compressed` (its file is
 *                             stored so), `packed` (pack.h), `lean` (lean.h), `blacklisted`; OPTIONS are its parameters;
 *                             REASON says what chose it
 *     firmware MODULE FILE    below lib/firmware; behind its module's record
 *     missing MODULE NAME     firmware that no file has, as the module names it; behind those
 *     left NAME REASON        a module left to the real system; behind all modules
 *
 * No path of the machine that makes the image is in it, but those of a profile that is a file, and of a trace.
 */
#ifndef INITRAMFS_MANIFEST_H
#define INITRAMFS_MANIFEST_H

#include "select.h"
#include "util.h"

struct manifest_module {
	const char *name;
	unsigned long long size; /* bytes */
	bool is_signed;
	const char *classes, *flags, *options; /* "-": none */
	const char *reason;
	struct strings firmware, missing; /* names */
};

struct manifest_left {
	const char *name, *reason;
};

/* Every string but the copies in the lists points into the text that was parsed. */
struct manifest {
	const char *version; /* of the coldprobe that made it */
	const char *release;
	struct strings profiles, asked, traces; /* as given */
	struct manifest_module *modules;
	size_t count;
	struct manifest_left *left;
	size_t left_count;
};

/* manifest_make: the text for a selection; the caller frees data. */
struct bytes manifest_make(const struct selection *selection, const struct wish *wish);

/* manifest_parse: `text` is cut up by it. Returns NULL, or what is wrong with it: not to be freed, and the manifest
 * still is. */
const char *manifest_parse(struct manifest *manifest, char *text);
void manifest_free(struct manifest *manifest);

#endif
