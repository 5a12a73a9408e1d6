package shipped

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// bubbletea is one contract for each major version: the types of the two do not mix.
func bubbletea() []contract.Framework {
	return []contract.Framework{
		charm{
			major: 1, tea: "github.com/charmbracelet/bubbletea", bubbles: "github.com/charmbracelet/bubbles", huh: "github.com/charmbracelet/huh",
		}.framework("v1.3.10", "v1.0.0", "v1.0.0"),
		charm{
			major: 2, tea: "charm.land/bubbletea/v2", bubbles: "charm.land/bubbles/v2", huh: "charm.land/huh/v2",
		}.framework("v2.1.1", "v2.2.1", "v2.0.3"),
	}
}

// charm is a major version of bubbletea and of the components around it, by
// their modules.
type charm struct {
	major             int
	tea, bubbles, huh string
}

// What a handler does instead of blocking the loop.
const (
	returnCmd = "return a tea.Cmd instead"
	useCmd    = "do it in a tea.Cmd instead"
)

func (c charm) framework(tea, bubbles, huh string) contract.Framework {
	return contract.Framework{
		Name: "bubbletea",
		Modules: []contract.Module{
			{Path: c.tea, Version: tea},
			{Path: c.bubbles, Version: bubbles},
			{Path: c.huh, Version: huh},
		},
		Loops:  []contract.Loop{{Budget: 16 * time.Millisecond, Fix: useCmd}}, // a frame
		Runs:   slices.Concat(c.models(), c.commands(), c.components(), c.forms(), c.ofV2()),
		Waits:  c.waits(),
		Blocks: c.blocks(),
		Owns:   c.owns(),
		Duties: c.duties(),
	}
}

func (c charm) msg() string { return c.tea + ".Msg" }
func (c charm) cmd() string { return c.tea + ".Cmd" }

// update selects the Update of components: bubbles' return their own type, so
// none of them is a tea.Model.
func (c charm) update() contract.Code {
	return contract.Shape("Update", []string{c.msg()}, []string{"_", c.cmd()})
}

// view is the View of a component, which only its Update tells from any other method.
func (c charm) view() contract.Code {
	view := contract.Shape("View", nil, []string{"string"})
	view.Beside = []contract.Code{c.update()}
	return view
}

// component says of methods of what draws itself and returns commands, where they
// give back the component or a command, tell something of it, or set something:
// what nobody in sight calls is called by the model that holds it. Other methods
// may be what the rest of the program calls, from wherever it runs.
func (c charm) component(view string) []contract.Runs {
	anything := []string{"…"}
	var rows []contract.Runs
	for _, methods := range []contract.Code{
		contract.Shape("*", anything, []string{"…", contract.Own, "…"}),
		contract.Shape("*", anything, []string{"…", c.cmd(), "…"}),
		contract.Shape("*", anything, []string{contract.Value}),
		contract.Shape("*", []string{"_", "…"}, nil),
	} {
		methods.Beside = []contract.Code{contract.Shape("View", nil, []string{view}), contract.Shape("*", anything, []string{"…", c.cmd()})}
		r := likely(on(methods, "Update and View of the model that holds it call it", "list/list.go:385; v2 list/list.go:380", useCmd))
		r.Otherwise = true
		rows = append(rows, r)
	}
	return rows
}

func (c charm) models() []contract.Runs {
	return append(c.component("string"),
		first(on(contract.Implements(c.tea, "Model", "Init"), "the loop's goroutine calls it before the first message",
			"tea.go:685; v2 tea.go:1150", returnCmd)),
		each(on(contract.Implements(c.tea, "Model", "Update"), "the loop calls it for each message",
			"tea.go:494; v2 tea.go:903", returnCmd)),
		drawn(on(contract.Implements(c.tea, "Model", "View"), "the loop calls it after each Update",
			"tea.go:502; v2 tea.go:919", useCmd)),
		each(on(c.update(), "the Update of the model that holds it calls it",
			"spinner/spinner.go:136; v2 spinner/spinner.go:131", returnCmd)),
		drawn(likely(on(c.view(), "the View of the model that holds it calls it",
			"spinner/spinner.go:165; v2 spinner/spinner.go:160", useCmd))),
		first(likely(on(contract.Shape("Init", nil, []string{c.cmd()}), "the Init or Update of the model that holds it calls it",
			"timer/timer.go:125; v2 timer/timer.go:137", returnCmd))),
		likely(on(contract.Shape("*", []string{c.msg(), "…"}, []string{"…", c.cmd()}),
			"it takes a tea.Msg and returns a tea.Cmd, as a part of Update does", "list/list.go:858; v2 list/list.go:853", returnCmd)),
	)
}

