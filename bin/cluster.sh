# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with lib.sh and those who source it
# A private PostgreSQL 15 cluster: reached by a unix socket in a directory that only its owner may
# enter, no TCP. Sourced after lib.sh; every function speaks of the cluster chosen with use_cluster.

pg=/usr/lib/postgresql/15/bin

# use_cluster NAME: .local/NAME, or where its owner can reach when the checkout lies out of reach.
use_cluster() {
    local hash base
    hash=$(printf '%s' "$root" | sha256sum | cut -c1-10)
    owner=$(id -un)
    [ "$(id -u)" != 0 ] || owner=postgres
    mkdir -p "$here"
    home=$here/$1
    if ! as_owner test -x "$here" 2>/dev/null; then
        base=/var/lib/takt-$hash
        install -d -m 755 "$base"
        [ -L "$home" ] || [ ! -e "$home" ] || die "$home belongs to somebody else; move it away and try again"
        ln -sfn "$base/$1" "$home"
        home=$base/$1
    fi
    data=$home/data
    socket=$home/socket
    # A unix socket's whole path may have 107 bytes.
    if [ "$(printf '%s/.s.PGSQL.5432' "$socket" | wc -c)" -gt 107 ]; then
        base=/run
        [ "$(id -u)" = 0 ] || base=${XDG_RUNTIME_DIR:-/tmp}
        socket=$base/takt-$hash-$1
    fi
    if [ ! -d "$home" ] && ! { mkdir -p "$home" && own "$home" && chmod 700 "$home"; }; then
        die "the directory $home cannot be made"
    fi
    superuser="host=$socket user=postgres"
}

as_owner() {
    if [ "$(id -un)" = "$owner" ]; then "$@"; else (cd / && runuser -u "$owner" -- "$@"); fi
}
own() { [ "$(id -un)" = "$owner" ] || chown "$owner:" "$@"; }
cluster_runs() { as_owner "$pg/pg_ctl" -D "$data" status >/dev/null 2>&1; }

# start_cluster durable|fast: made on the first start; durable is for data that matters.
start_cluster() {
    if [ ! -e "$data/PG_VERSION" ]; then
        [ -z "$(ls -A "$data" 2>/dev/null)" ] || die "$data holds files that are no PostgreSQL cluster; move them away and try again"
        need_space 500
        as_owner "$pg/initdb" --pgdata="$data" --username=postgres --auth=trust --data-checksums --encoding=UTF8 \
            --locale-provider=libc --locale=C.UTF-8 >"$here/initdb.log" 2>&1 ||
            die "initdb failed: $(tail -n 1 "$here/initdb.log")"
        as_owner tee -a "$data/postgresql.conf" <<<"include 'takt.conf'" >/dev/null
    fi
    [ "$(stat -c %U "$data")" = "$owner" ] || die "the cluster in $data belongs to $(stat -c %U "$data"), not to $owner; run as its owner or move it away"
    [ "$(cat "$data/PG_VERSION" 2>/dev/null)" = 15 ] || die "the cluster in $data is of PostgreSQL $(cat "$data/PG_VERSION"), Takt wants 15; move it away and try again"
    started_cluster=
    ! cluster_runs || return 0
    if [ ! -d "$socket" ]; then mkdir -m 700 "$socket" && own "$socket"; fi
    [ "$(stat -c '%U %a' "$socket")" = "$owner 700" ] || die "$socket must be a directory of $owner that nobody else may enter; remove it and try again"
    cluster_settings "$1" | as_owner tee "$data/takt.conf" >/dev/null
    as_owner "$pg/pg_ctl" -D "$data" -l "$home/log" -t 120 -s -w start >/dev/null 2>"$here/cluster.err" </dev/null 9>&- ||
        die "the database cluster did not start: $(tail -n 1 "$home/log"); the whole story is in $home/log"
    started_cluster=yes
}

# Stops what start_cluster started, and nothing that ran before.
stop_cluster() {
    [ "${started_cluster-}" = yes ] || return 0
    as_owner "$pg/pg_ctl" -D "$data" -m fast -t 20 -s -w stop >/dev/null 2>&1 || true
    started_cluster=
}

cluster_settings() {
    local memory shared work
    memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
    shared=$((memory / 8 < 128 ? 128 : memory / 8 > 2048 ? 2048 : memory / 8))
    work=$((memory >= 8192 ? 32 : 8))
    cat <<END
# Written by bin/cluster.sh at every start; scaled to $memory MB of memory.
listen_addresses = ''
unix_socket_directories = '$socket'
port = 5432
max_connections = $([ "$1" = fast ] && echo 300 || echo 100)
shared_buffers = ${shared}MB
effective_cache_size = $((memory / 2))MB
work_mem = ${work}MB
maintenance_work_mem = $((shared / 4))MB
max_wal_size = 2GB
wal_compression = on
jit = off
max_parallel_workers_per_gather = 0
random_page_cost = 1.1
idle_in_transaction_session_timeout = 60s
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_min_duration_statement = 1s
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
END
    case "$1" in
    durable) printf '%s\n' 'fsync = on' 'synchronous_commit = on' 'full_page_writes = on' ;;
    # A test cluster may be lost with the machine; nothing in it is worth a wait for the disk.
    fast) printf '%s\n' 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' ;;
    esac
}
