#!/usr/bin/env bash
# Every check that needs no running site, each under its name; all of them run, and any that fails fails the whole.
set -uo pipefail
cd "$(dirname "$0")/../.."
export PYTHONPATH=site
export PATH=$PWD/.venv/bin:$PATH
mkdir -p var/test # where the test settings keep their database

failed=()
check() { # check NAME COMMAND…
    local name=$1 output
    shift
    if output=$("$@" 2>&1 < /dev/null); then
        printf '  %-16s ok\n' "$name"
    else
        printf '  %-16s À CORRIGER\n%s\n' "$name" "$(sed 's/^/    /' <<< "$output" | tail -n 80)"
        failed+=("$name")
    fi
}

as_production() { # a made-up address and a secret strong enough, for one command
    env -u DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.production PUBLIC_BASE_URL=https://www.exemple.fr \
        DEFAULT_FROM_EMAIL=ne-pas-repondre@exemple.fr CONTACT_EMAIL=bonjour@exemple.fr \
        SECRET_KEY="$(head -c 48 /dev/urandom | base64 | tr -d '\n')" "$@"
}

templates() {
    git ls-files -co --exclude-standard -- 'templates/*.html' "$@"
}

echo "Lint"
check "layout" python -m core.lint.layout
check "form" ruff format --check --output-format concise .
check "code" ruff check --quiet --output-format concise .
check "imports" lint-imports --no-logo
check "types" mypy
check "migrations" python manage.py makemigrations --check --dry-run --settings config.settings.test
check "deployment" as_production python manage.py check --deploy --fail-level WARNING
if [[ -n $(templates) ]]; then
    check "templates" djlint --lint --quiet templates
    check "template tags" xargs -a <(templates) djade --check --target-version 5.2
fi
check "style sheets" python -m core.lint.css_chrome100
check "words" python -m core.lint.words
check "documentation" python -m core.lint.docs

if ((${#failed[@]})); then
    printf 'Lint : à corriger : %s\n' "${failed[*]}"
    exit 1
fi
echo "Lint : tout va bien."
