# Mingshu: two commands are enough, `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run-installed
DEV    := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help setup run test browser check format migrate lock bench chaos oddities mutants clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(DEV) ## make .venv and install everything, from the locks

run: $(RUN) ## start the service on http://127.0.0.1:8000
	@exec $(BIN)/python -m app serve

test: $(DEV) browser ## run the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

browser: $(DEV) ## get a browser for the tests, if there is none
	@$(BIN)/python -m tests.browser.chromium >/dev/null && exit; \
	if [ "$$(id -u)" = 0 ] && grep -qsx ID=debian /etc/os-release; \
	then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	else $(BIN)/playwright install chromium; fi \
	  || echo "No browser could be had: the browser tests will be skipped." >&2

# Of the command line alone: a shell has a SECONDS of its own.
given = $(if $(filter command,$(firstword $(origin $(1)))),$($(1)),$(2))

chaos: $(DEV) ## processes, database, network and model broken at random, every character checked: SEED=1 SECONDS=120
	$(BIN)/python -m tests.chaos --seconds $(call given,SECONDS,120) --seed $(call given,SEED,1)

oddities: $(DEV) ## many reports from a model that is odd at random, each text compared: REPORTS=500 SEED=1
	ODDITIES_REPORTS=$(call given,REPORTS,500) ODDITIES_SEED=$(call given,SEED,1) \
	  $(BIN)/python -m pytest tests/oddities/test_mix.py -q -s

mutants: $(DEV) ## break the service in each of many ways: the chaos checker must notice every one
	$(BIN)/python -m tests.chaos --mutants --seed $(call given,SEED,1)

check: $(DEV) ## format, lint, types, import order
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV) ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrate: $(RUN) ## migrate the database that DATABASE_URL names
	$(BIN)/python -m app migrate

lock: ## renew both lock files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements-dev.lock

clean: ## remove the environment and caches, not the data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
