# The two commands most people need: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A stamp per kind of environment, renewed when what it installs changes.
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed

.PHONY: help demo test check docs bundle constraints clean

help: ## what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(RUN_STAMP) ## build a workspace from the embedded data and write brief.html
	@$(BIN)/trimtab demo --out demo

test: check ## set up, check style, types and layers, and run every test
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(DEV_STAMP) ## build the documentation site into site/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	$(BIN)/python scripts/generate_reference.py
	$(BIN)/zensical build

bundle: $(RUN_STAMP) ## an archive that installs on a machine without any network
	$(BIN)/python scripts/make_bundle.py

constraints: ## renew constraints.txt (needs uv on the path)
	uv pip compile --quiet --universal --no-annotate --no-header --all-extras \
		--python-version 3.11 pyproject.toml -o constraints.txt

clean: ## remove what the other commands made
	rm -rf $(VENV) demo site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
