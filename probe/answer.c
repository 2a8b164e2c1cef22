/* SPDX-License-Identifier: MIT */
#include "answer.h"

void answer_add(struct answer *answer, unsigned module)
{
	int at = answer->count;

	if (at > answer->max)
		return;
	while (at && answer->found[at - 1] > module)
		at--;
	if (at && answer->found[at - 1] == module)
		return;
	if (answer->count++ == answer->max)
		return;
	for (int i = answer->count - 1; i > at; i--)
		answer->found[i] = answer->found[i - 1];
	answer->found[at] = (uint16_t)module;
}
