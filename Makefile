# Two commands matter: `make run` and `make test`. Everything they need they install below this folder.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
UV := tools/bootstrap uv
PORT ?= 8000
KIND ?=
NAME ?=
export PYTHONDONTWRITEBYTECODE := 1
STATIC := src/concordat/core/static/concordat
ASSETS := $(STATIC)/govuk-frontend.min.css $(STATIC)/govuk-frontend.min.js

.PHONY: help setup run test check fix bench docs new-context lock clean
help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.run: requirements/run.txt
	$(UV) venv --quiet --allow-existing $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.run
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/docs.txt
	@touch $@

$(ASSETS) &: package-lock.json tools/build_assets.py $(VENV)/.run
	tools/bootstrap $(BIN)/python tools/build_assets.py
	@touch $(ASSETS)

setup: $(VENV)/.run $(ASSETS) ## install what running needs

run: setup ## start Concordat with the demo partnership (PORT=, CONCORDAT_HOME=)
	$(BIN)/concordat serve --demo --port $(PORT)

test: setup $(VENV)/.test ## check, then run the tests (KIND=unit|lib|database|web|journeys|architecture)
ifeq ($(KIND),)
	$(MAKE) --no-print-directory check
endif
	CONCORDAT_BROWSER="$$(tools/find-browser)" $(BIN)/python -m pytest -n 2 $(if $(KIND),tests/$(KIND),tests)

check: setup $(VENV)/.test ## what is checked without running: format, lint, types, imports, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	CONCORDAT_HOME=.cache/check $(BIN)/concordat makemigrations --check --dry-run

fix: setup $(VENV)/.test ## put right what can be put right by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup $(VENV)/.test ## measure; writes bench/results/latest.json
	$(BIN)/python -m bench

docs: $(VENV)/.docs ## build the documentation into site/
	$(BIN)/mkdocs build --strict

new-context: $(VENV)/.run ## a new context: make new-context NAME=visits
	$(BIN)/python tools/new_context.py "$(NAME)"

lock: ## make the locks anew from pyproject.toml
	tools/lock

clean: ## remove what setup made
	rm -rf $(VENV) .tools .cache node_modules site $(ASSETS)
