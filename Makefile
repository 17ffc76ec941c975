# One command per job. Everything runs in .venv. What a command needs and .venv lacks is installed from requirements.lock.
# Options go to the command behind a target: make grade ARGS=--force, make test ARGS="-k sandbox".

PYTHON ?= python3
UV ?= $(or $(shell command -v uv 2>/dev/null),$(bin)/uv)
VENV ?= .venv
ARGS ?=

bin = $(VENV)/bin
notebooks := source $(wildcard notebooks)

# The environment is the lock's alone, whatever is active around it.
unexport PYTHONHOME PYTHONPATH PYTHONSAFEPATH VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help grade test test-quick test-thorough test-every test-newest test-frameworks test-e2e pictures conformance fuzz lint \
        lab lab-frameworks release cluster postgresql site lite bench bench-kernels verify system lock clean \
        for-grade for-test for-lint for-site for-frameworks

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

grade: for-grade  ## Grade the sample class and write report/index.html
	$(bin)/autograde demo $(ARGS)

# One thread for each worker: more only get in each other's way.
test test-quick test-thorough test-every test-newest test-frameworks test-e2e fuzz: export OPENBLAS_NUM_THREADS := 1

test: lint  ## Run the linters and the tests
	$(bin)/python -m pytest -n auto --dist loadgroup -m "not thorough and not every and not e2e" $(ARGS)

test-quick: for-test  ## Run the tests that neither train networks nor run nbgrader's commands
	$(bin)/python -m pytest -n auto --dist loadgroup -m "not slow and not thorough and not every and not e2e" $(ARGS)

test-thorough: for-lint  ## Run what `make test` leaves out: twenty kills, stock nbgrader on every assignment
	$(bin)/python -m pytest -n auto --dist loadgroup -m "thorough and not every" $(ARGS)

test-every: for-test  ## Run the tests of every known mistake and style, of which the others have a sample
	$(bin)/python -m pytest -n auto --dist loadgroup -m every $(ARGS)

# Types are checked against the lock's NumPy alone: each NumPy describes itself to mypy in another way.
test-newest: VENV = .newest
test-newest: versions = --newest
test-newest: for-test  ## Run the tests with the newest version of everything, in .newest
	$(bin)/python -m pytest -n auto --dist loadgroup -m "not thorough and not every and not e2e" $(ARGS)

test-frameworks: for-frameworks  ## Run the notebook cells that need TensorFlow (installs it, 1.5 GB)
	@if $(bin)/python -c 'import sys, importlib.util as u; sys.exit(not u.find_spec("tensorflow"))'; then \
	    $(bin)/python -m pytest tests/frameworks $(ARGS); \
	else \
	    echo "TensorFlow is not there for the Python in $(VENV) yet: its tests are skipped."; \
	fi

# The course server's tests make accounts: they are for root, and are skipped where its environment cannot be built.
test-e2e: for-test  ## Use JupyterLab, Formgrader and the course server in Chromium as people do
	@[ "$$(id -u)" -ne 0 ] || $(MAKE) --no-print-directory .hub/.installed || echo "The course server's tests are skipped."
	$(bin)/python -m pytest tests/e2e -m e2e $(ARGS)

# Debian machines made for the purpose, with nothing but what README names: as root, and with debootstrap.
.PHONY: test-machines
test-machines:  ## Try make grade and make test on fresh Debian machines (hours; ARGS=--help)
	$(PYTHON) -m tests.machines.try_it $(ARGS)

pictures: test-e2e  ## Renew docs/pictures from the pictures of the browser tests
	$(bin)/python tests/e2e/pictures.py

conformance: for-test  ## Run nbgrader's own tests with this course's preprocessors (three minutes)
	$(bin)/python tests/conformance/nbgrader_suite.py $(ARGS)

fuzz: for-test  ## Try 10,000 odd notebooks, wire frames and archives each (half an hour)
	$(bin)/python -m pytest tests/fuzz --hypothesis-profile=fuzz --capture=no $(ARGS)

lint: for-lint  ## Check style, types, and that source notebooks hold no outputs
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint-packages lint-scripts lint-notebooks

.PHONY: lint-packages lint-scripts lint-notebooks
lint-packages:
	$(bin)/mypy
