# Each target says what it does after `##`; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# make itself knows a variable AS (the assembler): only one that was given counts.
ifeq ($(origin AS),default)
AS := 02
endif
Q ?= ayuda
PYTHON ?= python3
APP := .venv-app/bin
BOT := .venv-bot/bin
DEV := VOCERO_ENV=development
QUIET := RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

.PHONY: run ask shell interactive stop reset
run: setup ## set up, start everything, chat in the terminal (AS=04, AS=+52155…)
	@$(DEV) $(APP)/vocero run --as "$(AS)"

ask: setup ## print one answer: make ask AS=08 Q="cuánto vendí ayer"
	@$(DEV) $(APP)/vocero ask --as "$(AS)" -- "$(Q)"

shell: setup ## rasa shell, as AS
	@$(DEV) $(APP)/vocero bot --as "$(AS)" shell

interactive: setup ## Rasa's interactive story training, as AS
	@$(DEV) $(APP)/vocero bot --as "$(AS)" interactive --skip-visualization

stop: ## end what runs
	@if [ -x $(APP)/vocero ]; then $(DEV) $(APP)/vocero stop; fi

reset: ## end what runs; remove the database, the logs and the models
	@if [ -x $(APP)/vocero ]; then $(DEV) $(APP)/vocero reset; fi

.PHONY: setup train retrain review bot actions api up db-url lock
setup: ## make or update .venv-bot and .venv-app
	@$(PYTHON) scripts/setup.py

train: setup ## train the language model, if its inputs changed
	@$(DEV) $(APP)/vocero train

retrain: setup ## train what changed, test it, put it in force if it passes
	@$(DEV) $(APP)/vocero retrain

review: setup ## look at what was not understood; one key makes it training data
	@$(DEV) $(APP)/vocero review

up: setup ## start everything in the background
	@$(DEV) $(APP)/vocero up

bot: setup ## Rasa on 127.0.0.1:5005, in the foreground
	@$(DEV) $(APP)/vocero bot run

actions: setup ## the action server on 127.0.0.1:5055, in the foreground
	@$(DEV) $(APP)/vocero serve actions

api: setup ## the API on 127.0.0.1:8000, in the foreground
	@$(DEV) $(APP)/vocero serve api

db-url: setup ## print where the database is
	@$(DEV) $(APP)/vocero db-url

lock: setup ## resolve the locks anew from requirements/*.in
	@$(PYTHON) scripts/lock.py

.PHONY: check lint test test-app test-rooms test-figures test-drills test-doors test-bot \
	nlu-crossval nlu-report bench-nlu
check: lint test ## lint, types, layers, tests

lint: setup ## ruff, mypy, import-linter
	$(APP)/ruff check . && $(APP)/mypy && $(APP)/lint-imports

# Longest first: with two at once, the next begins when one has ended.
PARTS := test-figures test-rooms test-bot test-drills
test: trained ## all tests, two parts at a time
	@$(MAKE) --no-print-directory --keep-going --jobs=2 $(PARTS)
	@$(MAKE) --no-print-directory test-doors

test-app: trained ## tests of the app, with PostgreSQL, and end to end
	@$(MAKE) --no-print-directory --keep-going --jobs=2 $(filter-out test-bot,$(PARTS))
	@$(MAKE) --no-print-directory test-doors

# What holds a clock to the whole system runs alone: on a busy machine it would measure the others.
ROOMS := tests/unit tests/actions tests/contract tests/architecture tests/standin tests/delivery \
	tests/mailroom tests/worker tests/api
FIGURES := tests/storage tests/announcing
DOORS := tests/e2e
test-rooms: ## tests of each room: units, channels, mailroom, API, actions, contracts
	TEST_HOME=var/test-rooms $(APP)/pytest $(ROOMS)

test-figures: ## tests of figures, conversations and notices over the demo company
	TEST_HOME=var/test-figures $(APP)/pytest $(FIGURES)

