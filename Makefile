# Needs Python 3.11+ and make. Everything else goes into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
TICKETS ?= 3000
# Tests run in so many processes, each with a database server and a browser of its own.
WORKERS ?= 2
# What is installed: test, or test,spark where Java is present.
EXTRAS ?= test
export OMP_WAIT_POLICY = PASSIVE

.PHONY: demo test prove benchmark check clean lab messages
.DEFAULT_GOAL := demo

# CPU build of torch: elsewhere than on Linux x86-64 the constraints suffice.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/sdml demo --tickets $(TICKETS) $(if $(REAL_DATA),--real-data $(REAL_DATA))

# What a test writes is gone after it: with 6 GB free there, it need not reach a disk.
test: export TMPDIR ?= $(or $(shell df -Pk /dev/shm 2>/dev/null | \
    awk 'NR == 2 && $$4 > 6000000 { print "/dev/shm" }'),/tmp)
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: $(VENV)/installed check
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

check: $(VENV)/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

prove: $(VENV)/installed
	$(BIN)/python -m tests.proofs

benchmark: $(VENV)/installed
	$(BIN)/pytest tests/benchmarks --benchmark-columns=min,median,rounds

# New and changed messages of code and pages, into both catalogues.
messages: $(VENV)/installed
	$(BIN)/pybabel -q extract -F pyproject.toml -o build/sdml.pot sdml
	for one in pt_BR en; do $(BIN)/pybabel -q update -N -i build/sdml.pot \
	    -d sdml/locale -D sdml -l $$one; done

# Notebooks run in their own folder: what they open is named from here.
lab: export SDML_DATA ?= $(CURDIR)/data
lab: export SDML_REPORTS ?= $(CURDIR)/reports
lab: $(VENV)/installed
	$(BIN)/jupyter lab notebooks

clean:
	rm -rf $(VENV) build dist *.egg-info .*_cache
