# The commands of this repository; `make` alone lists them. Only the .NET SDK named in global.json is needed for
# build, demo and test-fast; `make test` also uses the real servers that deploy/local/install.sh installs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

DOTNET ?= dotnet
SOLUTION := MedSsl.Platform.sln
ALL_IN_ONE := services/all-in-one/MedSsl.AllInOne
BENCHMARKS := tests/MedSsl.Benchmarks

# One configuration everywhere (tests, demo and benchmarks share one set of binaries). The compiler server serves the
# whole build instead of starting one compiler per project; where the environment switches it off (a build machine that
# wants no process to outlive a command) it is stopped again afterwards.
BUILD := $(DOTNET) build -c Release -p:UseSharedCompilation=true -nologo -clp:NoSummary
STOP_COMPILER := $(if $(filter false,$(UseSharedCompilation)),$(DOTNET) build-server shutdown --vbcscompiler > /dev/null || true,true)

.PHONY: help restore build check test test-fast demo env servers-start servers-stop clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z%A-Z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

restore: ## restore the packages exactly as the lock files name them
	$(DOTNET) restore $(SOLUTION) --locked-mode

build: ## build everything (Release)
	$(BUILD) $(SOLUTION) && status=0 || status=$$?; $(STOP_COMPILER); exit $$status

check: restore ## build everything from the lock files, every warning an error
	$(BUILD) $(SOLUTION) --no-restore -warnaserror && status=0 || status=$$?; $(STOP_COMPILER); exit $$status

test: check ## all tests, real servers included
	@tests/run-tests.sh

test-fast: check ## the tests that need no server
	@tests/run-tests.sh --without-servers

demo: ## the whole path on synthetic studies; DATA=folder takes a labelled data set instead
	@echo 'Building (a minute or two the first time) ...'
	@$(BUILD) $(ALL_IN_ONE) -v:quiet && status=0 || status=$$?; $(STOP_COMPILER); exit $$status
	@$(DOTNET) artifacts/bin/MedSsl.AllInOne/release/medssl.dll demo $(if $(DATA),--data '$(DATA)')

bench-%: ## one benchmark by name; writes artifacts/bench/NAME.json
	@$(BUILD) $(BENCHMARKS) -v:quiet && status=0 || status=$$?; $(STOP_COMPILER); exit $$status
	@rm -f artifacts/bench/$*.json
	@$(DOTNET) run --no-build --project $(BENCHMARKS) -c Release -- $*
	@test -s artifacts/bench/$*.json || { echo 'artifacts/bench/$*.json was not written' >&2; exit 1; }

env: ## write .env for docker-compose.yml with newly drawn secrets
	@deploy/docker/new-env.sh .env

servers-start: ## start private RabbitMQ, Redis and S3 servers on this machine (deploy/local)
	@deploy/local/servers.sh start

servers-stop: ## stop them
	@deploy/local/servers.sh stop

clean: ## remove everything that was built
	rm -rf artifacts
