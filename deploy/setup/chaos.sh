#!/usr/bin/env bash
# Break things, on SQLite then on PostgreSQL: what must hold all the same is said by each command.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DJANGO_SETTINGS_MODULE=config.settings.test

both() { # both COMMAND…
    .venv/bin/python -u manage.py "$@"
    deploy/setup/postgres.sh .venv/bin/python -u manage.py "$@"
}
both chaos_booking
both chaos_outbox --settings outbox.tests.killing_settings
