#!/usr/bin/env bash
# Make sure that a Chromium is here for the browser tests; where it cannot be, say why (and fail, in CI).
set -euo pipefail
cd "$(dirname "$0")"
source ./apt.sh

if [[ -n ${CHROMIUM:-} ]] || command -v chromium chromium-browser > /dev/null; then
    exit 0
fi
if apt_install chromium && command -v chromium > /dev/null; then
    exit 0
fi
echo "!! Chromium manque et n'a pas pu être installé ($apt_problem) : les tests dans le navigateur ne tournent pas." >&2
echo "!! À la main : apt-get install chromium, ou CHROMIUM=/chemin/du/navigateur make test" >&2
exit 1