func (c charm) commands() []contract.Runs {
	return []contract.Runs{
		each(on(contract.Param(c.tea, "", "WithFilter", 0), "the loop calls it for each message, before Update",
			"tea.go:394; v2 tea.go:785", "let Update return a tea.Cmd")),
		// go p.Send(fn(err)) sends on a new goroutine, but calls fn on this one. The
		// terminal was away until now, as it is before the first frame.
		first(on(contract.FuncType(c.tea, "ExecCallback"), "the loop calls it to make the message",
			"exec.go:106", "return a message and let Update return a tea.Cmd")),

		off(contract.FuncType(c.tea, "Cmd"), "bubbletea runs each tea.Cmd in a goroutine of its own", "tea.go:364; v2 tea.go:755"),
		off(contract.Param(c.tea, "", "Tick", 1), "runs in the tea.Cmd that Tick returns", "commands.go:162"),
		off(contract.Param(c.tea, "", "Every", 1), "runs in the tea.Cmd that Every returns", "commands.go:112"),
	}
}

func (c charm) components() []contract.Runs {
	list, textarea, textinput := c.bubbles+"/list", c.bubbles+"/textarea", c.bubbles+"/textinput"
	return []contract.Runs{
		drawn(on(contract.Implements(list, "ItemDelegate", "*"), "the list's Update and View call it",
			"list/list.go:911; v2 list/list.go:904", "return a tea.Cmd from its Update instead")),
		drawn(on(contract.Field(list, "DefaultDelegate", "*Func"), "the list's Update and View call it",
			"list/defaultitem.go:136; v2 list/defaultitem.go:140", "return a tea.Cmd from UpdateFunc instead")),
		drawn(on(contract.Implements(list, "DefaultItem", "Title"), "the list's View calls it",
			"list/defaultitem.go:148; v2 list/defaultitem.go:152", useCmd)),
		drawn(on(contract.Implements(list, "DefaultItem", "Description"), "the list's View calls it",
			"list/defaultitem.go:149; v2 list/defaultitem.go:153", useCmd)),
		drawn(on(contract.Field(list, "Model", "Additional*HelpKeys"), "the list's View calls it",
			"list/list.go:1000; v2 list/list.go:991", useCmd)),
		// SetFilterText filters at once, on its caller's goroutine.
		off(contract.FuncType(list, "FilterFunc"), "the list filters in a tea.Cmd", "list/list.go:1274; v2 list/list.go:1265"),
		off(contract.Implements(list, "Item", "FilterValue"), "the list filters in a tea.Cmd", "list/list.go:1270; v2 list/list.go:1261"),
		on(contract.FuncType(textinput, "ValidateFunc"), "Update calls it for each key",
			"textinput/textinput.go:887; v2 textinput/textinput.go:898", useCmd),
		drawn(on(contract.Param(textarea, "Model", "SetPromptFunc", 1), "View calls it for each line",
			"textarea/textarea.go:1216; v2 textarea/textarea.go:1605", useCmd)),
	}
}

func (c charm) forms() []contract.Runs {
	return []contract.Runs{
		on(contract.Param(c.huh, "*", "Validate", 0), "the form's Update calls it when the field is left",
			"field_input.go:352; v2 field_input.go:353", "check it after the form instead"),
		on(contract.Param(c.huh, "Group", "WithHideFunc", 0), "the form's Update calls it for each key",
			"form.go:633; v2 form.go:639", useCmd),
		off(contract.Param(c.huh, "*", "*Func", 0).But(named(c.huh, "Group.WithHideFunc")), "the form runs it in a tea.Cmd",
			"field_select.go:367; v2 field_select.go:369"),
	}
}

