# One command per job. Everything runs in .venv, which is built from requirements.lock when it is missing or out of date.
# Options go to the command behind a target: make grade ARGS=--force, make test ARGS="-k sandbox".

PYTHON ?= python3
UV ?= uv
ARGS ?=

bin := .venv/bin
notebooks := source $(wildcard notebooks)

# The environment is the lock's alone, whatever is active around it.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help grade test test-quick test-thorough test-frameworks test-e2e pictures conformance fuzz lint lab lab-frameworks release site lite \
        bench bench-kernels system lock clean

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

grade: .venv/.installed  ## Grade the sample class and write report/index.html
	$(bin)/autograde demo $(ARGS)

# One thread for each worker: more only get in each other's way.
test test-quick test-thorough test-frameworks test-e2e fuzz: export OPENBLAS_NUM_THREADS := 1

test: lint  ## Run the linters and the tests
	$(bin)/python -m pytest -n auto --dist loadgroup -m "not thorough and not e2e" $(ARGS)

test-quick: .venv/.installed  ## Run the tests that neither train networks nor run nbgrader's commands
	$(bin)/python -m pytest -n auto --dist loadgroup -m "not slow and not thorough and not e2e" $(ARGS)

test-thorough: .venv/.installed  ## Run what `make test` leaves out: twenty kills, stock nbgrader on every assignment
	$(bin)/python -m pytest -n auto --dist loadgroup -m thorough $(ARGS)

test-frameworks: .frameworks/.installed  ## Run the notebook cells that need TensorFlow, in an environment of their own
	.frameworks/bin/python -m pytest tests/frameworks $(ARGS)

# The course server's tests make accounts: they are for root, and are skipped where its environment cannot be built.
test-e2e: .venv/.installed  ## Use JupyterLab, Formgrader and the course server in Chromium as people do
	@[ "$$(id -u)" -ne 0 ] || $(MAKE) --no-print-directory .hub/.installed || echo "The course server's tests are skipped."
	$(bin)/python -m pytest tests/e2e -m e2e $(ARGS)

# Debian machines made for the purpose, with nothing but what README names: as root, and with debootstrap.
.PHONY: test-machines
test-machines:  ## Try make grade and make test on fresh Debian machines (hours; ARGS=--help)
	$(PYTHON) -m tests.machines.try_it $(ARGS)

pictures: test-e2e  ## Renew docs/pictures from the pictures of the browser tests
	$(bin)/python tests/e2e/pictures.py

conformance: .venv/.installed  ## Run nbgrader's own tests with this course's preprocessors (three minutes)
	$(bin)/python tests/conformance/nbgrader_suite.py $(ARGS)

fuzz: .venv/.installed  ## Try 10,000 odd notebooks, wire frames and archives each (half an hour)
	$(bin)/python -m pytest tests/fuzz --hypothesis-profile=fuzz --capture=no $(ARGS)

