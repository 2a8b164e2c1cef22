#!/bin/sh
# SPDX-License-Identifier: MIT
# Every machine of tests/machines behind the fake door: the transcript of kernel calls is the expected one.
exec build/tests/run tests/machines/*.machine
