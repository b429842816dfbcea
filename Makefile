# SPDX-License-Identifier: Apache-2.0
# Every target finds JDK 25 by itself (also where `java` is older) and says in one line what is missing.

BROKER ?= auto
TIER   ?= short
AREAS  ?=
ARGS   ?=
FILE   ?= deploy/analyses/topics.yaml
CONVERSATIONS ?= deploy/analyses/conversations.jsonl
MVN    ?= mvn
MVNFLAGS ?= -B -ntp

# The JDK: JAVA_HOME if it is a 25, else the usual places.
JDK := $(shell sh .mvn/find-jdk.sh)
export JAVA_HOME := $(JDK)

EXEC = api-gateway/target/api-gateway-exec.jar event-worker/target/event-worker-exec.jar \
       analysis-worker/target/analysis-worker-exec.jar deploy/local/target/local-exec.jar \
       deploy/kafka/target/kafka-exec.jar deploy/bench/target/bench-exec.jar
SOURCES = $(shell find pom.xml .mvn common api-gateway event-worker analysis-worker deploy -name target -prune -o -type f -print 2>/dev/null)

.PHONY: help run test test-slow test-seen dashboards bench chaos chaos-mutants dist clean format bench-format analyses-check analyses-try need-jdk need-mvn

help: ## list the targets
	@echo 'Afterword: analyses conversations after they end.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  BROKER=auto|rabbitmq|kafka chooses the broker of make run; ARGS=--once ends it after the samples,'
	@echo '  ARGS=--watch starts a Prometheus with our rules and alerts beside it.'

run: need-jdk build ## build, start the whole line, send sample conversations, stay up until Ctrl-C
	@exec "$(JDK)/bin/java" -XX:+ExitOnOutOfMemoryError -Xmx256m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
		-jar deploy/local/target/local-exec.jar run --broker=$(BROKER) $(ARGS)

test: need-jdk need-mvn ## all tests, against real PostgreSQL, RabbitMQ and Kafka
	@$(MVN) $(MVNFLAGS) verify

test-slow: need-jdk need-mvn ## the tests that kill brokers and databases under load (minutes)
	@$(MVN) $(MVNFLAGS) verify -Dtests.only=slow -Dtests.without= -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip

bench: need-jdk build ## measure against ceilings of the same run (TIER=full: all of it; AREAS='accept drain' some)
	@exec "$(JDK)/bin/java" -XX:+ExitOnOutOfMemoryError -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
		-jar deploy/bench/target/bench-exec.jar $(TIER) $(AREAS)

CHAOS_TIER = $(if $(filter full,$(TIER)),full,smoke)
SEED ?= 1
ONLY ?=
WITHOUT ?=

chaos: need-jdk build ## break the line on purpose and check that nothing is lost or done twice (TIER=smoke|full, SEED=n, BROKER=…, ONLY='freeze;kill -9')
	@exec "$(JDK)/bin/java" -XX:+ExitOnOutOfMemoryError -Xmx768m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
		-jar deploy/chaos/target/chaos-exec.jar run --tier=$(CHAOS_TIER) --seed=$(SEED) --broker=$(BROKER) \
		"--only=$(ONLY)" "--without=$(WITHOUT)" $(ARGS)

chaos-mutants: need-jdk build ## prove that make chaos goes red: each known mistake, in a scratch copy (half an hour)
	@JAVA_HOME="$(JDK)" sh deploy/chaos/mutants/run.sh $(ARGS)

test-seen: need-jdk need-mvn build ## a real run under a real Prometheus: every panel, alert and rule, and an outage (minutes)
	@$(MVN) $(MVNFLAGS) -pl deploy/seen -am verify -Dseen.broker=$(BROKER) -Dtests.only=seen -Dtests.without= -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip
	@echo 'what was seen: deploy/seen/target/seen.md'

dashboards: need-jdk build ## write deploy/grafana/dashboards anew from deploy/seen
	@"$(JDK)/bin/java" -jar deploy/seen/target/seen-exec.jar

dist: need-jdk build ## the runnable jars, and ahead-of-time caches from a training run (three minutes), which the launcher then uses
	@"$(JDK)/bin/java" -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
		-jar deploy/bench/target/bench-exec.jar dist
	@ls -l $(EXEC)

clean: need-jdk need-mvn ## remove what was built; the data folder .afterword stays
	@$(MVN) -q $(MVNFLAGS) clean

format: need-jdk need-mvn ## rewrite the sources in the house format
	@$(MVN) -q $(MVNFLAGS) spotless:apply

bench-format: need-jdk need-mvn ## how fast conversations are formatted (JMH, 4 minutes); ARGS='-p turns=100' for less
	@$(MVN) -q $(MVNFLAGS) -Pbench -pl analysis-worker -am -DskipTests -Dspotless.check.skip '-Dbench.args=$(ARGS)' process-test-classes
	@cat analysis-worker/target/bench-format.md

analyses-check: need-jdk build ## is FILE an analysis, and what does it ask (FILE=deploy/analyses/topics.yaml)
	@exec "$(JDK)/bin/java" -XX:TieredStopAtLevel=1 -Xmx128m -jar deploy/local/target/local-exec.jar analyses check "$(FILE)"

analyses-try: need-jdk build ## what FILE answers on CONVERSATIONS, its tokens, cost and time; by your provider, else the simulator
	@exec "$(JDK)/bin/java" -XX:TieredStopAtLevel=1 -Xmx128m -jar deploy/local/target/local-exec.jar analyses try "$(FILE)" --conversations "$(CONVERSATIONS)" $(ARGS)

.PHONY: build
build: target/build-stamp

# Maven alone takes seconds to see that nothing changed; the stamp takes none.
target/build-stamp: $(SOURCES) | need-jdk need-mvn
	@echo 'building (the first time fetches the libraries) …'
	@$(MVN) -q $(MVNFLAGS) -DskipTests -Dspotless.check.skip package
	@mkdir -p target && touch $@

need-jdk:
	@test -n "$(JDK)" || { echo 'JDK 25 is missing: install one (for example Temurin 25) or set JAVA_HOME to it.' >&2; exit 1; }

need-mvn:
	@command -v $(MVN) >/dev/null || { echo 'Maven is missing: install it (Debian: apt-get install maven) or set MVN to its path.' >&2; exit 1; }
