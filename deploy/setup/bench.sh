#!/usr/bin/env bash
# Measure everything, each table to its end; what was too slow, or untrue, fails the whole once all is told.
set -uo pipefail
cd "$(dirname "$0")/../.."
export DJANGO_SETTINGS_MODULE=config.settings.test

failed=()
measure() { # measure COMMAND, on SQLite
    .venv/bin/python -u manage.py "$1" || failed+=("$1")
}
both() { # both COMMAND, on SQLite then on PostgreSQL
    measure "$1"
    deploy/setup/postgres.sh .venv/bin/python -u manage.py "$1" || failed+=("$1 (PostgreSQL)")
}
measure bench
measure bench_agenda
both bench_booking
both bench_outbox

if ((${#failed[@]})); then
    printf '!! Mesures hors de ce qui est attendu :%s\n' "$(printf ' %s,' "${failed[@]}" | sed 's/,$//')" >&2
    exit 1
fi
