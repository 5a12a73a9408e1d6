# "make test" is what CI runs. The tools' versions are those in the go.mod files.

# The modules around the runtime and the harness: what they need is not for their users to carry.
AROUND := loopcheck/examples loopcheck/loop/bench $(patsubst %/go.mod,%,$(wildcard loopcheck/adapters/*/go.mod loopcheck/adapters/*/*/go.mod))
MODULES := . testdata testdata/drivers testdata/golangci $(AROUND)

.PHONY: test
test: fmt tidy vet unit around dogfood drivers

.PHONY: build
build: ## bin/loopcheck
	go build -buildvcs=false -o bin/loopcheck ./cmd/loopcheck

.PHONY: fmt
fmt: ## every Go file is formatted
	@echo "== fmt"
	@files=$$(gofmt -l .); test -z "$$files" || { echo "run gofmt -w on:"; echo "$$files"; exit 1; }

.PHONY: tidy
tidy: ## every go.mod and go.sum is tidy
	@echo "== tidy"
	@for m in $(MODULES); do (cd $$m && go mod tidy -diff) || exit 1; done

.PHONY: vet
vet:
	@echo "== vet"
	go vet ./...
	cd testdata/drivers && go vet ./...

# The race detector makes these four times as slow, and what runs at the same time in them is the driver's
# work, which the command does over a part of the corpus under the race detector. They pass under it too.
SLOW := /analyzers/loop[a-z]+$$|/ruletest/(growth|mutate)$$|/cmd/loopcheck$$

.PHONY: unit
unit: ## the main module's tests; the corpus and what is generated are among them
	@echo "== unit"
	cd testdata && go mod download
	go test -race -timeout 30m $$(go list ./... | grep -vE '$(SLOW)')
	go test -race -timeout 30m -run 'TestCacheOverCorpus|TestScript/(panic|fix)' ./cmd/loopcheck
	go test -timeout 30m $$(go list ./... | grep -E '$(SLOW)')

.PHONY: around
around: ## the runtime's examples and benchmarks, the harness's adapters, and the twins
	@echo "== around"
	@for m in $(AROUND); do (cd $$m && go vet ./... && go test -race ./...) || exit 1; done
	cd testdata && go test -race ./twins/...

.PHONY: bench
bench: ## the runtime beside what a program would use instead; takes minutes
	cd loopcheck/loop/bench && go run .

.PHONY: growth
growth: ## how long analyses of growing programs take, by their shape; takes minutes
	go run ./analyzers/internal/ruletest/growth

.PHONY: mutate
N := 20000
SEED := 1
mutate: ## analyse N mutants of the corpus that compile, those of SEED; takes minutes
	go test -v -count=1 -timeout 24h ./analyzers/internal/ruletest/mutate -mutants $(N) -seed $(SEED)

.PHONY: precision
CLONES :=
precision: build ## what loopcheck finds in the judged repositories, beside the verdicts; takes minutes and the network
	go run ./analyzers/internal/ruletest/precision -clones "$(CLONES)"

.PHONY: rollout
rollout: ## each driver as the gate of superfile and gh-dash, whose clones are in CLONES; takes minutes
	cd testdata/drivers && go test -v -count=1 -timeout 2h -run TestRollout . -clones "$(abspath $(CLONES))"

.PHONY: dogfood
dogfood: build ## loopcheck finds nothing in loopcheck
	@echo "== dogfood"
	go vet -vettool=$(CURDIR)/bin/loopcheck ./...
	cd testdata/drivers && go vet -vettool=$(CURDIR)/bin/loopcheck ./...
	@for m in $(AROUND); do (cd $$m && go vet -vettool=$(CURDIR)/bin/loopcheck ./...) || exit 1; done

.PHONY: drivers
drivers: ## go vet, loopcheck and golangci-lint find the same in the corpus
	@echo "== drivers"
	cd testdata/drivers && go test -v -count=1 -timeout 30m .