test-drills: ## the drills in short
	TEST_HOME=var/test-drills $(APP)/pytest tests/drills

test-doors: ## tests through the doors: dialogues, faults, WhatsApp, simulator
	TEST_HOME=var/test-doors $(APP)/pytest $(DOORS)

# Several parts need the language model: none of them is to find the other training it.
.PHONY: trained
trained: setup
	@$(DEV) $(APP)/vocero train

nlu-crossval: setup ## how well each language is understood, voices left out
	$(QUIET) $(BOT)/python -m tests.nlu.crossval

nlu-report: setup ## how well the exams are understood, against the floors
	$(QUIET) $(BOT)/python -m tests.nlu.report

bench-nlu: setup ## compare the candidate pipelines (an hour)
	$(QUIET) $(BOT)/python -m bench.nlu.compare

test-bot: trained ## tests of the bot: its parts, its data, its stories
	$(QUIET) $(BOT)/python -m unittest discover -q -s tests/bot -t .
	$(QUIET) $(BOT)/python -m unittest discover -q -s tests/nlu -t .
	$(DEV) $(APP)/vocero bot -- data validate --fail-on-warnings
	$(DEV) $(APP)/vocero bot -- test core --stories tests/stories --e2e --fail-on-prediction-errors

.PHONY: drill-messages drill-forgery drill-fuzz drill-flood drill-broadcast drill-notices
drill-messages: setup ## 10,000 messages, Twilio failing, processes killed: nothing lost, nothing twice
	$(DEV) $(APP)/python -m drills.messages

drill-forgery: setup ## forged requests through nginx: none accepted, every genuine one is
	$(DEV) $(APP)/python -m drills.forgery

drill-fuzz: setup ## 20,000 generated bodies at every door: no 5xx, no process ends
	$(DEV) $(APP)/python -m drills.fuzz

drill-broadcast: setup ## one text to 10,000, a feeder killed: once each, under the throttle, answers first
	$(DEV) $(APP)/python -m drills.broadcast

drill-flood: setup ## one number floods, everybody else is answered as before
	$(DEV) $(APP)/python -m drills.flood

drill-notices: setup ## 10,000 reports due, schedulers killed, people moved: each once, to whom it may
	$(DEV) $(APP)/python -m drills.notices

.PHONY: bench-messages bench-turn bench-session bench-reports bench-files bench-outlook \
	bench-alerts
bench-turn: setup ## what a turn costs in each process
	$(DEV) $(APP)/python -m bench.turn

bench-session: setup ## turn 200 of a session against turn 5
	$(DEV) $(APP)/python -m bench.turn.long_session

bench-messages: setup ## WhatsApp end to end: at 100/s, at its peak, against stock Rasa (20 minutes)
	$(DEV) $(APP)/python -m bench.messages

bench-files: setup ## what pictures, pages and workbooks cost beside the same answer as text
	$(DEV) $(APP)/python -m bench.files

bench-outlook: setup ## what a forecast of ninety days costs over six years of history
	$(DEV) $(APP)/python -m bench.outlook

bench-alerts: setup ## what looking at 10,000 alerts costs beside asking each one's question
	$(DEV) $(APP)/python -m bench.alerts

.PHONY: setup-bench bench-forecast
setup-bench: ## make or update .venv-bench
	@$(PYTHON) scripts/setup.py bench

WITH ?=
bench-forecast: setup-bench ## the forecaster against its peers on real series: WITH=--quick, WITH=--write
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 PYTHONPATH=src \
		.venv-bench/bin/python -m bench.forecasts $(WITH)

.PHONY: bench-anomalies
bench-anomalies: setup-bench ## what is found of planted spikes, drops and shifts, beside peers
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONPATH=src .venv-bench/bin/python -m bench.anomalies

ROWS ?= 1000000
bench-reports: setup ## reports on ROWS bookings, with roll-ups and without
	$(DEV) $(APP)/python -m bench.reports --rows $(ROWS)
