# Every target but help and clean makes .venv first, where it is missing or out of date (see .ci/venv).
#
#   make PYTHON=python3.12 lab    takes that Python (3.10 to 3.13)
#   make TORCH_INDEX=https://download.pytorch.org/whl/cpu lab
#                                 takes torch from there, on Linux the small build without CUDA

export PYTHON TORCH_INDEX

PY := .venv/bin/python
FIRST := notebooks/en/00_start.ipynb
JOBS ?= 2

# JupyterLab refuses to run as root unless it is told to.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help lab test demo bench clean venv lint notebooks test-notebooks test-colab

help:
	@echo 'make demo        trains PPO on a pendulum in about a minute and writes demo.html'
	@echo 'make lab         opens JupyterLab on the first notebook'
	@echo 'make test        runs every check and every notebook'
	@echo 'make bench       measures the speed'
	@echo 'make notebooks   makes the notebooks from notebooks/source'
	@echo 'make test-colab  runs notebook 00 as Colab does'
	@echo 'make venv        makes .venv, and nothing else'
	@echo 'make clean       removes .venv and what the tools left'

venv:
	@.ci/venv

# At this level JupyterLab prints its address and its troubles, and nothing else. The notebook is
# part of the address, so that it opens too where the address is copied into a browser elsewhere.
# .ci/lab keeps out what nbgrader adds: that is for instructors.
lab: venv
	@JUPYTER_CONFIG_PATH="$(CURDIR)/.ci/lab$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	  $(PY) -m jupyterlab --log-level=WARN $(ROOT) --LabApp.default_url=/lab/tree/$(FIRST)

demo: venv
	@$(PY) -m rlcourse demo

lint: venv
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy rlcourse

# From notebooks/source; `make notebooks ONLY="00_start 03_gae"` makes those two, and with TEXT=1 keeps
# their outputs, where nothing but text was changed.
notebooks: venv
	@$(PY) notebooks/source/build.py $(if $(TEXT),--text) $(ONLY)

# A matplotlib that no setting and no list of fonts from elsewhere reaches; .ci/venv makes the list.
test test-notebooks notebooks: export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib

# One kernel a notebook, so a notebook's cells must stay on one worker. OMP_NUM_THREADS=1, because
# the workers would fight for the processors.
test-notebooks: lint
	@if [ -n "$$(find notebooks -name '*.ipynb' 2>/dev/null)" ]; then \
	  OMP_NUM_THREADS=1 RLCOURSE_QUICK=1 $(PY) -m pytest -q -n $(JOBS) --dist loadfile \
	    --nbval --nbval-cell-timeout=300 notebooks; \
	fi

test: test-notebooks
	@OMP_NUM_THREADS=1 $(PY) -m pytest -q -rs -n $(JOBS) -m 'not colab'

# Downloads some 2 GB the first time.
test-colab: venv
	@$(PY) -m pytest -q -rs -m colab tests/notebooks

bench: venv
	@code=0; for script in tests/benchmarks/*.py; do $(PY) "$$script" || code=1; done; exit $$code

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis demo.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
