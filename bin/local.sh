# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with lib.sh, cluster.sh and those who source it
# The private installation in .local: settings, keys, database, program. Sourced after cluster.sh.

program=$root/.build/release/takt

# Variables given win over .env, .env over what a private installation needs.
local_settings() {
    local name value
    if [ -f "$root/.env" ]; then
        while IFS='=' read -r name value; do
            [[ $name =~ ^TAKT_[A-Z_]+$ && -z ${!name-} ]] && export "$name=$value"
        done <"$root/.env"
    fi
    export TAKT_LISTEN=${TAKT_LISTEN:-127.0.0.1:8080}
    export TAKT_PUBLIC_ORIGIN=${TAKT_PUBLIC_ORIGIN:-http://$TAKT_LISTEN}
    export TAKT_RESOURCES=${TAKT_RESOURCES:-$root/Resources} TAKT_MIGRATIONS=${TAKT_MIGRATIONS:-$root/Migrations}
    export TAKT_MAIL_FOLDER=${TAKT_MAIL_FOLDER:-$here/mail}
    if [ -z "${TAKT_KEY_FILE-}" ]; then
        export TAKT_KEY_FILE=$here/keys
        [ -e "$TAKT_KEY_FILE" ] || make_keys "$TAKT_KEY_FILE"
    fi
    if [ -n "${TAKT_DATABASE_URL-}${TAKT_DATABASE_URL_FILE-}" ]; then
        own_server=yes
    else
        own_server=
        use_cluster pg
        export TAKT_DATABASE_URL="host=$socket dbname=takt user=takt_app"
        export TAKT_OWNER_DATABASE_URL="host=$socket dbname=takt user=takt_owner"
    fi
}

make_keys() {
    mkdir -p "$here"
    (umask 077 && printf 'k001:%s\nactive=k001\n' "$(head -c 32 /dev/urandom | base64)" >"$1.new")
    chmod 400 "$1.new"
    mv "$1.new" "$1"
}

# The private cluster with the roles and an empty database on the first start.
start_database() {
    [ -z "$own_server" ] || return 0
    start_cluster durable
    local setup=$root/Migrations/setup/roles.sql sum
    sum=$(sha256sum <"$setup")
    [ "$(cat "$here/roles.sum" 2>/dev/null)" != "$sum" ] || return 0
    ask() { "$pg/psql" -XqAt -v ON_ERROR_STOP=1 "$@" 2>"$here/psql.err" || die "the database could not be set up: $(head -n 1 "$here/psql.err")"; }
    if [ "$(ask -d "$superuser dbname=postgres" -c "SELECT count(*) FROM pg_database WHERE datname = 'takt'")" = 0 ]; then
        ask -d "$superuser dbname=postgres" -c 'CREATE DATABASE takt TEMPLATE template0'
    fi
    ask -d "$superuser dbname=takt" -f "$setup" >/dev/null
    echo "$sum" >"$here/roles.sum"
}

# Builds in release mode, unless nothing was touched since the last time.
build_program() {
    local stamp
    stamp=$(cd "$root" && find Package.swift Sources -type f -printf '%p %s %T@\n' | sort | sha256sum)
    if [ -x "$program" ] && [ "$(cat "$here/built" 2>/dev/null)" = "$stamp" ]; then return 0; fi
    need_swift
    need_space 2000
    say "building Takt; the first time this takes some minutes"
    (cd "$root" && swift build -c release --product takt) >&2 || die "Takt could not be built; the compiler's words stand above"
    echo "$stamp" >"$here/built"
}

has_command() { "$program" --help | grep -q "^$1 "; }
