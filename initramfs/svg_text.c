/* SPDX-License-Identifier: MIT */
#include "svg_text.h"

#include <stdint.h>
#include <string.h>

#include "utf8.h"

#define ELLIPSIS    "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

/* Tenths of a pixel at 12 pixels. */
static unsigned width_of(const unsigned char *character, size_t length)
{
	if (length > 1)
		return strchr("\xe2\xef", *character) || *character > 0xe2 ? 130 : 110;
	if (strchr("mwMWO@%", *character))
		return 122;
	if (strchr("ijlI.,:;'|! ", *character))
		return 45;
	if (strchr("frt-/()[]_", *character))
		return 62;
	return 82;
}

static void put(FILE *stream, const unsigned char *character, size_t length)
{
	static const struct {
		char character;
		const char *name;
	} escapes[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (*character == (unsigned char)escapes[i].character) {
			fputs(escapes[i].name, stream);
			return;
		}
	fwrite(character, 1, length, stream);
}

/* U+FFFE and U+FFFF are no characters of XML. */
static int is_printable(const unsigned char *character, size_t length)
{
	return length > 0 && *character >= 0x20 && *character != 0x7f &&
	       !(length == 3 && memcmp(character, "\xef\xbf\xbe", 2) == 0 && character[2] >= 0xbe);
}

unsigned svg_text(FILE *stream, const char *text, size_t limit)
{
	const unsigned char *at = (const unsigned char *)text;
	const unsigned char *end = at + strlen(text);
	unsigned width = 0;

	for (size_t count = 1; at < end; count++) {
		size_t length = utf8_length(at, (size_t)(end - at)), shown = length;
		const unsigned char *character = at;

		at += length ? length : 1;
		if (!is_printable(character, length)) {
			character = (const unsigned char *)REPLACEMENT;
			shown = 3;
		}
		if (count == limit && at < end) {
			character = (const unsigned char *)ELLIPSIS;
			shown = 3;
			at = end;
		}
		width += width_of(character, shown);
		if (stream)
			put(stream, character, shown);
	}
	return width;
}