lint-scripts:
	$(bin)/mypy --cache-dir=.mypy_cache/benchmarks benchmarks/*.py
	cd site && ../$(bin)/mypy --config-file=../pyproject.toml --cache-dir=../.mypy_cache/site *.py
lint-notebooks:
# Each test cell is a program of its own: two may define one helper.
	$(bin)/python -m nbqa mypy $(notebooks) --disable-error-code no-redef
	$(bin)/nbstripout --verify --keep-id $(wildcard $(addsuffix /*.ipynb,$(notebooks) $(wildcard source/*)))

lab: for-grade  ## Open the course in JupyterLab, on the students' notebooks
	PATH="$$PWD/$(bin):$$PATH" $(bin)/jupyter lab --LabApp.default_url=/lab/tree/release $(ARGS)

lab-frameworks: for-frameworks  ## Open the course in JupyterLab, with TensorFlow (installs it, 1.5 GB)
	@$(MAKE) --no-print-directory lab

release: for-grade  ## Make the students' notebooks in release/ from source/
	$(bin)/autograde release $(ARGS)

cluster:  ## Add to .venv what grading on a Dask cluster needs
	$(environment) cluster

postgresql:  ## Add to .venv the driver for a gradebook in PostgreSQL
	$(environment) postgresql

site: for-site  ## Build the course's pages into build/site, lessons run and JupyterLite included
	$(bin)/python -m sphinx -W --keep-going --quiet -j auto -d build/doctrees $(ARGS) site build/site
	@$(MAKE) --no-print-directory lite
	@echo "Open build/site/index.html. Running lessons in the browser needs a server:" \
	      "$(bin)/python -m http.server -d build/site"

lite: for-site  ## Build JupyterLite with the lessons into build/site/lite
	$(bin)/python site/lite.py build/site/lite

bench: for-test  ## Time grading against stock nbgrader, into benchmarks/README.md (half an hour)
	$(bin)/python benchmarks/grading.py $(ARGS)

bench-kernels: .bench/.installed  ## Time convolution and pooling against PyTorch, into benchmarks/README.md
	.bench/bin/python benchmarks/kernels.py $(ARGS)

verify: for-grade  ## Test the tests: mutants of all right answers, into build/verify (ten minutes)
	$(bin)/autograde verify $(or $(ARGS),--publish)

system:  ## Install the Debian packages that some tests use (as root): PostgreSQL, Chromium, the system's Python
	apt-get update --quiet=2
	apt-get install --yes --quiet=2 --no-install-recommends chromium login passwd postgresql python3 python3-venv

lock:  ## Pin the dependencies of pyproject.toml in requirements.lock (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: make grade installs it" >&2; exit 1; }
	$(lock) --extra sandbox --extra cluster --extra postgresql --extra test --extra site --extra dev --extra frameworks \
	    --extra install --output-file requirements.lock $(ARGS) pyproject.toml
	$(lock) --extra sandbox --constraints requirements.lock --output-file deploy/jupyterhub/requirements.txt $(ARGS) \
	    pyproject.toml deploy/jupyterhub/requirements.in

# One version of each package for all Pythons, where there is one.
lock: lock = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# submitted/.sample-class names the sample's students, one a line; anyone else's work is real.
clean:  ## Remove what grading and testing made; a real class's work and grades are kept
	@if ls submitted 2>/dev/null | grep -qvxFf $(or $(wildcard submitted/.sample-class),/dev/null); then \
	    echo "submitted/ holds more than the sample class: it is kept, with gradebook.db and all that was made from it."; \
	else \
	    rm -rf autograded feedback report gradebook.db .autograde submitted; \
	fi
	@rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . \( -path ./.venv -o -path ./.newest -o -path ./.bench -o -path ./.hub -o -path ./submitted \) -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

# The levels of the environment (autograde/environment/levels.py). PYTHON counts when it is named, or there is no .venv:
# the environment's own Python need not be the first on PATH.
named := $(if $(filter file,$(origin PYTHON)),,--this-python)
environment = @python="$(PYTHON)"; \
    $(if $(named),,! $(bin)/python -c 'import tomllib' 2>/dev/null || python=$(bin)/python;) \
    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	found=$$("$$python" --version 2>&1) || found="not there"; \
	echo "Python 3.11 or newer is needed; $(PYTHON) is $$found." \
	     "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }; \
    "$$python" -m autograde.environment $(named) $(versions) $(VENV)

for-grade:
	$(environment) grade
for-test:
	$(environment) cluster postgresql test
for-lint:
	$(environment) cluster postgresql test site
for-site:
	$(environment) site
for-frameworks:
	$(environment) cluster postgresql test frameworks

# PyTorch is large and of no use to the course: benchmarks have an environment of their own.
.bench/.installed: benchmarks/requirements.txt | for-grade
	@echo "Building .bench from benchmarks/requirements.txt (once) ..."
	@rm -rf .bench
	@$(bin)/python -m venv .bench
	@.bench/bin/python -m pip install --quiet --no-input -r benchmarks/requirements.txt
	@touch $@

# JupyterHub with its proxy, as the course server has it: of the system's Python, since other accounts use it.
.hub/.installed: $(addprefix deploy/jupyterhub/,environment.sh requirements.txt package.json package-lock.json)
	@deploy/jupyterhub/environment.sh .hub
	@touch $@
