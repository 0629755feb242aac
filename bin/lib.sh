# shellcheck shell=bash
# shellcheck disable=SC2034 # its variables are read by those who source it
# What the commands in bin/ share. Sourced, never run: `. "$(dirname "$0")/lib.sh"`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
here=$root/.local
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*" >&2; }
# One plain sentence, then the end.
die() {
    say "${0##*/}: $*"
    exit 1
}
# Prints the comment block at the top of the command itself.
usage() { sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$0"; }

# packages build test …: the names of bin/packages for these occasions.
packages() {
    local when
    for when in "$@"; do awk -v when="$when" '$1 == when { print $2 }' "$root/bin/packages"; done
}

# Installs what is missing of packages for these occasions; only root may.
need_packages() {
    local missing installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    mapfile -t missing < <(packages "$@" | sort -u | comm -23 - <(sort -u <<<"$installed"))
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "these Debian packages are missing; install them with: sudo apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    mkdir -p "$here"
    # PostgreSQL's package would start a cluster of its own on port 5432; Takt keeps a private one.
    if [[ " ${missing[*]} " == *" postgresql-15 "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    if ! { apt-get update -q && apt-get install -qy --no-install-recommends \
        -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "${missing[@]}"; } \
        </dev/null >"$here/apt.log" 2>&1; then
        tail -n 5 "$here/apt.log" >&2
        die "Debian packages could not be installed; the whole story is in $here/apt.log"
    fi
}

# Swift 6.3 or newer, in PATH or where toolchains are usually unpacked.
need_swift() {
    local folder version
    if ! command -v swift >/dev/null; then
        for folder in /opt/swift/usr/bin /usr/libexec/swift/bin "$HOME/.local/share/swiftly/bin"; do
            [ -x "$folder/swift" ] && PATH=$folder:$PATH && break
        done
    fi
    command -v swift >/dev/null || die "there is no Swift toolchain in PATH; install Swift 6.3 for Debian 12 from swift.org"
    swift --version >/dev/null 2>&1 || die "the Swift toolchain in PATH does not run here: $(swift --version 2>&1 | tail -n 1)"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    printf '6.3\n%s\n' "${version:-0}" | sort -CV || die "Swift ${version:-?} is too old; Takt needs Swift 6.3 or newer"
}

# need_space MEGABYTES: a full disk is said before it bites.
need_space() {
    local free
    mkdir -p "$here"
    free=$(df -Pm "$here" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] || die "only $free MB are free where $root lies; make at least $1 MB free and try again"
}
