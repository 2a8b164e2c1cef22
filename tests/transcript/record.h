/* SPDX-License-Identifier: MIT */
/*
 * record: the transcript of a run, and the errors that are injected into it
 *
 * A line is "CALL SUBJECT ... [= ERRNO]". Time that passed in waiting shows as "(5.0 s pass)" in
 * front of the next line. A PROBLEM line is something that a real kernel would not have shown but
 * that is a bug: a descriptor closed twice, one that leaks, a wait without an end. It fails the
 * test whatever is expected.
 *
 * Injection, from the machine's lines "fail: CALL SUBJECT ERRNO [after=N] [times=N]": CALL is the
 * name of a sys_ function without its prefix ("open", "load_module"); SUBJECT is a shell pattern
 * for what the transcript calls it: a path, for load_module a module's name, for calls without a
 * subject "-"; the first N calls go well (default 0), then it fails N times (default: always).
 */
#ifndef TESTS_RECORD_H
#define TESTS_RECORD_H

#include <stdint.h>

#include "machine.h"

/* record_start: injections come from the machine's header. */
void record_start(const struct machine *machine);

void record_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* record_result: a line with " = ERRNO" when result is negative. Returns the result. */
int record_result(int result, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* record_detail: as record_result, but only with "show: calls". */
int record_detail(int result, const char *format, ...) __attribute__((format(printf, 2, 3)));

void record_problem(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* record_pass: time passes in waiting. */
void record_pass(uint64_t microseconds);

/* record_removal: one that went well is only counted, unless "show: removals". Returns result. */
int record_removal(int result, const char *call, const char *name);

/* record_fail: 0, or the -errno that the machine wants from this call. */
int record_fail(const char *call, const char *subject);

/* record_text: everything so far. */
const char *record_text(void);

/* record_shows: does the machine's "show:" name it? */
int record_shows(const char *what);

/* record_escape: text with what cannot be printed as \xNN. Static storage. */
const char *record_escape(const char *text, size_t size);

#endif
