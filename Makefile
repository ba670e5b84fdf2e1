# The two commands for a first look: `make demo` and `make test`. Both install what they need into .venv first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
# a policy may leave out optional columns, of which dbt's reader of seeds would warn in each run
export PYTHONWARNINGS := ignore::RuntimeWarning:agate.type_tester

DEMO_DB ?= demo.duckdb
DEMO_AS_OF := 2026-03-31

# What a user gives is data: make expands nothing in it, and the shell finds it in the environment. Variables of one word
# each, as dbt reads them; those of which there is none keep what the environment says.
ifneq ($(origin RAW),undefined)
export LEAD_SCORING_RAW = $(value RAW)
endif
ifneq ($(origin AS_OF),undefined)
export LEAD_SCORING_AS_OF = $(value AS_OF)
endif
ifneq ($(origin POLICY),undefined)
export LEAD_SCORING_POLICY = $(value POLICY)
endif
export GIVEN_OUT = $(value OUT)
export GIVEN_DATABASE = $(value DATABASE)
export GIVEN_TARGET = $(value TARGET)
export GIVEN_NOTIFY = $(value NOTIFY)
export GIVEN_EVERY = $(value EVERY)
export GIVEN_LANGUAGE = $(value REPORT_LANGUAGE)$(value EXPORT_LANGUAGE)
unexport RAW AS_OF POLICY OUT DATABASE TARGET NOTIFY EVERY REPORT_LANGUAGE EXPORT_LANGUAGE FEEDBACK NURTURE CHECKS NAMES FOR_IMPORT
ifneq ($(filter-out true false,$(value FEEDBACK) $(value NURTURE) $(value CHECKS) $(value NAMES) $(value FOR_IMPORT)),)
$(error FEEDBACK, NURTURE, CHECKS, NAMES and FOR_IMPORT take true or false)
endif

.PHONY: help install install-dev install-postgres install-test-postgres install-spark java demo quotes check-quotes build rescore audit pulse \
	call-list report export notify lint lint-warehouses \
	quick test test-long test-lives test-postgres test-spark test-snowflake test-bigquery test-report test-bi \
	bench bench-weights bench-rules docs lock clean

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: .venv/.installed ## Set up .venv with what scoring needs

install-dev: .venv/.installed-dev ## … and with what linting and testing need

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and neither python3.11 nor python3 was found."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' > /dev/null 2>&1 \
		|| { said="$$("$(PYTHON)" --version 2>&1)"; \
			echo "Python 3.11 or 3.12 is needed; $(PYTHON) says: $${said:-nothing}. Say which with make PYTHON=…"; exit 1; }
	"$(PYTHON)" -m venv .venv

.venv/.installed: requirements.lock | .venv/bin/python
	@echo "Installing packages from requirements.lock …"
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r requirements.lock
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing packages from requirements-dev.lock …"
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

install-postgres: .venv/.installed-postgres ## … and with what PostgreSQL needs

.venv/.installed-postgres: requirements-postgres.lock .venv/.installed
	@echo "Installing packages from requirements-postgres.lock …"
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r requirements-postgres.lock
	@touch $@

install-test-postgres: .venv/.installed-test-postgres

.venv/.installed-test-postgres: requirements-test-postgres.lock .venv/.installed-dev
	@echo "Installing packages from requirements-test-postgres.lock …"
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r requirements-test-postgres.lock
	@touch $@

install-spark: .venv/.installed-spark java ## … and with what Spark needs

.venv/.installed-spark: requirements-spark.lock .venv/.installed
	@echo "Installing packages from requirements-spark.lock …"
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r requirements-spark.lock
	@touch $@

java:
	@command -v java > /dev/null \
		|| { apt-get update && apt-get install -y openjdk-17-jre-headless; } \
		|| { echo "Install Java 17 first (as root: apt-get install openjdk-17-jre-headless)."; exit 1; }

demo: install ## Generate demo raw tables, score them, print the ten leads to call first
	python -m lead_scoring demo-data --out data/demo
	umask 077; LEAD_SCORING_DB=$(DEMO_DB) dbt build --exclude-resource-type unit_test --vars '{raw_path: data/demo, as_of: $(DEMO_AS_OF)}'
	python -m lead_scoring call-list --database $(DEMO_DB)

