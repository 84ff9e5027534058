# tafel: everything one does with a checkout. Needs make, Python 3.11 or newer with venv, and a package index.

# The system's own Python first: one that somebody compiled is often built without what makes it a third quicker.
PYTHON ?= $(shell for needs in 'ensurepip, venv, sys' sys; do \
	for each in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c "import $$needs; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$each && exit; done; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
UV ?= uv
MINUTES ?= 30
LOCK := $(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command 'make lock'

# Python keeps what it compiled: every worker and every process of a test reads it, instead of compiling all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: demo install test check bench storm lock help system

demo: $(VENV)/.ready-to-run ## serve an invented region on 127.0.0.1:8000 (PORT=, TAFEL_DATA=, ARGS=--fresh)
	@$(if $(PORT),TAFEL_PORT=$(PORT)) $(if $(TAFEL_DATA),TAFEL_DATA='$(TAFEL_DATA)') $(BIN)/tafel demo $(ARGS)

install: $(VENV)/.ready-to-run ## set up what runs, in .venv (docs/operations.md)

test: $(VENV)/.ready-to-test system ## run everything, on SQLite and on PostgreSQL (ARGS=tests/test_schema.py)
	$(BIN)/pytest $(ARGS)

check: $(VENV)/.ready-to-test ## lint, types, who may import what, and migrations against models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	@made=$$(mktemp -d) && trap 'rm -r "$$made"' EXIT && export TAFEL_DATA="$$made" && \
		$(BIN)/tafel migrate && $(BIN)/alembic check

bench: $(VENV)/.ready-to-test ## measure; one JSON line for each measure
	@for each in bench/*.py; do $(BIN)/python "$$each" $(ARGS) || exit 1; done

storm: $(VENV)/.ready-to-test system ## break it on purpose, on both databases (MINUTES=30 bounds the longest part): docs/reliability.md
	@for each in sqlite postgresql; do \
		$(BIN)/python bench/storms/killed.py --database $$each --minutes $(MINUTES) && \
		$(BIN)/python bench/storms/one_of_two.py --database $$each && \
		$(BIN)/python bench/storms/faults.py --database $$each && \
		$(BIN)/python bench/storms/two_secretaries.py --database $$each && \
		$(BIN)/python bench/storms/matrix.py --database $$each && \
		$(BIN)/python bench/storms/timing.py --database $$each --minutes $(MINUTES) || exit 1; done
	@$(BIN)/python bench/storms/payloads.py --minutes $(MINUTES)
	@$(BIN)/python bench/storms/elsewhere.py
	@$(BIN)/python bench/storms/failover.py

lock: ## choose newer versions of what we build on, and write them down with their hashes
	$(LOCK) --upgrade --extra build --output-file requirements.txt
	$(LOCK) --upgrade --extra dev --output-file requirements-dev.txt

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@test -n '$(PYTHON)' && $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python 3.11 of nieuwer met venv ontbreekt. Installeer het pakket python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What runs is installed by version and hash; the product itself from this folder, with the build tool of the lock file.
$(VENV)/.ready-to-run: requirements.txt pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --requirement requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --requirement requirements-dev.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready-to-run

# PostgreSQL comes with the development packages where the system has none; a browser and an office do not.
# Chromium without its window does the same work for half of the time, so it is fetched where it can be.
APT := apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10
system:
	@get() { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && $(APT) update && \
		DEBIAN_FRONTEND=noninteractive $(APT) install -y --no-install-recommends "$$1" >/dev/null 2>&1; }; \
	has() { for each; do command -v "$$each" >/dev/null && return; done; false; }; \
	missing=; \
	has chromium-headless-shell || get chromium-headless-shell || has chromium chromium-browser google-chrome || \
		get chromium || missing="$$missing chromium"; \
	has soffice libreoffice || get libreoffice-writer-nogui || missing="$$missing libreoffice-writer-nogui"; \
	test -z "$$missing" || { echo "Voor de tests is meer nodig. Installeer de pakketten:$$missing." >&2; exit 1; }
