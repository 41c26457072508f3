#!/usr/bin/env bash
# Everything a machine can judge: lint, then all tests on SQLite and on PostgreSQL, with a real browser.
#
# It never waits for ever: each part has its limit. What could not be run is said at the end; with CI=true it counts
# as a failure. The last lines repeat pytest's own closing lines.
set -uo pipefail
cd "$(dirname "$0")/../.."
mkdir -p var/test

failed=()
absent=()
closing=()
began=$SECONDS

deploy/setup/venv.sh dev || exit 1

unset DATABASE_URL
# A new machine has no browser and no databases for tests yet: they are made here, while lint leaves a processor free.
# apt works for one at a time, so PostgreSQL follows the browser.
make_database() { # make_database [WRAPPER…]: run a test that asks for one
    timeout --kill-after 30 600 "$@" .venv/bin/python -m pytest -q site/core/tests/test_throttle.py
}
make_database > var/test/template.log 2>&1 &
{
    deploy/setup/browser.sh
    browser=$?
    make_database deploy/setup/postgres.sh > var/test/template-postgresql.log 2>&1
    exit "$browser"
} &
preparing=$!
timeout --kill-after 20 600 deploy/setup/lint.sh || failed+=("lint")
wait "$preparing" || absent+=("tests dans le navigateur (Chromium)")
wait

suite() { # suite NAME [WRAPPER…]: run the tests under a name, beside a server if one is given
    local name=$1 log="var/test/$1.log" code
    shift
    echo
    echo "Tests, $name"
    timeout --kill-after 30 1200 "$@" .venv/bin/python -m pytest --numprocesses 2 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    case $code in
        0) ;;
        75) absent+=("$name") ;;
        124 | 137) failed+=("$name (arrêté après 20 minutes)") ;;
        *) failed+=("$name") ;;
    esac
    closing+=("$(grep -aE '^=+ .*(passed|failed|error|no tests ran).* =+$' "$log" | tail -n 1)")
    return "$code"
}

suite SQLite
suite PostgreSQL deploy/setup/postgres.sh

echo
for name in "${absent[@]}"; do
    echo "!! NON EXÉCUTÉ : $name (la raison est plus haut)"
    [[ -z ${CI:-} ]] || failed+=("$name, non exécuté")
done
if ((${#failed[@]})); then
    printf '!! ÉCHEC : %s\n' "${failed[@]}"
else
    echo "Tout va bien ($((SECONDS - began)) s)."
fi
printf '%s\n' "${closing[@]}"
((${#failed[@]} == 0))
