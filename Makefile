# `make run` and `make test` set up everything they need in .venv. Nothing is installed outside this folder,
# except by `make browser`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run-installed
DEV    := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help setup run test coverage browser chaos oddities mutants bench check format migrate lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Mingshu needs Python 3.11 or newer. To choose one: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(DEV) ## create .venv and install all packages from the lock files

run: $(RUN) ## start the service on http://127.0.0.1:8000
	@exec $(BIN)/python -m app serve

test: $(DEV) ## run all tests; the browser tests need browsers, see `make browser`
	@$(browser) || echo "No Chromium: its tests are skipped (with CI=true they fail). To install it: make browser" >&2
	@$(other_browsers) || echo "Without these, the tests in Firefox or WebKit are skipped (with CI=true they fail)." >&2
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

coverage: $(DEV) ## run all tests and report the coverage of app/
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --cov --cov-report=term-missing:skip-covered

browser: $(DEV) ## install the browsers for the tests, if they are missing: on Debian all three, elsewhere Chromium
	@$(browser) && $(other_browsers) && exit; \
	if [ "$$(id -u)" = 0 ] && grep -qsx ID=debian /etc/os-release; \
	then apt-get update -qq \
	  && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk firefox-esr webkit2gtk-driver xvfb; \
	else $(browser) || $(BIN)/playwright install chromium; fi \
	  || { echo "The browsers could not be installed. Install them yourself; see CONTRIBUTING.md." >&2; exit 1; }
	@$(other_browsers) || echo "Without these, the tests in Firefox or WebKit are skipped (with CI=true they fail)." >&2

# Each succeeds if its browsers are installed. Without them their tests are skipped; with CI=true they fail.
browser = $(BIN)/python -m tests.browser.chromium >/dev/null
other_browsers = $(BIN)/python -m tests.browser.other_browsers >&2

# The value from the command line, or the default. The environment does not count: shells set SECONDS themselves.
given = $(if $(filter command,$(firstword $(origin $(1)))),$($(1)),$(2))

chaos: $(DEV) ## break processes, database, network and model at random, and check every character: SEED=1 SECONDS=120
	$(BIN)/python -m tests.chaos --seconds $(call given,SECONDS,120) --seed $(call given,SEED,1)

oddities: $(DEV) ## write reports with randomly chosen model oddities, and compare every text: REPORTS=500 SEED=1
	ODDITIES_REPORTS=$(call given,REPORTS,500) ODDITIES_SEED=$(call given,SEED,1) \
	  $(BIN)/python -m pytest tests/oddities/test_mix.py -q -s

mutants: $(DEV) ## break the service in 22 ways; the chaos checker must notice each: SEED=1
	$(BIN)/python -m tests.chaos --mutants --seed $(call given,SEED,1)

bench: $(DEV) ## compare the speed with other servers, 25 minutes a run: RUNS=1 ONLY=streams,creates SERVERS=service,nginx
	$(BIN)/python -m bench --runs $(call given,RUNS,1) --only "$(call given,ONLY,)" --servers "$(call given,SERVERS,)"

check: $(DEV) ## check format, lint rules, types and import order
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings app/web/pages/static
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV) ## format the code, and fix what the linter can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrate: $(RUN) ## migrate the database in DATABASE_URL, or the bundled one
	$(BIN)/python -m app migrate

lock: ## update both lock files from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements-dev.lock

clean: ## remove .venv and all caches; keep .data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
