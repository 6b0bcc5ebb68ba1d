# `make demo` and `make test` are the two commands; each builds .venv from a plain python3 by itself.
PYTHON ?= python3
BIN := .venv/bin
RUN ?= $(BIN)/python

demo: .venv/runs
	@$(BIN)/roundtable demo

test: .venv/tests
	@env -u DATABASE_URL $(BIN)/python -m pytest -n auto --maxschedchunk 1
	@$(BIN)/python -m tests.on_postgresql

# Workers killed at hundreds of moments, each run at others; a failing one is found again by the number in its name.
faults: .venv/tests
	@ROUNDTABLE_KILLS=200 ROUNDTABLE_SEED=$$(date +%s) $(BIN)/python -m pytest -n auto tests/faults/test_killing.py

bench: .venv/tests
	@$(BIN)/python -m tests.benchmarks

# The pictures of README, from the demonstration as it runs; needs a Chromium.
pictures: .venv/tests
	@$(BIN)/python -m tests.pictures

check: .venv/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The lock files name no host; they are made anew from pyproject.toml.
lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra build --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements-dev.txt

# Nothing is released yet: the first migration is made anew from the models; the search tables, made by hand, step
# aside meanwhile.
migration:
	mkdir -p instance
	rm -f migrations/versions/*_initial.py instance/migration.db
	mv migrations/versions/0002_search.py instance/
	DATABASE_URL=sqlite:///instance/migration.db $(RUN) -c "import flask_migrate; from roundtable.app import create_app; create_app().app_context().push(); \
	flask_migrate.revision(autogenerate=True, rev_id='0001', message='initial')"; \
	made=$$?; mv instance/0002_search.py migrations/versions/; rm -f instance/migration.db*; exit $$made

.venv/runs: requirements.txt pyproject.toml hatch_build.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q roundtable
	@touch $@

.venv/tests: .venv/runs requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: demo test faults bench pictures check lock migration
