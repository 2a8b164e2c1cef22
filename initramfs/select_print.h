/* SPDX-License-Identifier: MIT */
/*
 * select_print: how `coldprobe select` says what a selection is
 */
#ifndef INITRAMFS_SELECT_PRINT_H
#define INITRAMFS_SELECT_PRINT_H

#include "select.h"

/* The wish's boards, which select_modules had. */
struct select_report {
	const struct selection *selection;
	const struct wish *wish;
};

struct select_sums {
	size_t hardware, hardware_bytes; /* what the boards' devices need, with what that needs */
	size_t rest,
		rest_bytes; /* in whatever the hardware is: file systems, what --keep and --module name */
};

void select_sum(const struct selection *selection, struct select_sums *sums);

/* select_order: the choices as they are shown: by the first need of each, then what is there for those; for the caller to
 * free. */
unsigned *select_order(const struct selection *selection);

void select_print_table(const struct select_report *report);

/*
 * select_print_why: every chain from a wanted device to the module; what depends on it; or why it is not in. Returns the
 * exit code: 1 when it is not in.
 */
int select_print_why(const struct select_report *report, const char *module);

void select_print_json(const struct select_report *report);

/* select_write_svg: chains and sizes as a picture, to a file (output.h). */
void select_write_svg(const struct select_report *report, const char *path);

/* select_say: a line on standard output; control characters in it are shown as \xNN. */
void select_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* select_link: between a need and what asked for it: "vqmmc-supply", "bus", "child for clocks"; for the caller to free. */
char *select_link(enum need_kind kind, const char *by);

/* select_device: the path of a need's device; select_drivers: what serves it, "i2c_tegra", "a, b", "built-in rk808"; ""
 * when none is known; for the caller to free. */
const char *select_device(const struct select_report *report, const struct need *need);
char *select_drivers(const struct select_report *report, const struct need *need);

/* select_need: the device of a need and what serves it, "/i2c@7000d000/pmic@40 (as3722)"; of what has no path of its own
 * only the latter; for the caller to free. */
char *select_need(const struct select_report *report, const struct need *need);

#endif
