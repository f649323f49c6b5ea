# make demo and make test need nothing but Python 3.11 or newer; make help lists the rest.

PORT = 8000
HOST = 127.0.0.1
SCALE = 1
BIN = .venv/bin
export PYTHON

# What check --deploy wants to see set; nothing connects to anything.
PRODUCTION = DJANGO_SETTINGS_MODULE=config.settings.base ALLOWED_HOSTS=inspections.example.org \
	DATABASE_URL=postgres://localhost/inspections \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')"

# An embedded database without a history that could be at odds with the files.
EMPTY = DJANGO_SETTINGS_MODULE=config.settings.test DATABASE_URL=embedded TEST_DATABASE_URL=

.PHONY: help demo test bench check schema format lock reset
.NOTPARALLEL:

help:
	@echo "make demo     build what is missing, fill an embedded database, serve on $(HOST):$(PORT)"
	@echo "              (PORT=8001, HOST=0.0.0.0, PYTHON=/path/to/python, DATABASE_URL=postgres://...)"
	@echo "make test     run the test suite (ARGS='-n 0 tests/config'; TEST_DATABASE_URL=postgres://...)"
	@echo "make bench    measure speed on a made-up record of national size (SCALE=0.1, ARGS='--rounds 5')"
	@echo "make check    style, types, imports, migrations, deployment and schema"
	@echo "make schema   write the API's description and what v1 promises into docs/"
	@echo "make format   put every file into the house's format"
	@echo "make lock     pin what pyproject.toml asks for, with hashes (UPGRADE=1: the newest it allows)"
	@echo "make reset    delete the embedded databases, the demo's accounts and everything else in var/"

demo: .venv/runtime.stamp
	@exec $(BIN)/python manage.py demo --host "$(HOST)" --port "$(PORT)"

test: .venv/dev.stamp
	@exec $(BIN)/python -m pytest $(ARGS)

bench: .venv/runtime.stamp
	@$(BIN)/python -m benchmarks past --scale "$(SCALE)" $(ARGS)
	@exec $(BIN)/python -m benchmarks exports --scale "$(SCALE)" $(ARGS)

check: .venv/dev.stamp
	@echo "ruff: style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "mypy: types (a minute the first time)"
	@$(BIN)/mypy .
	@echo "import-linter: imports run one way"
	@$(BIN)/lint-imports --no-logo
	@echo "django: migrations, deployment, schema"
	@$(EMPTY) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(PRODUCTION) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	@$(PRODUCTION) $(BIN)/python manage.py describe_api --check

schema: .venv/dev.stamp
	@$(EMPTY) $(BIN)/python manage.py describe_api

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock:
	@sh .ci/lock

reset:
	@python=$(BIN)/python; [ -x $$python ] || python=$$(sh .ci/find-python) || exit 1; \
	$$python -m config.postgres remove var/postgres var/test-postgres \
		var/benchmark-postgres && rm -rf var
	@echo "The embedded databases and everything else in var/ are gone."

.venv/runtime.stamp: requirements.lock
	@sh .ci/build-venv runtime

.venv/dev.stamp: requirements-dev.lock
	@sh .ci/build-venv dev
