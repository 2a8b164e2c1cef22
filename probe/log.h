/* SPDX-License-Identifier: MIT */
/*
 * log: one line each to the kernel log, prefix "coldprobe: "; without /dev/kmsg to standard error
 *
 * A line is at most LOG_LINE bytes; what is longer is cut and ends in "...".
 */
#ifndef PROBE_LOG_H
#define PROBE_LOG_H

#define LOG_LINE 900 /* the kernel takes records of up to 1,024 - 32 bytes (PRINTK_MESSAGE_MAX) */

/* The kernel's levels (include/linux/kern_levels.h). */
enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_INFO = 6 };

/*
 * log_open: use /dev/kmsg from now on; stays with standard error when there is none.
 * log_unthrottle: the kernel drops all but ten lines in five seconds from user space: not from now
 * on (needs /proc). log_throttle: as it was before.
 */
void log_open(void);
void log_unthrottle(void);
void log_throttle(void);

/* log_line: a line made of strings. */
void log_parts(enum log_level level, const char *part, ...) __attribute__((sentinel));
#define log_line(level, ...) log_parts(level, __VA_ARGS__, (char *)0)

/* log_failure: a line of `subject`, `what` and the words of an error, -errno. */
void log_failure(enum log_level level, const char *subject, const char *what, int error);

/* log_error_text: what -errno means, in words; for one that has none here "error N". Valid until
 * the next call. */
const char *log_error_text(int error);

#endif
