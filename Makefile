# Two commands: `make demo` to try Muster, `make test` to prove it.

PORT ?= 8000
SANDBOX_PORT ?= 8090
PYTHON := .venv/bin/python
# Bytecode is kept in the environment, whatever the shell says: every process that starts
# reads it instead of compiling some thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
# Three at a time, for many wait; each has servers of its own, and a file's tests stay together.
PYTEST_ARGS ?= -n 3 --dist loadfile

# Settings that let the checkers read the code; nothing is reached with them.
CHECK := SECRET_KEY=unused DATABASE_URL=postgresql://unused@127.0.0.1:1/unused \
	DJANGO_SETTINGS_MODULE=backoffice.settings
PACKAGES := backoffice bot incidents integrations tasks tests manage.py

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench lock environment environment-dev

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
		while IFS='	' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: environment ## Run all of Muster here, with a small Slack to try it in
	@$(PYTHON) -m backoffice.local.demo --port $(PORT) --sandbox-port $(SANDBOX_PORT)

demo-reset: environment ## Forget the demo's data
	@$(PYTHON) -m backoffice.local.reset

test: environment-dev ## Run every test (PYTEST_ARGS="tests/bot -x" for some)
	@$(PYTHON) -m pytest $(PYTEST_ARGS)

check: environment-dev ## Lint, types, the house's layers, missing migrations
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(CHECK) $(PYTHON) -m mypy $(PACKAGES)
	@$(CHECK) .venv/bin/lint-imports
	@$(CHECK) $(PYTHON) -W ignore manage.py makemigrations --check --dry-run

bench: environment-dev ## Measure what the design promises
	@$(PYTHON) -m tests.bench

lock: ## Pin the dependencies anew, after a change of requirements/*.in
	@sh scripts/lock.sh

environment:
	@sh scripts/environment.sh base

environment-dev:
	@sh scripts/environment.sh dev
