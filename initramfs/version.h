/* SPDX-License-Identifier: MIT */
/* version: of the host command, and of what it puts into an image */
#ifndef INITRAMFS_VERSION_H
#define INITRAMFS_VERSION_H

#define COLDPROBE_VERSION "0.1"

#endif
