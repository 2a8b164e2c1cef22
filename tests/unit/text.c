/* SPDX-License-Identifier: MIT */
/* text: numbers in base 10 and 16 with their limits, comparison without case, texts that are full. */
#include "text.h"

#include <errno.h>
#include <stdlib.h>

#include "../tap.h"

static void number_is(const char *string, unsigned base, long end, unsigned wanted)
{
	unsigned value = 77;
	long got = text_number(string, base, &value) - string;

	is_int(got, end, string);
	if (end)
		is_int(value, wanted, "  its value");
}

static void test_numbers(void)
{
	number_is("254:0", 10, 3, 254);
	number_is("fe00", 16, 4, 0xfe00);
	number_is("FE00g", 16, 4, 0xfe00);
	number_is("12a", 10, 2, 12);
	number_is("", 10, 0, 0);
	number_is("x", 16, 0, 0);
	number_is("@", 16, 0, 0);
	number_is("`", 16, 0, 0);
	number_is("/:", 10, 0, 0);
	number_is("4294967295", 10, 10, 4294967295u);
	number_is("4294967296", 10, 0, 0);
	number_is("ffffffff", 16, 8, 0xffffffffu);
	number_is("100000000", 16, 0, 0);
	number_is("00000000000000000000000000000001", 10, 32, 1);
}

static void test_decimal(void)
{
	unsigned value = 77;

	is_int(text_decimal("30", &value), 1, "a number");
	is_int(value, 30, "  its value");
	is_int(text_decimal("", &value), 0, "nothing is no number");
	is_int(text_decimal("-1", &value), 0, "no sign");
	is_int(text_decimal("3s", &value), 0, "nothing behind it");
	is_int(text_decimal("99999999999", &value), 0, "no more than 32 bits");
}

static void test_same(void)
{
	is_int(text_same("AbC-19", "aBc-19"), 1, "case does not matter");
	is_int(text_same("abc", "abcd"), 0, "a shorter one");
	is_int(text_same("abcd", "abc"), 0, "a longer one");
	is_int(text_same("", ""), 1, "nothing and nothing");
	is_int(text_same("@", "`"), 0, "only letters have a case");
	is_int(text_same("[", "{"), 0, "only letters, again");
}

static void test_begins(void)
{
	static const char words[] = "sr\0fd\0";

	is_int(text_begins("sr0", words), 1, "the first word");
	is_int(text_begins("fd", words), 1, "the last word, and no more");
	is_int(text_begins("s", words), 0, "a part of a word");
	is_int(text_begins("vda", words), 0, "none of them");
	is_int(text_begins("", words), 0, "nothing begins with none");
	is_int(text_begins("sr0", ""), 0, "no words");
}

static void test_join(void)
{
	char buffer[8];

	is_int(text_join(buffer, sizeof(buffer), "/dev/", "sd"), 0, "two that fit");
	is_str(buffer, "/dev/sd", "  together");
	is_int(text_join(buffer, sizeof(buffer), "/dev/", "sda"), -ENAMETOOLONG, "two that do not");
	is_str(buffer, "/dev/sd", "  what fits of them");
	is_int(text_join(buffer, sizeof(buffer), "12345678", ""), -ENAMETOOLONG,
	       "the first alone does not");
	is_int(text_join(buffer, sizeof(buffer), "", ""), 0, "nothing");
	is_str(buffer, "", "  is empty");
}

static void test_full(void)
{
	char four[5];
	struct text text = TEXT(four);

	text_add(&text, "1234");
	is_int(text.full, 0, "as long as the buffer");
	text_add(&text, "5");
	is_int(text.full, 1, "one more is told");
	is_str(four, "1234", "and left out");
}

int main(void)
{
	test_numbers();
	test_decimal();
	test_same();
	test_begins();
	test_join();
	test_full();
	return plan();
}
