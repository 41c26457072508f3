#!/usr/bin/env bash
# Break things, on SQLite then on PostgreSQL: what must hold all the same is said by each command.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DJANGO_SETTINGS_MODULE=config.settings.test

for command in chaos_booking chaos_outbox; do
    .venv/bin/python -u manage.py "$command"
    deploy/setup/postgres.sh .venv/bin/python -u manage.py "$command"
done
