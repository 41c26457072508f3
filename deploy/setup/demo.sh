#!/usr/bin/env bash
# The demonstration: install, prepare once, serve. Run again, it changes nothing and answers in seconds.
#
# What is prepared (the database, the collected static files) is remembered by a hash of what it is made from. gunicorn
# and the jobs (`run_due --loop`) run side by side; Ctrl-C, or TERM, stops both.
set -euo pipefail
cd "$(dirname "$0")/../.."

export HOST=${HOST:-127.0.0.1} PORT=${PORT:-8000}
export DJANGO_SETTINGS_MODULE=config.settings.demo PYTHONUNBUFFERED=1
export PUBLIC_BASE_URL=${PUBLIC_BASE_URL:-http://127.0.0.1:$PORT}
var=${VAR_DIR:-var}
prepared=$var/demo.sqlite3
[[ -z ${DATABASE_URL:-} ]] || prepared=$var/demo.stamp # a server's database cannot be seen from here

say() { printf '→ %s\n' "$*"; }

if (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; then
    echo "Le port $PORT est déjà pris sur cette machine. Choisissez-en un autre : make demo PORT=8765" >&2
    exit 1
fi
deploy/setup/venv.sh run
mkdir -p "$var"

hash_of() { # hash_of PATH…: of the names and contents of all files there
    find "$@" -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c -16
}
data_hash() {
    {
        hash_of deploy/requirements.lock */migrations site/*/migrations
        hash_of locations/data
        find home booking events locations site -path '*demo*' -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 -r sha256sum
        echo "${DATABASE_URL:-}"
    } | sha256sum | cut -c -16
}
stamped() { [[ -e $1 && $(cat "$2" 2> /dev/null) == "$3" ]]; }

data=$(data_hash)
static=$(hash_of deploy/requirements.lock static)
collecting=
if ! stamped "$var/static/staticfiles.json" "$var/demo-static.stamp" "$static"; then
    say "Rassemblement des feuilles de style et des scripts"
    (.venv/bin/python manage.py collectstatic --noinput --verbosity 0 && echo "$static" > "$var/demo-static.stamp") &
    collecting=$!
fi
if ! stamped "$prepared" "$var/demo.stamp" "$data"; then
    rm -f "$var/demo.stamp"
    .venv/bin/python manage.py prepare_demo
    echo "$data" > "$var/demo.stamp"
fi
[[ -z $collecting ]] || wait "$collecting"

web= jobs=
stop() {
    trap '' TERM INT HUP # make passes a second one on: what was begun here must end
    trap - EXIT
    echo
    say "Arrêt"
    [[ -z $web ]] || kill -TERM "$web" 2> /dev/null || true
    [[ -z $jobs ]] || kill -TERM "$jobs" 2> /dev/null || true
    wait || true
}
trap stop EXIT
trap 'exit 0' TERM INT HUP

.venv/bin/python -m gunicorn --config gunicorn.conf.py &
web=$!
until (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; do
    kill -0 "$web" 2> /dev/null || { echo "Le serveur n'a pas démarré (la raison est plus haut)." >&2; exit 1; }
    sleep 0.1
done
nice .venv/bin/python manage.py run_due --loop &
jobs=$!

cat << TEXT

  Le site        $PUBLIC_BASE_URL/
  À essayer      $PUBLIC_BASE_URL/points-accueil/?q=38000
  La gestion     $PUBLIC_BASE_URL/admin/   (identifiant : admin, mot de passe : $(sed -n 's/^PASSWORD = "\(.*\)"$/\1/p' home/demo/accounts.py))

  Les messages envoyés s'affichent ici. Ctrl-C pour arrêter.

TEXT
wait -n "$web" "$jobs" || true
echo "Le serveur ou les tâches de fond se sont arrêtés." >&2
exit 1
