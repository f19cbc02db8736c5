# Everything a person does with this checkout. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi

.PHONY: help run test check fix bench fuzz attack cuts i18n migration crash

help: ## List what there is
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/develop: requirements-dev.txt $(VENV)/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: $(VENV)/runtime ## Make a demo commune and serve it on http://127.0.0.1:8000
	@$(BIN)/python -m app.operations.run

test: $(VENV)/develop ## Run the whole suite on SQLite, and what touches storage on PostgreSQL too
	$(BIN)/python -m tests

check: $(VENV)/develop ## What CI runs: format, lint, types, contracts, courses, migrations, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(FLASK) catalog check
	$(BIN)/python -m tests.migrations
	$(MAKE) --no-print-directory test

fix: $(VENV)/develop ## Repair what the formatter and the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(VENV)/develop ## Five minutes of damaged lessons: no crash, no hang, no problem without a line
	$(BIN)/python -m tests.fuzz --seconds 300

attack: $(VENV)/develop ## Hostile payloads through every authored field in a browser, hostile texts while pages are served
	HOCVU_ATTACK=1 $(BIN)/python -m pytest -s tests/e2e/test_payloads.py tests/e2e/test_hostile.py

cuts: $(VENV)/develop ## Drop the line at random moments of 200 quizzes in a browser: no answer lost, none stored twice
	HOCVU_CUTS=200 $(BIN)/python -m pytest tests/e2e/test_cuts.py

bench: $(VENV)/develop ## Measure the goals of speed as ratios to a floor in the same run
	$(BIN)/python -m app.operations.bench
	$(BIN)/python -m tests.e2e.slow_line

i18n: $(VENV)/develop ## Collect the sentences for the translators and compile what they wrote; TO=fr begins a language
	mkdir -p var
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k words --add-location=file --sort-by-file --no-wrap -o var/messages.pot .
	test -z "$(TO)" || $(BIN)/pybabel init -i var/messages.pot -d app/translations -l $(TO)
	$(BIN)/pybabel -q update -i var/messages.pot -d app/translations --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d app/translations

migration: $(VENV)/develop ## Write a new migration: make migration NAME=add_something
	$(FLASK) db revision --autogenerate --rev-id $$(printf %04d $$(( $$(ls migrations/versions/*.py | wc -l) + 1 ))) -m "$(NAME)"
