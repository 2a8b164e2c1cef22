/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "pack.h"

#include <elf.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>

#include "../probe/bytes.h"
#include "../probe/inflate.h"
#include "modfile.h"
#include "pack_parts.h"
#include "select.h"

struct work {
	const struct selection *selection;
	const struct pack_kind *kind;
	int level;
	struct bytes *raw, *frames; /* of each choice */
	struct bytes dictionary;
	atomic_size_t next;
	void (*step)(struct work *work, size_t number);
};

/* ---- threads: each takes the next number, until there is none */

static void *thread_run(void *context)
{
	struct work *work = context;
	size_t number;

	while ((number = atomic_fetch_add(&work->next, 1)) < work->selection->count)
		if (work->selection->choices[number].is_packed)
			work->step(work, number);
	return NULL;
}

#define THREADS 64

static void run(struct work *work, void (*step)(struct work *work, size_t number))
{
	pthread_t threads[THREADS];
	cpu_set_t cpus;
	int count = 1, started = 0;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		count = CPU_COUNT(&cpus);
	work->next = 0;
	work->step = step;
	while (started < count - 1 && started < THREADS &&
	       pthread_create(&threads[started], NULL, thread_run, work) == 0)
		started++;
	thread_run(work);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

/* ---- a module's file, its tables as differences: inflate_elf() turns them back */

struct section {
	uint32_t type;
	uint64_t start, length, each;
};

static struct section section_read(const unsigned char *at, bool is_64)
{
	Elf64_Shdr wide;
	Elf32_Shdr narrow;

	memcpy(&wide, at, is_64 ? sizeof(wide) : 0);
	memcpy(&narrow, at, is_64 ? 0 : sizeof(narrow));
	return is_64 ? (struct section){ wide.sh_type, wide.sh_offset, wide.sh_size,
					 wide.sh_entsize }
		     : (struct section){ narrow.sh_type, narrow.sh_offset, narrow.sh_size,
					 narrow.sh_entsize };
}

/* Entries' first four bytes become differences to the entry before, or differences the sums. */
static void differ(unsigned char *at, uint64_t length, uint64_t each, bool back)
{
	uint32_t last = 0;

	for (; length >= each; at += each, length -= each) {
		uint32_t value = bytes_le32(at), changed = back ? last + value : value - last;

		last = back ? changed : value;
		for (int i = 0; i < 4; i++)
			at[i] = (unsigned char)(changed >> 8 * i);
	}
}

/* Returns false when a section does not lie in the file, which has at least an ELF header. */
static bool differ_tables(struct bytes *file, bool back)
{
	bool is_64 = file->data[EI_CLASS] == ELFCLASS64;
	size_t each = is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	size_t count = bytes_le16(file->data + (is_64 ? offsetof(Elf64_Ehdr, e_shnum)
						      : offsetof(Elf32_Ehdr, e_shnum)));
	uint64_t table = is_64 ? bytes_le64(file->data + offsetof(Elf64_Ehdr, e_shoff))
			       : bytes_le32(file->data + offsetof(Elf32_Ehdr, e_shoff));

	if (table > file->size || count > (file->size - table) / each)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct section section = section_read(file->data + table + i * each, is_64);

		if ((section.type != SHT_RELA && section.type != SHT_REL &&
		     section.type != SHT_SYMTAB) ||
		    section.each < 4)
			continue;
		if (section.start > file->size || section.length > file->size - section.start)
			return false;
		differ(file->data + section.start, section.length, section.each, back);
	}
	return true;
}

static struct bytes copy(const unsigned char *data, size_t size)
{
	struct bytes bytes = { .data = xmalloc(size), .size = size };

	memcpy(bytes.data, data, size);
	return bytes;
}

static void step_read(struct work *work, size_t number)
{
	const struct choice *choice = &work->selection->choices[number];
	const struct module *module = choice->module;
	char *path = xasprintf("%s/%s", work->selection->kernel->dir, module->path);
	struct bytes *raw = &work->raw[number];
	struct modfile file;

	if (choice->lean.data) {
		*raw = copy(choice->lean.data, choice->lean.size);
	} else {
		modfile_open(&file, path);
		if (file.size != module->size || file.is_signed != module->is_signed)
			fatal("%s: has changed since it was read", path);
		*raw = copy(file.data, file.size);
		modfile_close(&file);
	}
	if (raw->size < sizeof(Elf64_Ehdr) || !differ_tables(raw, false))
		fatal("%s: its sections lie beyond its end", path);
	free(path);
}

