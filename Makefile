# The two commands to begin with: make demo, make test. Both do their own set-up.
SHELL := /bin/sh
RUN := .adp/run
ADP := node packages/adp/dist/adp.mjs
# Options for a command: make demo ARGS="--months 1 --keep"
ARGS ?=
# What was typed, for the advice of an error to repeat. Not in `make test`, whose programs are typed by the tests.
demo install clean: export ADP_MAKE = make$(if $(filter-out $(CURDIR),$(PWD)), -C $(CURDIR)) $@$(if $(ARGS), ARGS='$(ARGS)')

.PHONY: help demo test lint unit integration bench soak install clean bundle format

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: $(RUN)/node.ok ## from this clone to a green DAG on real data, without Docker
	@$(ADP) demo $(ARGS)

test: $(RUN)/npm.ok ## what can find your mistake, side by side; with CI=true everything
	@npx --no-install tsx e2e/run-tests.ts $(ARGS)

lint: $(RUN)/npm.ok ## only lint and types
	@npx --no-install tsx e2e/run-tests.ts --only lint

unit: $(RUN)/npm.ok ## only the TypeScript unit tests (half a minute)
	@npx --no-install vitest run --project unit

integration: $(RUN)/npm.ok ## only the TypeScript tests with real servers and downloads (minutes)
	@npx --no-install vitest run --project integration

bench: $(RUN)/npm.ok ## every performance claim, measured beside its peer or the bare cost
	@npx --no-install tsx benchmarks/run.ts $(ARGS)

# SOAK_SECONDS for each file of tests; SOAK_KILLS for the one that kills processes.
soak: $(RUN)/npm.ok ## the random tests at length (SOAK_SECONDS=600 each), and Layer 1 on every package of the published Runtimes
	@SOAK_SECONDS=$${SOAK_SECONDS:-600} SOAK_KILLS=$${SOAK_KILLS:-1000} npx --no-install tsx e2e/run-tests.ts --only soak

install: $(RUN)/node.ok ## put adp on PATH, with shell completion (asks first)
	@$(ADP) install $(ARGS)

bundle: $(RUN)/npm.ok ## make packages/adp/dist and packages/ticket-sharer/dist again from their source
	@npm run --silent bundle
	@npm run --silent bundle --workspace packages/ticket-sharer

format: $(RUN)/npm.ok ## format the TypeScript
	@npm run --silent format

# Without Docker the sharer's container cannot be told to end; its process on this machine ends all the same, or nothing
# is removed.
clean: ## stop and remove all that this clone installed and runs
	@[ "$(FORCE)" = 1 ] || packages/adp/scripts/check-clean.sh "$(ADP)"
	@if [ -d $(RUN)/demo ]; then $(ADP) demo --stop; fi
	@if [ -d $(RUN) ]; then $(ADP) dev stop --all --engine docker; fi
	@if [ -d $(RUN)/platform ] && ! $(ADP) platform stop; then \
	  if ls $(RUN)/platform/processes/*.json >/dev/null 2>&1; then exit 1; fi; \
	  echo "A container of the ticket sharer, if there is one, was not told to end: make platform-stop in platform-bootstrap, when Docker answers" >&2; \
	fi
	rm -rf $(RUN) node_modules

# What is prepared once stands behind these files.
$(RUN)/node.ok: packages/adp/scripts/check-node.sh
	@packages/adp/scripts/check-node.sh
	@mkdir -p -m 0700 .adp $(RUN) && touch $@

$(RUN)/npm.ok: $(RUN)/node.ok package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
