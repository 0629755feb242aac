# shellcheck shell=bash
# shellcheck disable=SC2034 # its variables are read by those who source it
# What the measurements share: a durable cluster of their own, a fresh database in it, the built
# program on a free port of loopback, and a shop with somebody signed in. Sourced, never run.
set -euo pipefail
# shellcheck source=../bin/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../bin/lib.sh"
# shellcheck source=../bin/cluster.sh
. "$root/bin/cluster.sh"

python=${TAKT_PYTHON:-python3}
project=benchshp22
servers=()

# bench_begin NAME: cluster, database and keys under .local; everything ends with the script.
bench_begin() {
    need_packages build serve cluster
    # On a machine that does other work, BENCH_FIRST=yes as root lets all that is measured go before it.
    [ -z "${BENCH_FIRST-}" ] || chrt -r -p 1 $$
    name=$1
    work=$here/bench-$name
    mkdir -p "$work"
    exec 8>"$work/lock"
    flock -w 900 8 || die "another $name is still running"
    trap bench_end EXIT
    trap 'exit 130' INT TERM HUP
    use_cluster "bench-$name/pg"
    # It outlives a killed run and must not keep the lock.
    start_cluster durable 8>&-
    # Also one that a killed run left behind: the lock says that nobody else uses it.
    started_cluster=yes
    [ -n "${keep_database-}" ] || make_database
    [ -e "$work/keys" ] || (umask 077 && printf 'k001:%s\nactive=k001\n' "$(head -c 32 /dev/urandom | base64)" >"$work/keys")
    chmod 400 "$work/keys"
}

bench_end() {
    local server
    for server in "${servers[@]}"; do kill -KILL "$server" 2>/dev/null || true; done
    stop_cluster
}

make_database() {
    sql postgres -c 'DROP DATABASE IF EXISTS takt WITH (FORCE)' -c 'CREATE DATABASE takt TEMPLATE template0'
    sql takt -f "$root/Migrations/setup/roles.sql"
    migrate >/dev/null
}

# migrate [FLAGS]: takt migrate as the owner, with nothing of the caller's own settings.
migrate() {
    env -i PATH="$PATH" TAKT_OWNER_DATABASE_URL="host=$socket dbname=takt user=takt_owner" \
        TAKT_MIGRATIONS="${migrations:-$root/Migrations}" "$(built)" migrate "$@"
}

# sql DATABASE ARGS: psql as the superuser, silent but for rows and errors.
sql() {
    local database=$1
    shift
    PGOPTIONS="-c client_min_messages=warning" "$pg/psql" -XqAt -v ON_ERROR_STOP=1 -d "$superuser dbname=$database" "$@"
}

# The program under measurement: BENCH_PROGRAM, or the release build.
built() { printf '%s\n' "${BENCH_PROGRAM:-$root/.build/release/takt}"; }

build_release() {
    [ -z "${BENCH_PROGRAM-}" ] || return 0
    (cd "$root" && swift build -c release --product takt) >&2
}

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The settings of takt serve on a port, one a line.
serve_variables() {
    printf '%s\n' PATH="$PATH" HOME="$work" TAKT_LISTEN="127.0.0.1:$1" TAKT_PUBLIC_ORIGIN="http://127.0.0.1:${public_port:-$1}" \
        TAKT_METRICS_LISTEN=off TAKT_KEY_FILE="$work/keys" TAKT_RESOURCES="$root/Resources" TAKT_MIGRATIONS="$root/Migrations" \
        TAKT_DATABASE_URL="host=$socket dbname=takt user=takt_app" TAKT_RATE_ADDRESS='1000000/s burst 1000000'
}

# serve PORT [ARGS]: starts takt serve; its process is $server, its log $work/serve-PORT.log.
serve() {
    local port=$1 variables
    shift
    mapfile -t variables < <(serve_variables "$port")
    env -i "${variables[@]}" "$(built)" serve "$@" >"$work/serve-$port.log" 2>"$work/serve-$port.err" 8>&- &
    server=$!
    servers+=("$server")
    await "$port" || die "takt serve did not start: $(tail -n 3 "$work/serve-$port.err")"
}

# stop_serving PID: SIGTERM, and the end of it.
stop_serving() {
    kill -TERM "$1" 2>/dev/null || true
    wait "$1" || true
}

await() {
    local i
    for ((i = 0; i < 600; i++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

# A token as the program makes them: $1 is set to its text, $2 to its SHA-256 in hex.
make_token() {
    local hex
    hex=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
    printf -v "$1" %s "$(printf '%s' "$hex" | "$python" -c 'import base64, sys; print(base64.urlsafe_b64encode(bytes.fromhex(sys.stdin.read())).decode().rstrip("="))')"
    printf -v "$2" %s "$("$python" -c 'import hashlib, sys; print(hashlib.sha256(bytes.fromhex(sys.argv[1])).hexdigest())' "$hex")"
}

# A shop with its administrator: sets $cookie (the session) and $hook (the path of its webhook).
make_shop() {
    local secret secret_hash
    make_token secret secret_hash
    sql takt -v hook="$secret_hash" -v project="$project" -f "$root/bench/shop.sql"
    hook=/hooks/keycrm/$project/$secret
    sign_in
}

# A session of the shop's administrator: sets $cookie.
sign_in() {
    local session session_hash
    make_token session session_hash
    sql takt -c "INSERT INTO sessions (token_sha256, person_id, csrf_key, is_long, expires_at)
        SELECT decode('$session_hash', 'hex'), id, decode(repeat('07', 32), 'hex'), true, now() + interval '30 days' FROM people"
    cookie="__Host-s=$session"
}

# What else the machine was doing, for the record beside a figure.
machine() {
    printf '%s; %s cores, %s; load %s%s\n' "$(date -u +%FT%TZ)" "$(nproc)" \
        "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" "$(cut -d' ' -f1-3 /proc/loadavg)" "${BENCH_FIRST:+, other work waiting}"
}
