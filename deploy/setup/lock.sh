#!/usr/bin/env bash
# Resolve requirements.txt and requirements-dev.txt once, for every machine: exact versions and hashes of everything.
# What is already locked stays, unless `--upgrade` is given.
set -euo pipefail
cd "$(dirname "$0")/../.."

compile() { # compile SOURCE TARGET [option…]
    local source=$1 target=$2
    shift 2
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        "$@" "$source" -o "$target"
}
compile requirements.txt deploy/requirements.lock "$@"
compile requirements-dev.txt deploy/requirements-dev.lock --constraint deploy/requirements.lock "$@"
wc -l deploy/requirements.lock deploy/requirements-dev.lock
