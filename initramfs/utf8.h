/* SPDX-License-Identifier: MIT */
/* utf8: is it UTF-8? */
#ifndef INITRAMFS_UTF8_H
#define INITRAMFS_UTF8_H

#include <stddef.h>

/* utf8_length: bytes of the sequence at `text`, of which `rest` (at least 1) are there; 0 when it is none (RFC 3629, 4). */
size_t utf8_length(const unsigned char *text, size_t rest);

#endif
