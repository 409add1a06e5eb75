# Developer recipes; `make check` is what `.ci/run` runs, without the clean clone.
.PHONY: help setup check test pythons lint format types layers docs reference rules examples picture bench

bin = .venv/bin

help: ## what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## a virtual environment with the program (editable) and the tools
	python3 -m venv --without-pip .venv
	python3 -m pip --python .venv install --quiet --editable '.[dev]'

check: lint types layers test ## everything that must pass

test: ## the tests, in parallel
	$(bin)/python -m pytest -n auto

pythons: ## the tests on the other Pythons of this machine, lowest and newest dependencies, and a start on 3.14
	.ci/pythons

lint: ## ruff: rules and format
	$(bin)/ruff check .
	$(bin)/ruff format --check .

format: ## put the code into ruff's format
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

types: ## mypy, strict
	$(bin)/mypy

layers: ## import-linter: every module has a layer and imports downwards only
	$(bin)/lint-imports

docs: reference rules examples picture ## renew everything in the documentation that the program prints

reference: ## docs/commands.md from the help texts
	$(bin)/python docs/reference.py

rules: ## docs/checks.md from the rules of `claims check`
	$(bin)/python docs/checks.py

examples: ## the output of the examples in README.md and docs/
	$(bin)/python docs/examples.py

picture: ## docs/thread.svg from a real terminal
	$(bin)/python docs/picture.py

bench: ## what the program costs, against its peers: docs/performance.md (an hour)
	$(bin)/python -m benchmarks --write
