package config_test

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

func TestTier(t *testing.T) {
	for name, want := range map[string]config.Tier{"sure": config.Sure, "likely": config.Likely, "strict": config.Strict} {
		var tier config.Tier
		if err := tier.Set(name); err != nil || tier != want || tier.String() != name {
			t.Errorf("Set(%q): %v, %v", name, tier, err)
		}
	}
	for _, name := range []string{"", "Sure", "all", "0"} {
		tier := config.Likely
		err := tier.Set(name)
		if err == nil || !strings.Contains(err.Error(), "have sure, likely, strict") {
			t.Errorf("Set(%q): %v", name, err)
		}
		if tier != config.Likely {
			t.Errorf("Set(%q) changes the tier to %v", name, tier)
		}
	}
	if config.Sure >= config.Likely || config.Likely >= config.Strict {
		t.Error("the tiers are not in order")
	}
}

// TestRelated: there are related positions unless the flag says otherwise.
func TestRelated(t *testing.T) {
	flag := config.Analyzer.Flags.Lookup("related")
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	for _, set := range []string{flag.DefValue, "false", "true"} {
		if err := flag.Value.Set(set); err != nil {
			t.Fatal(err)
		}
		result, err := config.Analyzer.Run(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := result.(config.Config).Related, set == "true"; got != want {
			t.Errorf("with -related=%s it is %t", set, got)
		}
	}
}

// TestStd: where the library's knowledge comes from is set by a flag that no help lists.
func TestStd(t *testing.T) {
	flag := config.Analyzer.Flags.Lookup("std")
	if flag == nil || flag.DefValue != "table" || flag.Usage != "" {
		t.Fatalf("the flag is %+v", flag)
	}
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	if err := config.Analyzer.Flags.Set("std", "sources"); err == nil || !strings.Contains(err.Error(), "have table, asked, bodies") {
		t.Errorf("-std=sources: %v", err)
	}
	if err := config.Analyzer.Flags.Set("std", config.Bodies.String()); err != nil {
		t.Fatal(err)
	}
	result, err := config.Analyzer.Run(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.(config.Config).Std; got != config.Bodies {
		t.Errorf("the library's knowledge comes from the %s", got)
	}
}

// TestFlag: the flag is what the analyzer's result says, and likely unless set.
func TestFlag(t *testing.T) {
	flag := config.Analyzer.Flags.Lookup("tier")
	if flag == nil || flag.DefValue != "likely" {
		t.Fatalf("the flag is %+v", flag)
	}
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	for _, tier := range []string{"strict", "sure", "likely"} {
		if err := config.Analyzer.Flags.Set("tier", tier); err != nil {
			t.Fatal(err)
		}
		result, err := config.Analyzer.Run(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := result.(config.Config).Tier.String(); got != tier {
			t.Errorf("with -tier=%s the tier is %s", tier, got)
		}
	}
	if err := config.Analyzer.Flags.Set("tier", "all"); err == nil {
		t.Error("-tier=all is taken")
	}
}
