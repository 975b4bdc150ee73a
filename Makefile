# make run: everything from a new Debian with python3 and make to a site with a demonstration.
# PORT=8001 make run serves elsewhere; docs/operations.md tells of mirrors and of production.

# Where it is set, every process compiles anew what it imports of the tests and of this project.
unexport PYTHONDONTWRITEBYTECODE

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PORT ?= 8000

# This machine's own installation: plain HTTP on 127.0.0.1, with a key of its own.
local := env -u SECRET_KEY SECRET_KEY_FILE=var/secret_key DEBUG=false HTTPS=false \
	SITE_URL=http://127.0.0.1:$(PORT)
manage := $(local) .venv/bin/python manage.py

# What the checks of the gates see: a site on the internet.
site := env -u SECRET_KEY_FILE SECRET_KEY=only-for-the-gates-to-look-at-a-site-nobody-ever-serves \
	ALLOWED_HOSTS=gk.example.gov.cn

.PHONY: setup port run develop test lint bench clean

setup:
	@setup/system.sh run
	@setup/packages.sh --inexact
	@test -s var/secret_key || (umask 077; python3 -c 'import secrets; print(secrets.token_urlsafe(64))' > var/secret_key)

port:
	@setup/port.py $(PORT)

# Ctrl-C reaches the workers twice, once by way of their master, and one may hang on that:
# therefore the time limit.
run: port setup var/static/staticfiles.json
	@$(manage) migrate --verbosity 0
	@$(manage) load_classification
	@echo
	@$(manage) demo --login
	@$(manage) reindex >/dev/null
	@echo "公开网站：http://127.0.0.1:$(PORT)/"
	@echo "工作后台：http://127.0.0.1:$(PORT)/admin/"
	@echo "按 Ctrl-C 停止。"
	@exec $(local) .venv/bin/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--workers "$$(nproc)" --blocking-threads 2 --no-ws --workers-kill-timeout 2 \
		--log-level warning config.wsgi:application

develop:
	@setup/system.sh test
	@setup/packages.sh --group dev

# On SQLite everything; on PostgreSQL again whatever touches the database.
test: develop
	env -u DATABASE_URL -u DATABASE_PASSWORD -u DATABASE_PASSWORD_FILE \
		.venv/bin/pytest -n auto
	.venv/bin/python -m tests.postgres -- \
		.venv/bin/pytest -n auto -m "not pure"

lint: develop
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(site) .venv/bin/python manage.py makemigrations --check --dry-run
	$(site) .venv/bin/python manage.py check --deploy --fail-level WARNING
	if docker compose version >/dev/null 2>&1; then $(site) docker compose config --quiet; fi

# On a machine that does nothing else; three quarters of an hour.
bench: setup develop var/static/staticfiles.json
	@setup/packages.sh --group dev --group peers
	.venv/bin/python -m benchmarks

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf var/tools var/static var/requirements.txt
	find . -name __pycache__ -prune -exec rm -rf {} +

# Collected again when a file in static/ or an application with files of its own has changed.
var/static/staticfiles.json: uv.lock $(shell find static -type f) | setup
	@$(manage) collectstatic --noinput --verbosity 0
