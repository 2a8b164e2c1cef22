/* SPDX-License-Identifier: MIT */
/*
 * answer: the modules that a lookup has found so far: numbers, ascending, each once                 (pure)
 */
#ifndef PROBE_ANSWER_H
#define PROBE_ANSWER_H

#include <stdint.h>

struct answer {
	uint16_t *found;
	int max;
	int count; /* max + 1 once there was no room for one */
};

void answer_add(struct answer *answer, unsigned module);

#endif
