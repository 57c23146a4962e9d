# Amble: `make run` starts it, `make test` checks it. Everything else is for developers.
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test test-quick lint format types imports bench bench-page bench-feed bench-chat bench-nearby bench-routes bench-map lock words reference picture clean

export PATH := $(CURDIR)/.venv/bin:$(PATH)
PYTHON_FILES := app.py gunicorn.conf.py community migrations scripts tests $(wildcard benchmarks)

help:  ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup:
	@scripts/setup.sh

setup-tests:
	@scripts/setup.sh tests

run: setup  ## Start Amble with the demo neighbourhood at http://127.0.0.1:8000
	@AMBLE_ENV=$${AMBLE_ENV:-development} AMBLE_DEMO=$${AMBLE_DEMO:-1} exec .venv/bin/flask --app app start

test: setup-tests lint types imports  ## Run all checks and tests
	@.venv/bin/pytest -n 2 --dist loadgroup $(ONLY)

test-quick: setup-tests  ## Run the tests on SQLite only, without browsers
	@.venv/bin/pytest -n 2 -k "not postgresql and not journey and not gallery" $(ONLY)

lint: setup-tests  ## Check style and likely mistakes
	@.venv/bin/ruff check $(PYTHON_FILES)
	@.venv/bin/ruff format --check --quiet $(PYTHON_FILES)
	@npm run --silent check

format: setup-tests  ## Bring all Python files into the one format
	@.venv/bin/ruff check --fix --quiet $(PYTHON_FILES) || true
	@.venv/bin/ruff format $(PYTHON_FILES)

types: setup-tests  ## Check the type hints
	@.venv/bin/mypy

imports: setup-tests  ## Check who imports whom
	@.venv/bin/lint-imports --config importlinter.ini

bench: setup-tests  ## Measure beside plain ways into benchmarks/RESULTS.md (one part: bench-chat, -page, ...)
	@.venv/bin/python -m benchmarks

bench-page bench-feed bench-chat bench-nearby bench-routes bench-map: bench-%: setup-tests
	@.venv/bin/python -m benchmarks $*

lock: setup-tests  ## Renew the lock files after a change of requirements*.in or package.json
	@for file in requirements requirements-dev requirements-node; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header $$file.in -o $$file.txt || exit 1; done
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund

words: setup-tests  ## Collect the sentences to be translated into translations/messages.pot
	@.venv/bin/pybabel extract --quiet -F translations/babel.cfg -k N_ -k _l --no-location \
	  --sort-output -o translations/messages.pot community templates

reference: setup-tests  ## Write docs/settings, errors, signals and commands.md from the code
	@.venv/bin/python -m scripts.reference_pages

picture: setup-tests  ## Take the README's picture from the running demo
	@.venv/bin/python -m scripts.picture

clean:  ## Remove what setting up has made; the data in ./instance stays
	@rm -rf .venv node_modules static/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	  benchmarks/node_modules benchmarks/.packages
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