// ofV2 are the rows that v1 does not have.
func (c charm) ofV2() []contract.Runs {
	if c.major == 1 {
		return nil
	}
	progress, tree, viewport := c.bubbles+"/progress", c.bubbles+"/tree", c.bubbles+"/viewport"
	return append(c.component(c.tea+".View"),
		drawn(likely(on(contract.Shape("View", nil, []string{c.tea + ".View"}),
			"only the loop draws a tea.View", "tea.go:919", useCmd))),
		// Its tea.Cmd runs on the loop too (go p.Send(cmd())), which no row can say.
		on(contract.Field(c.tea, "View", "OnMouse"), "the loop calls it before Update", "tea.go:833",
			"let Update return a tea.Cmd"),
		drawn(on(contract.Field(viewport, "Model", "*Func"), "View calls it for each line", "viewport/viewport.go:373", useCmd)),
		drawn(on(contract.FuncType(progress, "ColorFunc"), "View calls it for each cell", "progress/progress.go:373", useCmd)),
		on(contract.FuncType(tree, "StyleFunc"), "Update calls it for each node", "tree/node.go:117", useCmd),
		drawn(on(contract.Param(tree, "Model", "SetAdditional*HelpKeys", 0), "View calls it", "tree/tree.go:530", useCmd)),
		drawn(on(contract.FuncType(c.huh+"*", "ThemeFunc"), "View calls it", "form.go:644", useCmd)),
		drawn(on(contract.Param(c.huh+"*", "*", "WithViewHook", 0), "View calls it", "internal/compat/model.go:35", useCmd)),
		off(contract.Param(c.huh+"/spinner", "Spinner", "Action*", 0), "the spinner runs it in a tea.Cmd", "spinner/spinner.go:186"),
	)
}

// waits has no row for Kill: in v2 it waits, but for nothing that the loop does.
func (c charm) waits() []contract.Waits {
	return []contract.Waits{
		waits(contract.Rendezvous, named(c.tea, "Program.Send"), "sends to the loop's unbuffered channel and waits",
			"tea.go:774; v2 tea.go:1215", "return a tea.Cmd that returns the message instead"),
		waits(contract.Rendezvous, named(c.tea, "Program.Quit"), "sends to the loop's unbuffered channel and waits",
			"tea.go:788; v2 tea.go:1229", "return tea.Quit instead"),
		waits(contract.Rendezvous, named(c.tea, "Program.Print*"), "sends to the loop's unbuffered channel and waits, even if the program has ended",
			"tea.go:923; v2 tea.go:1420", "return tea.Println or tea.Printf instead"),
		waits(contract.Call, named(c.tea, "Program.Wait"), "waits for the loop to end",
			"tea.go:800; v2 tea.go:1241", "return tea.Quit and wait outside the loop"),
	}
}

func (c charm) blocks() []contract.Blocks {
	rows := []contract.Blocks{
		{Call: named(c.tea, "Cmd"), OfType: true, Class: contract.Await, Evidence: because(
			"runs the command's IO in place", "tea.go:58; v2 tea.go:405", "return it instead")},
		blocks(named(c.tea, "Program.ReleaseTerminal"), contract.Await, "waits up to 500ms for the input reader, which may be waiting for the loop",
			"tty.go:112; v2 tty.go:101", "return tea.Exec instead"),
		// Another program's Run does end, but this loop stands still until then.
		blocks(named(c.tea, "Program.Run"), contract.Stdin, "runs a whole program before it returns",
			"tea.go:578; v2 tea.go:1022", "start it outside the loop"),
		blocks(named(c.huh, "Run"), contract.Stdin, "runs a whole program until the field is filled in",
			"run.go:4", "make a form part of the model instead"),
		blocks(named(c.huh, "*.Run*"), contract.Stdin, "runs a whole program until the form is filled in",
			"form.go:662; v2 form.go:668", "make the form part of the model instead"),
	}
	if c.major == 1 {
		return append(rows, blocks(named(c.tea, "Program.Start*"), contract.Stdin, "runs a whole program before it returns",
			"tea.go:753", "start it outside the loop"))
	}
	return append(rows, blocks(named(c.huh+"/spinner", "Spinner.Run"), contract.Await, "runs a whole program until its action returns",
		"spinner/spinner.go:226", "return the action as a tea.Cmd instead"))
}

func (c charm) owns() []contract.Owns {
	opens := []contract.Symbol{
		named(c.tea, "Program.Run"),
		named(c.huh, "Run"),
		named(c.huh, "*.Run*"),
	}
	if c.major == 1 {
		opens = append(opens, named(c.tea, "Program.Start*"))
	}
	update, delegate := c.update(), contract.Implements(c.bubbles+"/list", "ItemDelegate", "*")
	return []contract.Owns{
		{
			Shape: &update, Fields: true, Opens: opens,
			Evidence: because("Update and View use the model while commands run",
				"tea.go:494; v2 tea.go:903", "copy what the command needs before the closure"),
		},
		{
			Shape: &delegate, Opens: opens,
			Evidence: because("the list's Update and View use it while commands run",
				"list/list.go:911; v2 list/list.go:904", "return a message, and change it in Update"),
		},
	}
}

