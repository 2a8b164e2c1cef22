/* SPDX-License-Identifier: MIT */
/*
 * bytes: numbers and UUIDs in what lies on a disk (pure)
 */
#ifndef PROBE_BYTES_H
#define PROBE_BYTES_H

#include <stdint.h>
#include <string.h>

#define BYTES_UUID_TEXT 37 /* characters, with the NUL */

/* Little-endian numbers, anywhere: as every target has them itself. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are taken as they lie");

static inline uint16_t bytes_le16(const unsigned char *p)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint32_t bytes_le32(const unsigned char *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint64_t bytes_le64(const unsigned char *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

/* bytes_hex: `count` bytes as lower-case digits; returns where to go on. No NUL. */
char *bytes_hex(const unsigned char *p, unsigned count, char *text);

/* bytes_uuid: 16 bytes as "8-4-4-4-12" digits, lower case; "" when all are zero. */
void bytes_uuid(const unsigned char *p, char text[BYTES_UUID_TEXT]);

#endif
