PYTHON ?= python3
BIN := .venv/bin
# Where this is set, each of some sixty processes would compile anew all that it imports: half of a start.
export PYTHONDONTWRITEBYTECODE :=

run: .venv/run.stamp
	@$(BIN)/streamlit run app.py --server.port 8501

serve: .venv/run.stamp
	@$(BIN)/streamlit run app.py --server.port 8501 --server.address 0.0.0.0

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/oxlint ui/components tests/js benchmarks
	$(BIN)/python -m pytest -n 2

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --no-compile -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/bin/python requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-compile -r requirements-dev.txt
	@touch $@ .venv/run.stamp

.PHONY: run serve test