quotes: install ## Write anew what README and docs quote of the demo: make demo quotes
	python benchmarks/quoted_output.py --database $(DEMO_DB)

check-quotes: install ## See that README, docs and picture quote what the demo prints: make demo check-quotes
	python benchmarks/quoted_output.py --check --database $(DEMO_DB)

# what failed after the publication does not keep anybody from the call list, and is not forgotten in the exit code
build: install ## Score your own tables: make build RAW=folder [AS_OF=2026-03-31] [POLICY=folder] [FEEDBACK=false] [NURTURE=false] [CHECKS=false] [NAMES=false]
	@$(NEED_RAW)
	@$(FREE)
	@$(if $(VERBOSE),,echo "Scoring $$LEAD_SCORING_RAW. What dbt does stands in logs/dbt.log; VERBOSE=1 shows it.")
ifeq ($(value CHECKS),false)
	@$(DBT_BUILD); ended=$$?; $(CALL_LIST) && $(SUMMARY) && exit $$ended
else
	@$(DBT_BUILD) --selector feeds
	@python -m lead_scoring validate raw
	@$(DBT_BUILD) --selector after_feeds && python -m lead_scoring validate scores; ended=$$?; \
		$(CALL_LIST) && $(SUMMARY) && exit $$ended
endif

rescore: install ## Score an edited policy from the events that earlier runs have kept: make rescore RAW=folder [AS_OF=…] [POLICY=folder]
	@$(NEED_RAW)
	@$(FREE)
	@$(DBT_BUILD) --selector kept_events
	@$(CALL_LIST) && $(SUMMARY)

# what a run leaves to the first one of the week as well
audit: install ## Test everything that is kept, all rows of it: make audit RAW=folder [AS_OF=the day of the last run]
	@$(NEED_RAW)
	@umask 077; dbt$(if $(VERBOSE),, --quiet) test --exclude-resource-type unit_test --vars '{audit: true}' && echo "All holds."

pulse: install ## Between two mornings: hand over who is ready now, tell sellers: make pulse RAW=folder [EVERY=5m]
	@$(NEED_RAW)
	@python -m lead_scoring pulse $${GIVEN_EVERY:+--every "$$GIVEN_EVERY"} $(WAREHOUSE)