lint: .venv/.installed  ## Check style, types, and that source notebooks hold no outputs
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/mypy benchmarks/*.py
	cd site && ../$(bin)/mypy --config-file=../pyproject.toml *.py
	$(bin)/python -m nbqa mypy $(notebooks)
	$(bin)/nbstripout --verify --keep-id $(wildcard $(addsuffix /*.ipynb,$(notebooks) $(wildcard source/*)))

lab: .venv/.installed  ## Open the course in JupyterLab, on the students' notebooks
	PATH="$(CURDIR)/$(bin):$$PATH" $(bin)/jupyter lab --LabApp.default_url=/lab/tree/release $(ARGS)

lab-frameworks: .frameworks/.installed  ## Open the course in JupyterLab, with TensorFlow
	PATH="$(CURDIR)/.frameworks/bin:$$PATH" .frameworks/bin/jupyter lab --LabApp.default_url=/lab/tree/release $(ARGS)

release: .venv/.installed  ## Make the students' notebooks in release/ from source/
	$(bin)/autograde release $(ARGS)

site: .venv/.installed  ## Build the course's pages into build/site, lessons run and JupyterLite included
	$(bin)/python -m sphinx -W --keep-going --quiet -j auto -d build/doctrees $(ARGS) site build/site
	@$(MAKE) --no-print-directory lite
	@echo "Open build/site/index.html. Running lessons in the browser needs a server:" \
	      "$(bin)/python -m http.server -d build/site"

lite: .venv/.installed  ## Build JupyterLite with the lessons into build/site/lite
	$(bin)/python site/lite.py build/site/lite

bench: .venv/.installed  ## Time grading against stock nbgrader, into benchmarks/README.md (half an hour)
	$(bin)/python benchmarks/grading.py $(ARGS)

bench-kernels: .bench/.installed  ## Time convolution and pooling against PyTorch, into benchmarks/README.md
	.bench/bin/python benchmarks/kernels.py $(ARGS)

system:  ## Install the Debian packages that some tests use (as root): PostgreSQL, Chromium, the system's Python
	apt-get update --quiet=2
	apt-get install --yes --quiet=2 --no-install-recommends chromium login passwd postgresql python3 python3-venv

lock:  ## Pin the dependencies of pyproject.toml in requirements.lock (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv. Install it with: pipx install uv" >&2; exit 1; }
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --extra sandbox --extra cluster --extra postgresql --extra test --extra site --extra dev \
	    --custom-compile-command "make lock" --output-file requirements.lock $(ARGS) pyproject.toml
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --extra sandbox --constraints requirements.lock \
	    --custom-compile-command "make lock" --output-file deploy/jupyterhub/requirements.txt $(ARGS) \
	    pyproject.toml deploy/jupyterhub/requirements.in

# submitted/.sample-class names the sample's students, one a line; anyone else's work is real.
clean:  ## Remove what grading and testing made; a real class's work and grades are kept
	@if ls submitted 2>/dev/null | grep -qvxFf $(or $(wildcard submitted/.sample-class),/dev/null); then \
	    echo "submitted/ holds more than the sample class: it is kept, with gradebook.db and all that was made from it."; \
	else \
	    rm -rf autograded feedback report gradebook.db .autograde submitted; \
	fi
	@rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . \( -path ./.venv -o -path ./.frameworks -o -path ./.hub -o -path ./submitted \) -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

# The environment, from scratch. The stamp is written last, so one that was interrupted is built again.
.venv/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    found=$$($(PYTHON) --version 2>&1) || found="not there"; \
	    echo "Python 3.11 or newer is needed; $(PYTHON) is $$found." \
	         "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python's venv module is incomplete here. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Building .venv from requirements.lock (once; a minute or two) ..."
	@set -e; base=$$($(PYTHON) -c 'import sys; print(sys._base_executable)'); \
	    rm -rf .venv; \
	    "$$base" -m venv .venv; \
	    $(bin)/python -m pip install --quiet --no-input --require-hashes -r requirements.lock
	@touch $@

# PyTorch is large and of no use to the course: benchmarks have an environment of their own.
.bench/.installed: .venv/.locked benchmarks/requirements.txt
	@echo "Building .bench from benchmarks/requirements.txt (once) ..."
	@rm -rf .bench
	@$(bin)/python -m venv .bench
	@.bench/bin/python -m pip install --quiet --no-input -r benchmarks/requirements.txt
	@touch $@

# TensorFlow asks for an older h5py than the lock has, and is larger than all the rest.
.frameworks/.installed: .venv/.locked tests/frameworks/requirements.txt pyproject.toml
	@echo "Building .frameworks from tests/frameworks/requirements.txt (once; a minute or two) ..."
	@rm -rf .frameworks
	@$(bin)/python -m venv .frameworks
	@.frameworks/bin/python -m pip install --quiet --no-input -r tests/frameworks/requirements.txt -e '.[frameworks]'
	@cp autograde/jupyter/autograde.json .frameworks/etc/jupyter/jupyter_server_config.d/
	@touch $@

# JupyterHub with its proxy, as the course server has it: of the system's Python, since other accounts use it.
.hub/.installed: $(addprefix deploy/jupyterhub/,environment.sh requirements.txt package.json package-lock.json)
	@deploy/jupyterhub/environment.sh .hub
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(bin)/python -m pip install --quiet --no-input --no-build-isolation --no-deps -e .
	@cp autograde/jupyter/autograde.json .venv/etc/jupyter/jupyter_server_config.d/  # as a wheel does
	@touch $@
