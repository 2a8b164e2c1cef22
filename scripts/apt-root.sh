# SPDX-License-Identifier: MIT
# apt-root.sh: Debian's packages of any release and architecture, for scripts that source this
#
# Through an apt root of our own (lists, cache, sources, architecture), so that the system's apt is neither changed nor
# needs to know the release or the architecture. Wants say() and the variables arch and release; sets cache.
# Environment: DEBIAN_MIRROR, DEBIAN_SECURITY_MIRROR, XDG_CACHE_HOME.
# No set -e in here: what these return is for "if" and "||".
# shellcheck shell=sh disable=SC2154 # arch and release are the caller's

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
security_mirror=${DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/coldprobe

# A private apt root in $1. The system's apt.conf.d stays in force: it is where proxies are configured. Its hooks
# do not: they would tidy the system's caches on our account.
make_apt_root()
{
	mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/empty"
	: >"$1/status"
	signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
	{
		echo "deb $signed $mirror $release main"
		case $release in
		sid | unstable | testing) ;;
		*)
			echo "deb $signed $mirror $release-updates main"
			echo "deb $signed $security_mirror $release-security main"
			;;
		esac
	} >"$1/sources.list"
	cat >"$1/apt.conf" <<END
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
Dir::State "$1";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1";
Dir::Cache::archives "$1/archives";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/empty";
Dir::Etc::preferences "$1/empty/preferences";
Dir::Etc::preferencesparts "$1/empty";
Dir::Etc::trustedparts "$1/empty";
END
}

# A mirror may be in the middle of being updated, most often that of the security archive or of the updates. The
# release as it came out is better than nothing, if $2 is empty: there is nothing at hand.
update_release_alone()
{
	[ ! "$2" ] && [ "$(grep -c . "$1/sources.list")" -gt 1 ] || return 1
	say "that failed: trying $release without its updates"
	sed -i '2,$d' "$1/sources.list" || return 1
	apt-get -c "$1/apt.conf" -qq update >&2
}

# apt_update ROOT [AT_HAND]: make the root and read Debian's lists.
apt_update()
{
	make_apt_root "$1" || return 1
	say "reading Debian's lists ($release, $arch) from $mirror"
	apt-get -c "$1/apt.conf" -qq update >&2 || update_release_alone "$1" "${2:-}"
}
