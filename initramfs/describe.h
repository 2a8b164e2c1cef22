/* SPDX-License-Identifier: MIT */
/* describe: what people call a device */
#ifndef INITRAMFS_DESCRIBE_H
#define INITRAMFS_DESCRIBE_H

#include "hwnames.h"

/* describe_device: by its modalias; class and name are for the caller to free. Without names (NULL) in numbers. */
void describe_device(struct hwnames *names, const char *modalias, char **class, char **name);

#endif
