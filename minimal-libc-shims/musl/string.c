/* SPDX-License-Identifier: MIT */
/*
 * What the probe and the compiler use of <string.h>, small. musl has all of it, made for speed: memcpy alone has 960
 * bytes on riscv64, 732 on armhf. klibc's own are as small as these.
 */
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
	const char *source = from;

	for (char *target = to; count; count--)
		*target++ = *source++;
	return to;
}

void *memset(void *to, int byte, size_t count)
{
	for (char *target = to; count; count--)
		*target++ = (char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t count)
{
	const unsigned char *p = a, *q = b;

	for (; count; count--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

size_t strlen(const char *string)
{
	size_t length = 0;

	while (string[length])
		length++;
	return length;
}
