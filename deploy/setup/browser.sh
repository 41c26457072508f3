#!/usr/bin/env bash
# Make sure that a Chromium is here for the browser tests; where it cannot be, say why (and fail, in CI).
#
# Best is its shell without windows: the same engine, in which a page opens for a seventh of the work.
set -euo pipefail
cd "$(dirname "$0")"
source ./apt.sh

if [[ -n ${CHROMIUM:-} ]] || command -v chromium-headless-shell > /dev/null; then
    exit 0
fi
whole=$(command -v chromium chromium-browser | head -n 1) || true
# Both are of one version: the whole browser is named too where it is, so that apt renews it rather than removes it.
shell=(chromium-headless-shell)
[[ $whole != */chromium ]] || shell+=(chromium)
if apt_install "${shell[@]}" && command -v chromium-headless-shell > /dev/null; then
    exit 0
fi
if [[ -n $whole ]]; then
    echo "→ Sans chromium-headless-shell ($apt_problem), les tests dans le navigateur sont plus lents d'une minute ou deux."
    exit 0
fi
if apt_install chromium && command -v chromium > /dev/null; then
    exit 0
fi
echo "!! Chromium manque et n'a pas pu être installé ($apt_problem) : les tests dans le navigateur ne tournent pas." >&2
echo "!! À la main : apt-get install chromium, ou CHROMIUM=/chemin/du/navigateur make test" >&2
exit 1
