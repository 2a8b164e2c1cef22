/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <string.h>

#include "block.h"
#include "coldplug.h"
#include "files.h"
#include "insert.h"
#include "log.h"
#include "text.h"

#define DEBUGFS	 "/sys/kernel/debug"
#define DEFERRED DEBUGFS "/devices_deferred"

/* Of one report. Large: never on the stack. */
struct report {
	const struct loader *loader;
	struct table trimmed; /* header is NULL: there is none */
	int wants_net;	      /* which devices are listed now */
	int is_net;	      /* only network drivers serve the last one that was looked up */
	unsigned blocks, listed, more, others;
	char deferred[REPORT_DEFERRED]; /* what the kernel says: "NAME\tREASON\n", a line each */
	char blob[TABLE_MAX_TRIMMED] __attribute__((aligned(8)));
};

/* ---- one module: why is it of no use? */

/* What is in the kernel but does not drive the device: what does the kernel say? */
static void add_waiting(const struct report *report, int dir, const char *name, struct text *text)
{
	char state[16];
	const char *reason;

	for (const char *line = report->deferred; *line; line += !!*line) {
		reason = text_after(line, name);
		line += text_find(line, '\n');
		if (!reason || *reason != '\t')
			continue;
		text_add(text, ", deferred");
		if (++reason < line)
			text_add(text, ": ");
		text_add_bytes(text, reason, (size_t)(line - reason));
		return;
	}
	if (files_read_part(dir, name, "/waiting_for_supplier", state, sizeof(state)) > 0 &&
	    *state == '1')
		text_add(text, ", waits for a supplier that is not there");
}

/* Links supplier:BUS:NAME, each with its state (drivers/base/core.c): "dormant" is one without a driver. */
static void add_suppliers(int dir, const char *name, struct text *text)
{
	struct listing links;
	const char *link, *supplier;

	if (files_list(&links, dir, name))
		return;
	while ((link = files_next(&links))) {
		char state[32];

		supplier = text_after(link, "supplier:");
		if (!supplier ||
		    files_read_part(links.fd, link, "/status", state, sizeof(state)) < 0 ||
		    !text_after(state, "dormant"))
			continue;
		text_add(text, ", supplier ");
		text_add(text, supplier);
		text_add(text, " has no driver");
	}
	files_end(&links);
}

static void add_unbound(const struct report *report, unsigned module, int dir, const char *name,
			struct text *text)
{
	size_t before;

	text_add(text, "inserted, but it does not drive the device");
	before = text->length;
	add_waiting(report, dir, name, text);
	add_suppliers(dir, name, text);
	if (text->length == before &&
	    report->loader->table.modules[module].flags & TABLE_MODULE_FIRMWARE)
		text_add(text, ", and not all of its firmware is in the image: coldprobe inspect "
			       "lists it");
}

/* Of the baked table. */
static void add_reason(const struct report *report, unsigned module, int dir, const char *name,
		       struct text *text)
{
	const struct loader *loader = report->loader;

	switch (state_of(loader, module)) {
	case INSERTED:
		add_unbound(report, module, dir, name, text);
		break;
	case FAILED:
		text_add(text, "not inserted: ");
		text_add(text, insert_error_text(loader->why[module]));
		break;
	case SKIPPED:
		text_add(text, "skipped on the kernel command line (coldprobe.skip= or "
			       "module_blacklist=)");
		break;
	case RUNNING:
		text_add(text, "still initialising");
		break;
	default:
		text_add(text,
			 loader->state[module] & NO_ALIAS
				 ? "blacklisted on the kernel command line (modprobe.blacklist=)"
			 : classes_of(loader, module) & loader->classes
				 ? "not inserted: still waits for other modules"
				 : "not inserted: no network is asked for (ip=, nfsroot=, "
				   "coldprobe.net=always)");
	}
}

