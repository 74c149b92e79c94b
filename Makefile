# Two commands matter: `make run` and `make test`. What they need they install below this folder, once.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
UV := tools/bootstrap uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
LOCKED := --compile-bytecode --require-hashes -r
PORT ?= 8000
KIND ?=
NAME ?=
PYTHON ?= python3
export PYTHON
PATHS := $(if $(KIND),tests/$(KIND),tests)
ASSETS := src/concordat/core/static/concordat/govuk-frontend.min.css

.PHONY: help setup run test check fix bench docs new-context lock clean
help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(UV) venv --quiet --allow-existing $(VENV)
	$(INSTALL) $(LOCKED) requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(INSTALL) $(LOCKED) requirements/test.txt
	@touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.run
	$(INSTALL) $(LOCKED) requirements/docs.txt
	@touch $@

$(ASSETS): package-lock.json requirements/node.txt tools/build_assets.py $(VENV)/.run
	tools/bootstrap $(BIN)/python tools/build_assets.py

setup: $(VENV)/.run $(ASSETS) ## install what running needs

run: setup ## start Concordat with the demo partnership (PORT=8000, CONCORDAT_HOME=folder)
	@exec $(BIN)/concordat serve --demo --port $(PORT)

test: setup $(VENV)/.test ## check, then run the tests (KIND=unit|lib|database|web|journeys|architecture: those alone)
	$(if $(KIND),,@$(MAKE) --no-print-directory check)
	@$(if $(filter-out journeys,$(KIND)),,CONCORDAT_BROWSER="$$(tools/bootstrap tools/find-browser)" && export CONCORDAT_BROWSER &&) \
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PATHS)

check: setup $(VENV)/.test ## check without changing anything: lint, format, imports, types, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	find src -name '*.html' -path '*/templates/*' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/python tools/check_migrations.py

fix: setup $(VENV)/.test ## put right what can be put right by itself
	-$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-find src -name '*.html' -path '*/templates/*' -exec $(BIN)/djade --target-version 5.2 {} +

bench: setup $(VENV)/.test ## measure; writes bench/results/latest.json
	$(BIN)/python -m bench

docs: $(VENV)/.docs ## build the documentation into site/
	$(BIN)/mkdocs build --strict --quiet

new-context: $(VENV)/.run ## lay out a new context (NAME=visits)
	$(BIN)/python tools/new_context.py "$(NAME)"

lock: ## write requirements/*.txt anew (UPGRADE=1: with the newest of everything)
	tools/lock $(if $(UPGRADE),--upgrade)

clean: ## remove what setup made; the data folder stays
	rm -rf $(VENV) .tools .cache node_modules site dist src/concordat/core/static/concordat/govuk-frontend.*
