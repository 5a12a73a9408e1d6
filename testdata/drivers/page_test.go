package drivers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// browsers are the commands by which a browser goes that runs without a screen.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell"}

// clicks is what a reader does with the page, and notes what stands there then.
const clicks = `<script>
const log = [];
const text = sel => { const e = document.querySelector(sel); return e ? e.textContent : "(no " + sel + ")"; };
addEventListener("error", e => log.push("error: " + e.message));
function step(name, f) { try { f(); } catch (e) { log.push(name + " fails: " + e.message); } }
setTimeout(() => {
  step("a loop", () => { [...document.querySelectorAll("nav a")].find(a => a.textContent.includes("hub.run")).click(); });
  setTimeout(() => {
    log.push("head: " + text("#head h2"));
    log.push("stops: " + text("#stops"));
    log.push("ends: " + text("#ends"));
    step("a function", () => { const d = document.querySelector("#functions details"); d.open = true; });
    step("an arrow", () => { const g = [...document.querySelectorAll("g.edge")].find(g => g.textContent.includes("sends")); g.dispatchEvent(new MouseEvent("click", { bubbles: true })); });
    setTimeout(() => {
      log.push("function: " + text("#functions details"));
      log.push("sites: " + text("#sites"));
      log.push("loads: " + performance.getEntriesByType("resource").length);
      step("the other", () => { const g = [...document.querySelectorAll("g[data-node]")].find(g => g.textContent.includes("client.write")); g.dispatchEvent(new MouseEvent("click", { bubbles: true })); });
      setTimeout(() => {
        log.push("then: " + text("#head h2"));
        document.body.replaceChildren(Object.assign(document.createElement("pre"), { id: "log", textContent: log.join("\n") }));
      });
    });
  });
});
</script>`

// TestPage clicks through a map in a real browser: what stops a loop, what ends it and
// why a function runs on it is one click away, and nothing is loaded.
func TestPage(t *testing.T) {
	browser := ""
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skipf("there is no browser here to click through the page with: none of %s", strings.Join(browsers, ", "))
	}
	page := string(output(t, 0, nil, loopcheckPath, "map", "-format", "html", "./examples/hub"))
	file := filepath.Join(t.TempDir(), "map.html")
	if err := os.WriteFile(file, []byte(strings.Replace(page, "</html>", clicks+"</html>", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, theme := range []string{"0", "1"} { // dark and light
		cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
			"--blink-settings=preferredColorScheme="+theme, "--virtual-time-budget=10000", "--dump-dom", "file://"+file)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", browser, err)
		}
		_, log, ok := strings.Cut(string(out), `<pre id="log">`)
		log, _, _ = strings.Cut(log, "</pre>")
		if !ok {
			t.Fatalf("the page did not come to its end:\n%s", out)
		}
		for _, want := range []string{
			"head: ● main.hub.run",
			"stops: What stops this loop✗ time.Sleep blocks hub.run for 1s;",
			"send to h.leave waits for hub.run",
			"ends: What ends itreceiving from h.quit",
			"by hub.stop",
			"function: hub.run examples/hub/main.go:54:1 for each message",
			"hub.run serves its channels in a loop",
			"sites: ○ hub.hub.serve sends ● main.hub.run",
			"h.join examples/hub/main.go:145:7 in hub.serve",
			"loads: 0",
			"then: ● main.client.write",
		} {
			if !strings.Contains(log, want) {
				t.Errorf("the page does not say %q:\n%s", want, log)
			}
		}
		if strings.Contains(log, "error") || strings.Contains(log, "fails") {
			t.Errorf("the page's script fails:\n%s", log)
		}
	}
}
