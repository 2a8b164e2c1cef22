/* SPDX-License-Identifier: MIT */
/* ISO 9660 (ECMA-119, chapter 8) with Joliet: volume descriptors of 2 KiB from 32 KiB on. */
#include <string.h>

#include "superblock_parts.h"

#define ISO_START	  0x8000
#define ISO_SECTOR	  2048
#define ISO_DESCRIPTORS	  16 /* that are looked at */
#define ISO_PRIMARY	  1
#define ISO_SUPPLEMENTARY 2
#define ISO_END		  255
#define ISO_LABEL	  40
#define ISO_LABEL_SIZE	  32
#define ISO_ESCAPES	  88
#define ISO_CREATED	  813
#define ISO_MODIFIED	  830

/* "YYYYMMDDhhmmsscc" -> "YYYY-MM-DD-hh-mm-ss-cc"; 0 when there is no date. */
static int take_date(struct device *device, const unsigned char *date)
{
	char *at = device->superblock->uuid;
	int has_some = 0;

	for (unsigned i = 0; i < 16; i++) {
		if (i >= 4 && !(i % 2))
			*at++ = '-';
		*at++ = (char)date[i];
		has_some |= date[i] && date[i] != '0';
	}
	*(has_some ? at : device->superblock->uuid) = '\0';
	return has_some;
}

static int is_joliet(const unsigned char *descriptor)
{
	const unsigned char *escapes = descriptor + ISO_ESCAPES;

	return escapes[0] == '%' && escapes[1] == '/' &&
	       (escapes[2] == '@' || escapes[2] == 'C' || escapes[2] == 'E');
}

/*
 * Joliet has room for half of the characters. Where what it has agrees with the plain label, which has `_` for what it
 * cannot say, the plain one goes on. Returns the bytes of UTF-16 in out, or 0.
 */
static size_t merge(unsigned char out[2 * ISO_LABEL_SIZE], const unsigned char *joliet,
		    const unsigned char *plain)
{
	size_t at = 0, used = 0;

	for (; used + 1 < ISO_LABEL_SIZE; at++, used += 2) {
		int is_byte = !joliet[used];

		if (joliet[used] >= 0xd8 && joliet[used] < 0xdc && used + 3 < ISO_LABEL_SIZE) {
			memcpy(out + used, joliet + used, 2);
			used += 2;
		}
		if (plain[at] != '_' && !(is_byte && joliet[used + 1] == '_') &&
		    !(is_byte && plain[at] == joliet[used + 1]))
			return 0;
		memcpy(out + used, joliet + used, 2);
	}
	for (; at < ISO_LABEL_SIZE && used + 1 < 2 * ISO_LABEL_SIZE; at++, used += 2) {
		out[used] = 0;
		out[used + 1] = plain[at];
	}
	return used;
}

int superblock_iso(struct device *device)
{
	unsigned char plain[ISO_LABEL_SIZE], joliet[ISO_LABEL_SIZE], merged[2 * ISO_LABEL_SIZE];
	int has_plain = 0, has_joliet = 0;
	size_t size;

	for (unsigned i = 0; i < ISO_DESCRIPTORS && !(has_plain && has_joliet); i++) {
		const unsigned char *descriptor =
			device_get(device, ISO_START + i * ISO_SECTOR, ISO_SECTOR);

		if (!descriptor || !device_has(descriptor + 1, "CD001", 5) ||
		    *descriptor == ISO_END)
			break;
		if (*descriptor == ISO_PRIMARY && !has_plain) {
			has_plain = 1;
			memcpy(plain, descriptor + ISO_LABEL, sizeof(plain));
			if (!take_date(device, descriptor + ISO_MODIFIED))
				take_date(device, descriptor + ISO_CREATED);
		} else if (*descriptor == ISO_SUPPLEMENTARY && !has_joliet &&
			   is_joliet(descriptor)) {
			has_joliet = 1;
			memcpy(joliet, descriptor + ISO_LABEL, sizeof(joliet));
		}
	}
	if (!has_plain)
		return 0;
	size = has_joliet ? merge(merged, joliet, plain) : 0;
	if (size)
		label_utf16(device, merged, size, 1);
	else if (has_joliet)
		label_utf16(device, joliet, sizeof(joliet), 1);
	else
		label_bytes(device, plain, sizeof(plain));
	device->superblock->type = device->superblock->fs = "iso9660";
	return 1;
}
