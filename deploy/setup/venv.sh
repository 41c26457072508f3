#!/usr/bin/env bash
# Make .venv, or bring it up to date: `venv.sh run` for what the site needs, `venv.sh dev` for what work on it needs.
# Nothing is done, in milliseconds, when the lock has not changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/../.."

profile=${1:-dev}
case $profile in
    run) lock=deploy/requirements.lock ;;
    dev) lock=deploy/requirements-dev.lock ;;
    *) echo "venv.sh: run ou dev, pas « $profile »." >&2; exit 2 ;;
esac

hash_of() { sha256sum < "$1" | cut -c -16; }
stamped() { [[ -x .venv/bin/python && $(cat ".venv/installed-$1" 2> /dev/null) == "$(hash_of "$2")" ]]; }
if stamped "$profile" "$lock" || { [[ $profile == run ]] && stamped dev deploy/requirements-dev.lock; }; then
    exit 0
fi

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; }
python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if command -v "$candidate" > /dev/null && recent "$candidate"; then
        python=$candidate
        break
    fi
done
if [[ -z $python ]]; then
    echo "Il faut Python 3.11 ou plus récent (ici : $(python3 --version 2>&1 || echo aucun python3))." >&2
    echo "Sous Debian ou Ubuntu : apt-get install python3 python3-venv ; ou donnez-le : make demo PYTHON=/chemin/python3.11" >&2
    exit 1
fi

say() { printf '→ %s\n' "$*"; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT

with_uv() { # the fast way: seconds
    [[ -x .venv/bin/python ]] || "$python" -m venv --without-pip .venv || return 1
    if [[ ! -x .venv/bin/uv ]]; then
        "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check uv || return 1
    fi
    # uv does not read pip's own settings: an index set there is the one that this machine reaches.
    if [[ -z ${UV_DEFAULT_INDEX:-} ]]; then
        UV_DEFAULT_INDEX=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2> /dev/null || true)}
        [[ -z $UV_DEFAULT_INDEX ]] && unset UV_DEFAULT_INDEX || export UV_DEFAULT_INDEX
    fi
    .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
}

with_pip() { # the way that needs nothing but Python's own modules: a minute
    if [[ ! -x .venv/bin/pip ]]; then
        rm -rf .venv
        "$python" -m venv .venv || return 1
    fi
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
}

say "Installation des paquets Python (.venv) : quelques secondes, une minute la première fois"
if ! with_uv 2> "$log"; then
    say "La voie rapide (uv) n'a pas marché ($(tail -n 1 "$log" | cut -c -150)) ; par pip, plus lentement :"
    if ! with_pip 2> "$log"; then
        tail -n 5 "$log" >&2
        echo "Les paquets n'ont pas pu être installés. Sous Debian ou Ubuntu, « apt-get install python3-venv » manque" >&2
        echo "souvent ; sinon, vérifiez que cette machine atteint PyPI (ou son miroir, par PIP_INDEX_URL)." >&2
        exit 1
    fi
fi
rm -f .venv/installed-*
hash_of "$lock" > ".venv/installed-$profile"
