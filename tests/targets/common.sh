# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the tests of the eight targets, ARCH x LIBC: how to run a program of each, and TAP by hand.

targets='amd64-musl amd64-klibc arm64-musl arm64-klibc armhf-musl armhf-klibc riscv64-musl riscv64-klibc'
tests=0
failures=0

# emulator ARCH: what runs its programs; nothing: this processor does
emulator()
{
	case $1 in
	*amd64) ;;
	arm64) echo qemu-aarch64-static ;;
	armhf) echo qemu-arm-static ;;
	*) echo "qemu-$1-static" ;;
	esac
}

# binutils ARCH: the prefix of its tools
binutils()
{
	case $1 in
	amd64) echo x86_64-linux-gnu- ;;
	arm64) echo aarch64-linux-gnu- ;;
	armhf) echo arm-linux-gnueabihf- ;;
	*) echo "$1-linux-gnu-" ;;
	esac
}

# ok STATUS NAME: one TAP line
ok()
{
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failures=$((failures + 1))
	fi
}

finish()
{
	echo "1..$tests"
	exit $((failures > 0))
}
