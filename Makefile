# The two commands are `make run` and `make test`. What they need is made ready by deploy/setup.
# Settings go along as in `make run PORT=9000 DEMO=0`; config.py lists them all.

MAKEFLAGS += --no-print-directory
# In the locale C or POSIX, Python would otherwise not read and print UTF-8 everywhere.
export PYTHONUTF8 = 1

PYTHON = .venv/bin/python
# Files stay together, because those with races and kills use up a processor by themselves.
PYTEST = $(PYTHON) -m pytest -n 2 --dist loadfile

.PHONY: help run test soak bench lint fix lock clean

help:
	@echo "make run     start WIRkstätte: web, jobs, the first season as a demo (Ctrl-C ends it)"
	@echo "make test    every test, on SQLite and PostgreSQL, with a browser (PYTEST_ARGS='-k seat')"
	@echo "make soak    the races and kills, many more times than in the tests"
	@echo "make bench   measured comparisons"
	@echo "make lint    what ruff has to say; make fix lets it mend what it can"
	@echo "make lock    write the lock files anew from pyproject.toml (LOCK_ARGS=--upgrade: newest versions)"
	@echo "make clean   remove .venv and caches; var/, where the data lies, stays"

# exec, so that Ctrl-C and a kill reach the app itself and no shell in between.
run:
	@deploy/setup app && exec $(PYTHON) -m flask --app wsgi up

test: setup-tests lint
	@$(PYTEST) $(PYTEST_ARGS)

soak: setup-tests
	@SOAK=1 $(PYTEST) -m slow $(PYTEST_ARGS)

bench: setup-tests
	@$(PYTHON) -m bench $(BENCH_ARGS)

lint:
	@deploy/setup checks
	@$(PYTHON) -m ruff check --quiet .

fix:
	@deploy/setup checks
	@$(PYTHON) -m ruff check --fix .

lock:
	@deploy/setup lock $(LOCK_ARGS)

clean:
	rm -rf .venv .ruff_cache .pytest_cache tests/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

.PHONY: setup-tests
setup-tests:
	@deploy/setup tests