func (c charm) duties() []contract.Duty {
	met, batch := []string{"return it", "pass it to tea.Batch"}, named(c.tea, "Batch")
	return []contract.Duty{
		{
			Type:   named(c.tea, "Cmd"),
			Except: slices.Concat(c.nilCmds(), c.blinks(), c.filters(), c.filtered()),
			Met:    met, Join: batch, Attached: true, Lazy: true, Ends: []contract.Symbol{named(c.tea, "Quit")},
			Evidence: because("a tea.Cmd does nothing until the loop gets it", "tea.go:499; v2 tea.go:908", ""),
		},
		{
			Type: named(c.tea, "Cmd"), From: c.filters(), Met: met, Join: batch, Attached: true, Uses: c.filtering(), Likely: true,
			Evidence: because("while a filter is set the list shows no items until it", "list/list.go:391; v2 list/list.go:386", ""),
		},
		{
			Type: named(c.tea, "Cmd"), From: c.filtered(), Met: met, Join: batch, Attached: true, Uses: c.filtering(), Likely: true, Lasts: contract.Short,
			Evidence: because("while a filter is set the list shows the item as it was until it", "list/list.go:415; v2 list/list.go:410", ""),
		},
		{
			Type: named(c.tea, "Cmd"), From: c.blinks(), Met: met, Join: batch, Attached: true, Returnable: true, Likely: true, Lasts: contract.Short,
			Evidence: because("without it the cursor blinks only after the next key", "cursor/cursor.go:194; v2 cursor/cursor.go:214", ""),
		},
	}
}

// nilCmds are the calls whose tea.Cmd is always nil.
func (c charm) nilCmds() []contract.Symbol {
	calls := []contract.Symbol{
		named(c.bubbles+"/help", "Model.Update"),
		named(c.bubbles+"/paginator", "Model.Update"),
		named(c.bubbles+"/table", "Model.Update"),
		named(c.bubbles+"/progress", "Model.Init"),
		named(c.bubbles+"/viewport", "Model.Init"),
		named(c.bubbles+"/viewport", "Model.Update"), // but for v1's deprecated HighPerformanceRendering
		named(c.huh, "*.Blur"),
	}
	if c.major == 1 {
		return calls
	}
	return append(calls, named(c.bubbles+"/tree", "Model.Update"))
}

// blinks are the calls whose tea.Cmd blinks a cursor, which the next key does as
// well. Focus in a constructor and textinput.Blink in Init is the usual way, and
// no finding: nobody can return a command from there, nor from a setter.
func (c charm) blinks() []contract.Symbol {
	calls := []contract.Symbol{
		named(c.bubbles+"/cursor", "Model.Focus"),
		named(c.bubbles+"/cursor", "Model.SetMode"),
		named(c.bubbles+"/textarea", "Model.Focus"),
		named(c.bubbles+"/textinput", "Model.Focus"),
		named(c.huh, "Input.Focus"),
		named(c.huh, "Text.Focus"),
	}
	if c.major == 1 {
		return append(calls, named(c.bubbles+"/textinput", "Model.SetCursorMode"))
	}
	return calls
}

// filters are the calls whose tea.Cmd is nil unless a filter is set. They empty
// what it lets through, and the command fills that again.
func (c charm) filters() []contract.Symbol {
	return []contract.Symbol{named(c.bubbles+"/list", "Model.SetItems")}
}

// filtering is what says whether a list may have a filter: a key in its Update
// sets one.
func (c charm) filtering() []contract.UseOf {
	return []contract.UseOf{
		{Call: named(c.bubbles+"/list", "Model.Update"), Use: contract.Used},
		{Call: named(c.bubbles+"/list", "Model.SetFilterText"), Use: contract.Used},
		{Call: named(c.bubbles+"/list", "Model.SetFilteringEnabled"), Use: contract.SwitchedOff},
		{Call: named(c.bubbles+"/list", "Model.ResetFilter"), Use: contract.Reset},
	}
}

// filtered are those whose tea.Cmd is nil likewise, and that leave what the
// filter lets through as it is.
func (c charm) filtered() []contract.Symbol {
	return []contract.Symbol{
		named(c.bubbles+"/list", "Model.SetItem"),
		named(c.bubbles+"/list", "Model.InsertItem"),
	}
}