NEED_RAW = test -n "$$LEAD_SCORING_RAW" || { echo "Say where the raw tables are: make $@ RAW=folder"; exit 1; }; \
	policy="$${LEAD_SCORING_POLICY:-seeds/policy}"; test -d "$$policy" || { echo "There is no folder $$policy: say where the policy is."; exit 1; }; \
	for list in seeds/policy/*.csv; do name="$$(basename "$$list")"; find "$$policy/" -name "$$name" | grep -q . || { \
		echo "The policy in $$policy lacks $$name. Add it; its header line is enough: $$(head -n 1 "$$list")"; exit 1; }; done
# what dbt and the commands write holds names: it is for its owner alone
DBT_BUILD = umask 077; dbt$(if $(VERBOSE),, --quiet) build --exclude-resource-type unit_test$(if $(OFF), --vars '{$(OFF)}')
OFF = $(if $(filter false,$(value FEEDBACK)),feedback: false$(COMMA) )$(if $(filter false,$(value NURTURE)),nurture: false$(COMMA) )$(if $(filter false,$(value CHECKS)),checks: false)
COMMA := ,
FREE = python -m lead_scoring free
SUMMARY = python -m lead_scoring summary
CALL_LIST = python -m lead_scoring call-list$(if $(filter false,$(value NAMES)), --no-names)

call-list: install ## Print the leads to call first
	python -m lead_scoring call-list

report: install ## Write the report, one HTML file: make report [DATABASE=file | TARGET=postgres] [OUT=report.html] [REPORT_LANGUAGE=es]
	python -m lead_scoring report --out "$${GIVEN_OUT:-report.html}" $${GIVEN_LANGUAGE:+--language "$$GIVEN_LANGUAGE"} $(WAREHOUSE)

export: install ## Write call lists (XLSX, CSV) and public tables (Parquet): make export [DATABASE=file | TARGET=postgres] [OUT=folder] [EXPORT_LANGUAGE=es] [FOR_IMPORT=true]
	python -m lead_scoring export --out "$${GIVEN_OUT:-data/export}" --language "$${GIVEN_LANGUAGE:-en}" $(WAREHOUSE)$(if $(filter true,$(value FOR_IMPORT)), --for-import)

notify: install ## Tell of new hand-offs and warning signs: make notify [DATABASE=file | TARGET=postgres] [NOTIFY=--dry-run]
	python -m lead_scoring notify $(WAREHOUSE) $$GIVEN_NOTIFY

WAREHOUSE = $(if $(value TARGET),--target "$$GIVEN_TARGET",$(if $(value DATABASE),--database "$$GIVEN_DATABASE"))

lint: install-dev ## Check style: Python, SQL and the conventions of the dbt project
	ruff check lead_scoring tests examples benchmarks
	ruff format --check lead_scoring tests examples benchmarks
	dbt parse --quiet
	dbt-bouncer run
	# two halves side by side: sqlfluff's own processes would wait for the one that compiles
	find models tests analyses -name '*.sql' | sort | awk '{ print > "target/lint_" NR % 2 }'
	printf '0\n1\n' | xargs -P 2 -I @ sh -c \
		'DBT_TARGET_PATH=target/of_lint_@ LEAD_SCORING_DB=target/lint_@.duckdb sqlfluff lint --processes 1 $$(cat target/lint_@)'

# an environment of its own: these adapters hold back packages that the project has newer
.venv-warehouses/.installed: requirements-warehouses.lock | .venv/bin/python
	@echo "Installing packages from requirements-warehouses.lock …"
	@test -x .venv-warehouses/bin/python || "$(PYTHON)" -m venv .venv-warehouses
	.venv-warehouses/bin/python -m pip install --disable-pip-version-check --no-input --quiet --no-compile --require-hashes --no-deps \
		-r requirements-warehouses.lock
	@touch $@

# two warehouses at a time: each has a process of its own, for dbt keeps the adapter of one
lint-warehouses: .venv-warehouses/.installed ## Compile the SQL for Snowflake, BigQuery, Databricks and Redshift, and hold it against what each is known to have
	.venv-warehouses/bin/python -m pytest -q -c /dev/null --rootdir tests/warehouses tests/warehouses/test_lint.py
	printf 'snowflake\nbigquery\ndatabricks\nredshift\n' | xargs -P 2 -n 1 .venv-warehouses/bin/python tests/warehouses/lint.py

quick: install-dev ## While you work, about a minute: the policy, the conventions, and scores against calculations by hand and in Python
	python -m lead_scoring policy check
	LEAD_SCORING_THREADS=1 python -m pytest -m quick

# thousands of small transactions wait for the disk longer than they work: their files lie in memory where there is such a folder
IN_MEMORY = export TMPDIR="$$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)";

# two workers share two cores: each builds one model at a time
TWO_WORKERS = $(IN_MEMORY) LEAD_SCORING_THREADS=1 python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST)

test: install-dev ## Run the tests that need nothing beyond Python and no minutes (test-long); PYTEST=--durations=60 tells where the time goes
	$(TWO_WORKERS); passed=$$?; rm -rf "$$TMPDIR"; exit $$passed

test-long: install-dev ## Follow the pages of docs in a fresh clone, kill real runs at every point
	$(TWO_WORKERS) -m long; passed=$$?; rm -rf "$$TMPDIR"; exit $$passed

test-lives: install-dev ## Live longer than make test does: more mornings, more cases, edited policies, what takes minutes beside test-long
	export LEAD_SCORING_LONG=1; $(TWO_WORKERS) -m "lives or outside"; passed=$$?; rm -rf "$$TMPDIR"; exit $$passed

test-postgres: install-test-postgres ## Build on a PostgreSQL server of its own and compare every table with DuckDB, with SHORT=1 two days only
	LEAD_SCORING_THREADS=1 python -m pytest -m $(if $(filter 1 postgres,$(SHORT)),postgres_short,postgres) -n 2 --dist loadfile --no-loadscope-reorder tests/python/test_postgres.py \
		tests/python/test_safe_values.py tests/python/test_hubspot.py tests/python/test_export.py \
		tests/python/test_notify.py tests/python/test_policy_diff.py tests/python/test_unfinished_runs.py \
		tests/python/test_feedback_properties.py tests/python/test_host.py tests/python/test_sources.py tests/python/test_prove.py

test-spark: install-dev install-spark ## Build on Apache Spark and compare every table with DuckDB, or with SHORT=1 scores alone; installs Java 17 where it is missing
	python -m pytest -m $(if $(filter 1 spark,$(SHORT)),spark_short,spark) -n 0 tests/python/test_by_hand.py tests/python/test_spark.py \
		tests/python/test_safe_values.py

test-snowflake: install-dev .venv-warehouses/.installed ## Build on fakesnow, an emulator of Snowflake, and compare every table with DuckDB, with SHORT=1 two days only
	LEAD_SCORING_THREADS=1 python -m pytest -m $(if $(filter 1 snowflake,$(SHORT)),snowflake_short,snowflake) -n 0 tests/python/test_snowflake.py

test-bigquery: install-dev .venv-warehouses/.installed ## Compute a first day with GoogleSQL's reference implementation and compare every table with DuckDB
	LEAD_SCORING_THREADS=1 python -m pytest -m bigquery -n 0 tests/python/test_bigquery.py

test-report: install-dev ## Test the report in Debian's Chromium, which is installed where it is missing
	@{ command -v chromium && command -v chromedriver; } > /dev/null \
		|| { apt-get update && apt-get install -y chromium chromium-driver; } \
		|| { echo "Install chromium and chromium-driver first (as root: apt-get install chromium chromium-driver)."; exit 1; }
	python -m pytest tests/browser

test-bi: install-dev ## Test the recipe of docs/bi.md: Apache Superset in an environment of its own, on what export writes
	test -x .venv-superset/bin/python || "$(PYTHON)" -m venv .venv-superset
	.venv-superset/bin/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes --no-deps \
		-r examples/superset/requirements.lock
	SUPERSET_BIN="$(CURDIR)/.venv-superset/bin" python -m pytest tests/bi

bench: install ## Measure the project and its peers: make bench EVENTS=10000000 [STEPS="scan,start-up,full refresh"] [COUNT=true] [OUT=file]
	@test -n "$(EVENTS)" || { echo "Say how many events: make bench EVENTS=10000000"; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes --no-deps -r requirements-bench.lock
	python benchmarks/run.py --events $(EVENTS) $(if $(STEPS),--steps "$(STEPS)") $(if $(COUNT),--count) --out "$${GIVEN_OUT:-data/bench/results_$(EVENTS).json}"
	python benchmarks/table.py "$${GIVEN_OUT:-data/bench/results_$(EVENTS).json}"

bench-weights: install-dev ## Suggested card against logistic regression: make bench-weights RAW=folder [POLICY=folder] [OUT=file]
	@$(NEED_RAW)
	python benchmarks/weights_uci_bank.py --raw "$$LEAD_SCORING_RAW" $(if $(value POLICY),--policy "$$LEAD_SCORING_POLICY") \
		$(if $(value OUT),--out "$$GIVEN_OUT")

bench-rules: install-dev ## What rules suggest finds of what is missing: make bench-rules [RAW=folder POLICY=folder] [OUT=file]
	python benchmarks/rules_suggest.py --sets 3 $(if $(value RAW),--raw "$$LEAD_SCORING_RAW") \
		$(if $(value POLICY),--policy "$$LEAD_SCORING_POLICY") $(if $(value OUT),--out "$$GIVEN_OUT")

# without raw tables there is nothing to compile: the pages then lack the compiled SQL, and what a warehouse says of its tables
docs: install ## Write the documentation of all tables and columns to target/static_index.html: make docs [RAW=folder]
	dbt parse --quiet
	dbt docs generate --static $(if $(value RAW),,--no-compile --empty-catalog)

lock: install ## Renew the locks from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		pyproject.toml --extra dev -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements-dev.lock pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements-dev.lock pyproject.toml --extra postgres -o requirements-postgres.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements-dev.lock pyproject.toml --extra spark -o requirements-spark.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements-dev.lock pyproject.toml --extra dev --extra test-postgres -o requirements-test-postgres.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements-dev.lock pyproject.toml --extra bench -o requirements-bench.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		tests/warehouses/requirements.txt -o requirements-warehouses.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		examples/superset/requirements.txt -o examples/superset/requirements.lock

clean: ## Remove everything that was generated, .venv excepted
	rm -rf target logs data/demo $(DEMO_DB) .pytest_cache .hypothesis .ruff_cache
