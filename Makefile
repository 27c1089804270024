# `make demo` and `make test` set up what they need in .venv; nothing else on the machine is touched.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench docs core check-core clean

demo: .venv/.installed
	$(BIN)/jobprism report "machine learning engineer" --core
	$(BIN)/jobprism report "registered nurses" --core

test: .venv/.installed-dev
	$(BIN)/python -m pytest -n auto

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright

bench: .venv/.installed-dev
	for b in benchmarks/bench_*.py; do $(BIN)/python $$b || exit 1; done

docs: .venv/.installed-dev
	$(BIN)/python -m jobprism.publishing.schemas docs/schema
	$(BIN)/python -m jobprism.judgements.page docs/judgements.md
	$(BIN)/python -m jobprism.publishing.validation docs/validation.md
	$(BIN)/python -m jobprism.publishing.sensitivity docs/sensitivity.md
	$(BIN)/python -m jobprism.publishing.data.page docs/data.md

# The core edition that ships in the wheel, made from the publishers' files (JOBPRISM_MIRROR or the network).
core: .venv/.installed-dev
	$(BIN)/jobprism build --core

check-core: .venv/.installed-dev
	$(BIN)/jobprism build --core --check

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/.installed-dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch .venv/.installed $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache build dist
