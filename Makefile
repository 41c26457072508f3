# What can be done here: `make help`. Each target is one script of deploy/setup/, so that this page stays a table of contents.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo run test lint format bench chaos lock

export PYTHONPATH := site
# Compiled once and kept: each start of Django reads 2,300 modules, which takes seconds to compile again.
unexport PYTHONDONTWRITEBYTECODE
export HOST ?= 127.0.0.1
export PORT ?= 8000

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16
	@echo "  PORT=8765 serves elsewhere than on port 8000, for demo and run."

demo: ## Install what is missing, load the demonstration, serve it on http://127.0.0.1:8000
	@deploy/setup/demo.sh

run: ## Serve the site for a developer: reloads, shows errors in full
	@deploy/setup/venv.sh dev
	@.venv/bin/python manage.py migrate --verbosity 0
	@.venv/bin/python manage.py runserver $(HOST):$(PORT)

test: ## Run everything: lint, then all tests on SQLite and on PostgreSQL, browser included
	@deploy/setup/test.sh

lint: ## Check form, types, imports, migrations, deployment, templates, style sheets, words and documentation
	@deploy/setup/venv.sh dev
	@deploy/setup/lint.sh

format: ## Put the code in the form that lint asks for
	@deploy/setup/venv.sh dev
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@git ls-files -co --exclude-standard 'templates/*.html' | xargs .venv/bin/djade --target-version 5.2 || true

bench: ## Measure: nearest search, answers, import and open data, at 9,333 and 30,000 places; a feed of 2,000 events; bookings
	@deploy/setup/venv.sh dev
	@deploy/setup/bench.sh

chaos: ## Break things on both databases: 200 people for 20 places at once, 20 times; processes killed 200 times
	@deploy/setup/venv.sh dev
	@deploy/setup/chaos.sh

lock: ## Resolve requirements*.txt again into deploy/*.lock
	@deploy/setup/venv.sh dev
	@deploy/setup/lock.sh