/* Of the table of what is not there: the reason stands in it. */
static void add_trimmed(const struct table *trimmed, unsigned module, const char *name,
			struct text *text)
{
	const char *why = trimmed->strings + trimmed->modules[module].options;

	text_add(text, why);
	if (*why && why[strlen(why) - 1] == ' ')
		text_add(text, name);
}

/* Whoever serves it, and why each does not. Returns how many do. */
static int add_modules(struct report *report, const char *alias, int dir, const char *device,
		       struct text *text)
{
	const struct table *tables[] = { &report->loader->table, &report->trimmed };
	int total = 0;

	report->is_net = 1;
	for (unsigned i = 0; i < 2; i++) {
		uint16_t found[LOAD_MAX_MATCHES];
		char name[ALIAS_NAME_SIZE];
		int count = 0;

		if (tables[i]->header)
			count = alias_lookup(tables[i], alias, found, LOAD_MAX_MATCHES);
		for (int k = 0; k < count; k++) {
			if (!(tables[i]->modules[found[k]].flags & TABLE_MODULE_NET))
				report->is_net = 0;
			if (++total > REPORT_MAX_MODULES)
				continue;
			text_add(text, total > 1 ? "; " : ": ");
			text_add(text, alias_name(tables[i], found[k], name));
			text_add(text, ": ");
			if (i)
				add_trimmed(tables[i], found[k], name, text);
			else
				add_reason(report, found[k], dir, device, text);
		}
	}
	if (total > REPORT_MAX_MODULES) {
		text_add(text, "; and ");
		text_add_decimal(text, (unsigned)total - REPORT_MAX_MODULES);
		text_add(text, " more modules");
	}
	return total;
}

/* ---- devices */

static int has_link(int dir, const char *name, const char *link)
{
	char path[COLDPLUG_PATH_SIZE], target[8];

	return !text_join(path, sizeof(path), name, link) && sys_read_link(dir, path, target, sizeof(target)) > 0;
}

/* What no driver ever takes: the processor, the board's name, what keys there are; and of ACPI what has another device. */
static int is_driven(int dir, const char *name, const char *modalias)
{
	return text_begins(modalias, "cpu:\0dmi:\0input:\0") || has_link(dir, name, "/driver") ||
	       has_link(dir, name, "/physical_node");
}

/* coldplug_visit */
static void report_device(void *context, int dir, const char *name, const char *modalias)
{
	struct report *report = context;
	char reasons[LOG_LINE];
	struct text text = TEXT(reasons);

	if (is_driven(dir, name, modalias))
		return;
	if (!add_modules(report, modalias, dir, name, &text))
		report->others += !report->wants_net;
	else if (report->is_net != report->wants_net)
		;
	else if (report->listed < REPORT_MAX_DEVICES && ++report->listed)
		log_line(LOG_ERROR, "  ", name, " ", modalias, reasons);
	else
		report->more++;
}

static void log_count(const char *what, unsigned count)
{
	char number[24];
	struct text text = TEXT(number);

	text_add_decimal(&text, count);
	if (count)
		log_line(LOG_ERROR, what, number);
}

/* ---- the report */

static void open_trimmed(struct report *report)
{
	long size = files_read(SYS_CWD, REPORT_TRIMMED, report->blob, sizeof(report->blob));
	struct table_header *header = (struct table_header *)report->blob;

	report->trimmed.header = NULL;
	if (size == -ENOENT)
		return;
	if (size >= 0)
		size = size < (long)sizeof(*header) || header->size > (size_t)size
			       ? -EBADMSG
			       : alias_open(&report->trimmed, report->blob);
	if (size < 0) {
		report->trimmed.header = NULL;
		log_line(LOG_WARNING, REPORT_TRIMMED ": not read: ", log_error_text((int)size),
			 size == -ENAMETOOLONG ? " (TABLE_MAX_TRIMMED)" : "");
	}
}

