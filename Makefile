# Everything a person or CI runs. `make` alone lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
# Kept, whatever the environment says: compiling every library again at each start costs more than the tests.
export PYTHONDONTWRITEBYTECODE :=
UV = UV_PYTHON_DOWNLOADS=never .tools/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(if $(UPGRADE),--upgrade)
WEB := $(shell find web -name node_modules -prune -o -type f -print)

.PHONY: help setup demo test check bench types docs generated soak lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/.project ## Make .venv; .venv/bin/vigie then runs (instant when nothing changed)

demo: setup ## One simulated night on this machine, with the board in the browser
	@exec $(BIN)/vigie demo $(ARGS)

test: setup ## Every test but the soak; installs Debian's chromium and coturn for the tests that need them, where it can
	@tools/chromium.sh
	@tools/coturn.sh
	$(BIN)/python hatch_build.py npm test
	$(BIN)/pytest -n 2 --dist worksteal --hypothesis-seed=0 $(ARGS)

check: setup ## Style, types, import rules, pages, generated files: all must be clean
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py npm run check
	$(BIN)/python -m tools.generated check

bench: setup ## Measure the log, the replay, the dispatch, the live board and signalling, with ratios and aims
	$(BIN)/vigie bench log
	$(BIN)/vigie bench replay
	$(BIN)/vigie bench audit
	$(BIN)/vigie bench dispatch
	$(BIN)/vigie bench board
	$(BIN)/vigie bench visio

types: setup ## Write web/openapi.json and the TypeScript types of the API
	$(BIN)/python -m tools.generated write web/openapi.json web/src/generated/api.ts

docs: setup ## Write docs/facts.md, docs/states, docs/dmp-access-table.md and the index of decisions
	$(BIN)/python -m tools.states_page
	$(BIN)/python -m tools.generated write docs/facts.md docs/personal-data.md docs/adr/README.md docs/dmp-access-table.md docs/dispatch-problem.schema.json

soak: setup ## The tests that last minutes
	$(BIN)/pytest -m soak $(ARGS)

lock: .tools/uv ## Write the locks again; UPGRADE=1 takes the newest releases
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock
	$(COMPILE) pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(COMPILE) --group bench -c requirements-dev.lock -o requirements-bench.lock
	$(PYTHON) tools/locks.py build-requirements | $(COMPILE) - -c requirements-dev.lock -o requirements-build.lock
	$(PYTHON) tools/locks.py uv-requirement | $(COMPILE) - -o requirements-uv.lock
	$(BIN)/python hatch_build.py npm install --package-lock-only
	$(PYTHON) tools/locks.py strip-addresses web/package-lock.json

clean: ## Remove what was built; keeps .venv, .tools and your data
	rm -rf build dist web/node_modules .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.tools/uv: requirements-uv.lock tools/uv.sh
	@tools/uv.sh $(PYTHON)

.venv/.locked: requirements-dev.lock | .tools/uv
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Vigie needs Python 3.11 or newer; say which: make PYTHON=python3.12 setup")'
	@echo "· Python packages"
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	@$(UV) pip sync --python $(BIN)/python --require-hashes --only-binary :all: requirements-dev.lock
	@touch $@

# The pages first, in sight: a build backend's own output is hidden.
.venv/.project: .venv/.locked requirements-build.lock pyproject.toml hatch_build.py $(WEB)
	@echo "· Web pages"
	@$(BIN)/python hatch_build.py
	@echo "· Vigie"
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --reinstall-package vigie \
		--refresh-package vigie --build-constraints requirements-build.lock --editable .
	@touch $@
