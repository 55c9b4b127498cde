# Every habit of the project by name. `make run` and `make test` need Python 3.11-3.13 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := var
PERIOD := 2026-09
LANDING := $(OUT)/landing
PORT := 8080

.PHONY: help run airflow backfill test check fuzz format dictionary law lock clean

help:            ## what can be made
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

run: $(VENV)/core   ## a made-up province through the whole way: files in, released lists out
	@$(BIN)/baophu sample --province 40 --people 20000 --period $(PERIOD) --seed 1 --out $(OUT)/sample
	@$(BIN)/baophu run --landing $(OUT)/sample/landing --period $(PERIOD) --out $(OUT)/out

airflow: $(VENV)/airflow   ## Airflow on this machine: flows that wait for files in LANDING; says where
	@$(BIN)/python -m deploy.local --state $(OUT)/airflow --landing $(LANDING) --out $(OUT)/out --port $(PORT)

backfill: $(VENV)/airflow   ## months FROM to TO, in order, one after the other, in the Airflow that `make airflow` started
	@$(BIN)/python -m deploy.local --state $(OUT)/airflow --landing $(LANDING) --out $(OUT)/out --backfill $(FROM) $(TO)

test: $(VENV)/dev   ## style, types and every test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/pytest -n auto --dist loadfile

check: test

fuzz: $(VENV)/dev   ## the properties on other examples than every day's
	@$(BIN)/pytest -q -n auto --hypothesis-profile fuzz tests/properties

format: $(VENV)/dev   ## rewrite the code in the house style
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

dictionary: $(VENV)/core   ## write docs/data_dictionary.md anew
	@$(BIN)/python -m etl.dictionary

law: $(VENV)/core   ## write the law's tables and SQL anew from etl/law/*.yml
	@$(BIN)/python -m etl.law.render

lock: $(VENV)/uv   ## resolve the dependencies anew, for Python 3.11 to 3.13 at once
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		requirements/build.in pyproject.toml -o requirements/core.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--extra airflow -c requirements/core.lock requirements/build.in pyproject.toml -o requirements/airflow.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--extra airflow --group dev -c requirements/airflow.lock requirements/build.in pyproject.toml -o requirements/dev.lock

clean:           ## remove what the other words made
	rm -rf $(VENV) $(OUT)

$(VENV)/uv: requirements/uv.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit("Python 3.11 to 3.13 is needed; this is %d.%d: make PYTHON=python3.12 …" % v[:2] if not (3, 11) <= v < (3, 14) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/core: requirements/core.lock pyproject.toml $(VENV)/uv
	@echo "setting up: installing the locked dependencies"
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $<
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/airflow: requirements/airflow.lock $(VENV)/core
	@echo "setting up: installing Airflow"
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $<
	@touch $@

$(VENV)/dev: requirements/dev.lock $(VENV)/core
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $<
	@touch $@