struct bytes pack_inflate(const struct bytes *file, size_t at, size_t size, size_t dictionary,
			  const char *name)
{
	bool lies_within = dictionary <= file->size && at <= file->size && size <= file->size - at;
	int64_t whole = lies_within ? inflate_size(file->data + at, size) : 0;
	unsigned char *room;
	struct bytes module;

	if (whole < (int64_t)sizeof(Elf64_Ehdr) || whole > INT32_MAX)
		fatal("%s: damaged: no packed module", name);
	room = xmalloc(dictionary + (size_t)whole);
	if (dictionary > 0)
		memcpy(room, file->data, dictionary);
	if (inflate_module(file->data + at, size, room + dictionary, (size_t)whole, dictionary) !=
	    whole)
		fatal("%s: damaged: it cannot be inflated", name);
	module = copy(room + dictionary, (size_t)whole);
	free(room);
	if (!differ_tables(&module, true))
		fatal("%s: damaged: its sections lie beyond its end", name);
	return module;
}

static const struct pack_kind *kind_of(const struct work *work, size_t number)
{
	return work->kind->common && work->selection->choices[number].is_common ? work->kind->common
										: work->kind;
}

static void step_pack(struct work *work, size_t number)
{
	const struct pack_kind *kind = kind_of(work, number);
	int level = work->level && work->level < kind->max_level ? work->level : kind->max_level;

	kind->pack(&work->raw[number], &work->dictionary, level, &work->frames[number]);
}

/* ---- the dictionary */

#define DICTIONARY_MAX	  (112u << 10) /* more does not pay: docs/performance.md */
#define DICTIONARY_PART	  400	       /* of the modules' bytes, for an image of few */
#define DICTIONARY_MIN	  (8u << 10)
#define DICTIONARY_SAMPLE (128u << 10) /* of each module, its beginning */

static void train(struct work *work, size_t size)
{
	ZDICT_fastCover_params_t parameters = {
		.k = 1024, .d = 8, .f = 20, .accel = 1, .splitPoint = 1.0
	};
	size_t *sizes = xcalloc(work->selection->count + 1, sizeof(*sizes)), header, at = 0;
	unsigned char *samples = NULL, *trained = xmalloc(size + 1024);
	unsigned count = 0;

	for (size_t i = 0; i < work->selection->count; i++) {
		size_t part = work->raw[i].size < DICTIONARY_SAMPLE ? work->raw[i].size
								    : DICTIONARY_SAMPLE;

		if (part == 0 || !kind_of(work, i)->has_dictionary)
			continue;
		samples = xrealloc(samples, at + part);
		memcpy(samples + at, work->raw[i].data, part);
		sizes[count++] = part;
		at += part;
	}
	at = ZDICT_trainFromBuffer_fastCover(trained, size + 1024, samples, sizes, count,
					     parameters);
	/* What comes first, codes, is of no use here: as many whole KiB as there are, from the end. */
	header = ZDICT_isError(at) ? at : ZDICT_getDictHeaderSize(trained, at);
	if (!ZDICT_isError(header) && at - header >= DICTIONARY_MIN) {
		size = (at - header) & ~(size_t)1023;
		work->dictionary = (struct bytes){ .data = xmalloc(size), .size = size };
		memcpy(work->dictionary.data, trained + at - size, size);
	}
	free(samples);
	free(sizes);
	free(trained);
}

/* ---- the file */

static void append(struct bytes *file, const struct bytes *part)
{
	file->data = xrealloc(file->data, file->size + part->size);
	memcpy(file->data + file->size, part->data, part->size);
	file->size += part->size;
}

static struct bytes lay_out(const struct work *work, struct selection *selection)
{
	struct bytes file = { 0 };

	if (work->dictionary.size > 0)
		append(&file, &work->dictionary);
	for (size_t i = 0; i < selection->count; i++) {
		const struct bytes *frame = &work->frames[i];

		if (!frame->data)
			continue;
		selection->choices[i].packed.at = file.size;
		selection->choices[i].packed.size = frame->size;
		append(&file, frame);
	}
	if (file.size > INT32_MAX)
		fatal("the packed modules are larger than 2 GiB");
	return file;
}

struct bytes pack_modules(struct selection *selection, const struct pack_kind *kind, int level)
{
	struct work work = { .selection = selection, .kind = kind, .level = level };
	size_t all = 0, size;
	struct bytes file;

	work.raw = xcalloc(selection->count + 1, sizeof(*work.raw));
	work.frames = xcalloc(selection->count + 1, sizeof(*work.frames));
	run(&work, step_read);
	for (size_t i = 0; i < selection->count; i++)
		all += kind_of(&work, i)->has_dictionary ? work.raw[i].size : 0;
	size = all / DICTIONARY_PART < DICTIONARY_MAX ? all / DICTIONARY_PART : DICTIONARY_MAX;
	if (size >= DICTIONARY_MIN)
		train(&work, size);
	run(&work, step_pack);
	selection->dictionary = work.dictionary.size;
	file = lay_out(&work, selection);
	for (size_t i = 0; i < selection->count; i++) {
		free(work.raw[i].data);
		free(work.frames[i].data);
	}
	free(work.raw);
	free(work.frames);
	free(work.dictionary.data);
	return file;
}
