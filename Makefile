# Everything on a machine that has Python 3.11+ and make. A stamp file says what is installed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: chat index test lint evals gate clean

chat: index
	$(BIN)/python -m bot

index: .venv/program
	$(BIN)/python -m ingest

test: .venv/dev
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

evals: index
	$(BIN)/python -m evals

gate: index
	$(BIN)/python -m evals check
	$(BIN)/python -m evals gate

clean:
	rm -rf .venv .index build *.egg-info

.venv/program: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

.venv/dev: .venv/program
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@