static void read_deferred(struct report *report)
{
	int fd = sys_open(SYS_CWD, DEFERRED, SYS_READ);
	long got, size = 0;

	if (fd == -ENOENT && !sys_mount("debugfs", DEBUGFS, "debugfs", 0, NULL))
		fd = sys_open(SYS_CWD, DEFERRED, SYS_READ);
	if (fd < 0)
		return;
	/* The kernel gives a page at a time. */
	while ((got = sys_read(fd, report->deferred + size,
			       sizeof(report->deferred) - 1 - (size_t)size)) > 0)
		size += got;
	sys_close(fd);
	report->deferred[size] = '\0';
	if (size == sizeof(report->deferred) - 1)
		log_line(LOG_WARNING,
			 DEFERRED ": more than REPORT_DEFERRED bytes: the rest is not looked at");
}

static struct report *begin(const struct loader *loader)
{
	static struct report report;

	report.loader = loader;
	/* It may be the second one: the rescue shell tries again. */
	report.blocks = report.listed = report.more = report.others = 0;
	report.deferred[0] = '\0';
	open_trimmed(&report);
	return &report;
}

/* Of LUKS, LVM, md and others, as blkid calls them: "crypto_LUKS", "LVM2_member". */
static int is_member(const char *type)
{
	size_t length = type ? strlen(type) : 0;

	return length > 7 && (text_after(type, "crypto_") || !strcmp(type + length - 7, "_member"));
}

/* block_visit */
static int report_block(void *context, struct block *block)
{
	struct report *report = context;
	char detail[192];
	struct text text = TEXT(detail);

	if (++report->blocks > REPORT_MAX_BLOCKS)
		return 0;
	block_describe(block, &text);
	log_line(LOG_ERROR, "  seen: ", block->name, ": ", detail,
		 is_member(block->superblock.type) ? ": coldprobe does not open it" : "");
	return 0;
}

static void report_blocks(struct report *report)
{
	block_scan(report_block, report);
	if (!report->blocks)
		log_line(LOG_ERROR, "  no block device at all was seen");
	else if (report->blocks > REPORT_MAX_BLOCKS)
		log_count("  more block devices: ", report->blocks - REPORT_MAX_BLOCKS);
}

/* cmdline_member: of rootfstype=: one that cannot have been mounted, since its module is not in. */
static void report_member(void *context, const char *type)
{
	struct report *report = context;
	const struct loader *loader = report->loader;
	char alias[64], reasons[LOG_LINE];
	struct text text = TEXT(reasons);
	uint16_t found[LOAD_MAX_MATCHES];

	text_join(alias, sizeof(alias), "fs-", type);
	if (alias_lookup(&loader->table, alias, found, LOAD_MAX_MATCHES) > 0 &&
	    state_of(loader, *found) == INSERTED)
		return;
	if (add_modules(report, alias, -1, "", &text))
		log_line(LOG_ERROR, "  ", type, reasons);
}

void report_root(const struct loader *loader)
{
	struct report *report = begin(loader);

	report_blocks(report);
	cmdline_list(loader->cmdline, "rootfstype", report_member, report);
	read_deferred(report);
	for (report->wants_net = 0; report->wants_net < 2; report->wants_net++)
		coldplug_scan("", COLDPLUG_ALL, report_device, report);
	log_count("  more devices without a driver: ", report->more);
	log_count(
		report->trimmed.header
			? "  other devices without a driver, for which no module is known here: "
			: "  other devices without a driver, for which this image has no module: ",
		report->others);
}

void report_type(const struct loader *loader, const char *type)
{
	char alias[64], reasons[LOG_LINE];
	struct text text = TEXT(reasons);

	text_join(alias, sizeof(alias), "fs-", type);
	if (!add_modules(begin(loader), alias, -1, "", &text))
		text_add(&text, ": no module for this filesystem is known here");
	log_line(LOG_ERROR, "  ", type, reasons);
}
