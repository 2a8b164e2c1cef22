/* SPDX-License-Identifier: MIT */
#include "bytes.h"

char *bytes_hex(const unsigned char *p, unsigned count, char *text)
{
	for (; count; count--, p++) {
		*text++ = "0123456789abcdef"[*p >> 4];
		*text++ = "0123456789abcdef"[*p & 15];
	}
	return text;
}

void bytes_uuid(const unsigned char *p, char text[BYTES_UUID_TEXT])
{
	unsigned all = 0;
	char *at = text;

	for (unsigned i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		at = bytes_hex(p + i, 1, at);
		all |= p[i];
	}
	if (!all)
		at = text;
	*at = '\0';
}
