#!/usr/bin/env bash
# Run a command beside a PostgreSQL of its own: `postgres.sh COMMAND…` finds DATABASE_URL in its environment.
#
# The server listens on a free port of 127.0.0.1, keeps its data under var/postgres/ (so that the tests' template
# database serves again), never waits for the disk (a power cut would lose tests only), and stops with the command.
# Exit code 75: no PostgreSQL could be had, and standard error says why; otherwise the command's own.
set -euo pipefail
cd "$(dirname "$0")/../.."
source deploy/setup/apt.sh

refuse() {
    echo "!! PostgreSQL : $*" >&2
    exit 75
}

find_binaries() { # the newest version that has its server
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2> /dev/null | sort -rV); do
        if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
            echo "$folder"
            return
        fi
    done
    if command -v initdb pg_ctl > /dev/null; then
        dirname "$(readlink -f "$(command -v initdb)")"
    fi
}
binaries=$(find_binaries)
if [[ -z $binaries ]]; then
    apt_install postgresql || refuse "absent, et n'a pas pu être installé ($apt_problem)."
    binaries=$(find_binaries)
    [[ -n $binaries ]] || refuse "installé, mais initdb reste introuvable."
fi
version=$("$binaries/postgres" --version | grep -oE '[0-9]+' | head -n 1)

# initdb refuses root: there, the server runs as the package's user (or nobody), which must be able to reach its folder.
home=$PWD/var/postgres
as_user=()
if ((EUID == 0)); then
    user=postgres
    id "$user" > /dev/null 2>&1 || user=nobody
    as_user=(runuser -u "$user" --)
    mkdir -p "$home"
    chown "$user" "$home"
    if ! "${as_user[@]}" test -w "$home"; then # the clone lies in somebody's private home
        home=$(mktemp -d)
        chown "$user" "$home"
        temporary=$home
    fi
else
    mkdir -p "$home"
fi
data=$home/$version
log=$home/server.log

# One run at a time on this folder; the server itself must not inherit the lock.
exec 9> "$home.lock"
flock -n 9 || echo "→ Une autre série de tests utilise ce PostgreSQL : attente de sa fin"
flock -w 1200 9 || refuse "une autre série de tests l'occupe depuis vingt minutes."

unprivileged() { (cd / && exec "${as_user[@]}" "$@" 9>&-); }

stop() {
    unprivileged "$binaries/pg_ctl" --pgdata "$data" --silent --mode fast --timeout 20 stop > /dev/null 2>&1 ||
        unprivileged "$binaries/pg_ctl" --pgdata "$data" --silent --mode immediate stop > /dev/null 2>&1 || true
    [[ -z ${temporary:-} ]] || rm -rf "$temporary" "$temporary.lock"
}

if [[ ! -f $data/PG_VERSION || ! -f $home/password ]]; then
    rm -rf "$data"
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '/+=\n' > "$home/password")
    ((EUID != 0)) || chown "$user" "$home/password"
    unprivileged "$binaries/initdb" --pgdata "$data" --username tests --pwfile "$home/password" --auth scram-sha-256 \
        --encoding UTF8 --locale C.UTF-8 --no-sync > /dev/null || refuse "initdb a échoué."
fi
trap stop EXIT
trap 'exit 143' TERM HUP
trap 'exit 130' INT

python=.venv/bin/python
[[ -x $python ]] || python=python3
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
settings="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=1GB -c shared_buffers=128MB"
unprivileged "$binaries/pg_ctl" --pgdata "$data" --silent --wait --timeout 60 --log "$log" --options "${settings//$'\n'/ }" \
    start > /dev/null || refuse "n'a pas démarré : $(tail -n 3 "$log")"

DATABASE_URL="postgres://tests:$(cat "$home/password")@127.0.0.1:$port/postgres" "$@" &
command=$!
trap 'kill -TERM "$command" 2> /dev/null; wait "$command"; exit 143' TERM HUP INT
code=0
wait "$command" || code=$?
exit "$code"
