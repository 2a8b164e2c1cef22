/* SPDX-License-Identifier: MIT */
#include "root.h"

#include <errno.h>
#include <string.h>

#include "text.h"

/* By the number of enum root_kind; in capitals with `=`, or in small letters as a directory of /dev/disk. */
static const char kinds[][10] = { "UUID", "LABEL", "PARTUUID", "PARTLABEL" };

/* What follows the name of a kind in root=, or NULL. */
static const char *kind_value(const char *root, const char *kind)
{
	const char *disk = text_after(root, "/dev/disk/by-");
	char small = disk ? 0x20 : 0;

	if (disk)
		root = disk;
	while (*kind)
		if (*root++ != (*kind++ | small))
			return NULL;
	return *root == (disk ? '/' : '=') ? root + 1 : NULL;
}

/* /PARTNROFF=N, with its sign, behind a UUID. Returns 0 when it is malformed. */
static int take_offset(struct root_spec *spec)
{
	const char *rest = spec->value + text_find(spec->value, '/'), *digits;
	unsigned number = 0;

	if (!*rest)
		return 1;
	digits = text_after(rest, "/PARTNROFF=");
	if (!digits)
		return 0;
	rest = digits + (*digits == '-');
	if (!text_decimal(rest, &number) || number > 1000)
		return 0;
	spec->offset = *digits == '-' ? -(int)number : (int)number;
	return 1;
}

/* MAJOR:MINOR, or both in one number (new_decode_dev, include/linux/kdev_t.h). Returns 0 when it is neither. */
static int take_number(struct root_spec *spec, const char *root)
{
	const char *end = text_number(root, 10, &spec->major);
	unsigned number;

	spec->kind = ROOT_NUMBER;
	if (end > root && *end == ':')
		return text_decimal(end + 1, &spec->minor);
	end = text_number(root, 16, &number);
	spec->major = (number & 0xfff00) >> 8;
	spec->minor = (number & 0xff) | ((number >> 12) & 0xfff00);
	return end > root && !*end && number;
}

int root_parse(struct root_spec *spec, const char *root)
{
	unsigned kind = 0;

	*spec = (struct root_spec){ .kind = ROOT_NAME };
	while (kind < ROOT_NAME && !spec->value)
		spec->value = kind_value(root, kinds[kind++]);
	if (spec->value)
		spec->kind = kind - 1;
	else
		spec->value = text_after(root, "/dev/");
	if (!spec->value)
		return take_number(spec, root) ? 0 : -EINVAL;
	/* /dev/nfs is no device but the kernel's word for a root on NFS. */
	if (!*spec->value || (spec->kind == ROOT_NAME && !strcmp(spec->value, "nfs")) ||
	    (spec->kind == ROOT_PARTUUID && !take_offset(spec)))
		return -EINVAL;
	return 0;
}

/* Up to a `/`: what follows it is PARTNROFF=. */
static int is_uuid(const char *value, const char *uuid)
{
	char bare[BYTES_UUID_TEXT];
	struct text text = TEXT(bare);

	text_add_bytes(&text, value, text_find(value, '/'));
	return !text.full && text_same(bare, uuid);
}

static int has_partuuid(const struct root_spec *spec, const struct block *block)
{
	char uuid[BYTES_UUID_TEXT];
	int number = (int)block->partition - spec->offset;

	return block->partition && number > 0 && !block_partuuid(block, (unsigned)number, uuid) &&
	       is_uuid(spec->value, uuid);
}

int root_matches(const struct root_spec *spec, struct block *block)
{
	switch (spec->kind) {
	case ROOT_NAME:
		return !strcmp(block->name, spec->value);
	case ROOT_NUMBER:
		return block->major == spec->major && block->minor == spec->minor;
	case ROOT_PARTUUID:
		return has_partuuid(spec, block);
	case ROOT_PARTLABEL:
		return block->partname && !strcmp(block->partname, spec->value);
	case ROOT_UUID:
		return text_same(spec->value, block_read(block)->uuid);
	case ROOT_LABEL:
		return !strcmp(spec->value, block_read(block)->label);
	}
	return 0;
}
