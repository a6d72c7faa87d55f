# `make run` starts Tokenwire; `make test` proves it. Both install what they need into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

export HOST ?= 127.0.0.1
export PORT ?= 8000
export DATA_DIR ?= var

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test faults bench check format docs clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.txt constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Tokenwire runs on ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

setup: $(VENV)/.run  ## Install, start nothing

setup-dev: $(VENV)/.dev node_modules/.installed  ## Install what tests and checks need

run: setup  ## Serve on HOST:PORT (127.0.0.1:8000) with open access and no key, data under DATA_DIR (var/)
	@ACCESS=$${ACCESS:-open} $(BIN)/python manage.py prepare
	@ACCESS=$${ACCESS:-open} exec $(BIN)/python manage.py serve

test: setup-dev  ## Run every test
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile -m "not alone"
	@$(BIN)/python -m pytest -m alone tests
	@npm test --silent

faults: setup-dev  ## Attack each guarantee in full (an hour; goes on where it stopped; G="G1 G2 --service assistant": only these)
	@DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m tests.faults --records $(DATA_DIR)/faults $(G)

bench: setup-dev  ## Measure beside FastAPI, the Channels tutorial and bare websockets (B="a c": only these)
	@$(BIN)/python -m benchmarks $(B)

check: setup-dev  ## Format, lint, types, docs drift
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@npm run check --silent
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py generate_docs --check

format: setup-dev  ## Format the code and mend what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: setup  ## Write the generated parts of docs/ again
	@$(BIN)/python manage.py generate_docs

clean:  ## Remove what was installed (the data under DATA_DIR stays)
	rm -rf $(VENV) node_modules
