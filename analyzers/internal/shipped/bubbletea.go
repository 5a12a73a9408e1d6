package shipped

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// bubbletea is one contract for each major version: the types of the two do not mix.
func bubbletea() []contract.Framework {
	return []contract.Framework{
		bubbleteaMajor(1,
			contract.Module{Path: "github.com/charmbracelet/bubbletea", Version: "v1.3.10"},
			contract.Module{Path: "github.com/charmbracelet/bubbles", Version: "v1.0.0"},
			contract.Module{Path: "github.com/charmbracelet/huh", Version: "v1.0.0"}),
		bubbleteaMajor(2,
			contract.Module{Path: "charm.land/bubbletea/v2", Version: "v2.1.1"},
			contract.Module{Path: "charm.land/bubbles/v2", Version: "v2.2.1"},
			contract.Module{Path: "charm.land/huh/v2", Version: "v2.0.3"}),
	}
}

func bubbleteaMajor(major int, teaModule, bubblesModule, huhModule contract.Module) contract.Framework {
	tea, bubbles, huh := teaModule.Path, bubblesModule.Path, huhModule.Path
	var (
		cursor    = bubbles + "/cursor"
		list      = bubbles + "/list"
		progress  = bubbles + "/progress"
		textarea  = bubbles + "/textarea"
		textinput = bubbles + "/textinput"
		tree      = bubbles + "/tree"
		viewport  = bubbles + "/viewport"
	)
	on := func(code contract.Code, why, source, fix string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Callback, Evidence: contract.Evidence{Why: why, Source: source, Fix: fix}}
	}
	off := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Spawn, Evidence: contract.Evidence{Why: why, Source: source}}
	}
	likely := func(r contract.Runs) contract.Runs { r.Likely = true; return r }
	const (
		returnCmd = "return a tea.Cmd instead"
		useCmd    = "do it in a tea.Cmd instead"
	)

	// What the two versions do not share.
	msg, cmd := tea+".Msg", tea+".Cmd"
	// What nobody in sight calls of a component is called by the model that holds it.
	component := func(view string) contract.Runs {
		r := likely(on(componentMethods(view, cmd), "Update and View of the model that holds it call it", "list/list.go:385; v2 list/list.go:380", useCmd))
		r.Otherwise = true
		return r
	}
	var only struct {
		runs                   []contract.Runs
		blocks                 []contract.Blocks
		opens, nilCmds, blinks []contract.Symbol
	}
	switch major {
	case 1:
		only.blocks = []contract.Blocks{
			{Call: named(tea, "Program.Start*"), Class: contract.Stdin, Evidence: contract.Evidence{
				Why: "runs a whole program before it returns", Source: "tea.go:753", Fix: "start it outside the loop"}},
		}
		only.opens = []contract.Symbol{named(tea, "Program.Start*")}
		only.blinks = []contract.Symbol{named(textinput, "Model.SetCursorMode")}
	case 2:
		only.runs = []contract.Runs{
			component(tea + ".View"),
			likely(on(contract.Shape("View", nil, []string{tea + ".View"}),
				"only the loop draws a tea.View", "tea.go:919", useCmd)),
			// Its tea.Cmd runs on the loop too (go p.Send(cmd())), which no row can say.
			on(contract.Field(tea, "View", "OnMouse"), "the loop calls it before Update", "tea.go:833",
				"let Update return a tea.Cmd"),
			on(contract.Field(viewport, "Model", "*Func"), "View calls it for each line", "viewport/viewport.go:373", useCmd),
			on(contract.FuncType(progress, "ColorFunc"), "View calls it for each cell", "progress/progress.go:373", useCmd),
			on(contract.FuncType(tree, "StyleFunc"), "Update calls it for each node", "tree/node.go:117", useCmd),
			on(contract.Param(tree, "Model", "SetAdditional*HelpKeys", 0), "View calls it", "tree/tree.go:530", useCmd),
			on(contract.FuncType(huh+"*", "ThemeFunc"), "View calls it", "form.go:644", useCmd),
			on(contract.Param(huh+"*", "*", "WithViewHook", 0), "View calls it", "internal/compat/model.go:35", useCmd),
			off(contract.Param(huh+"/spinner", "Spinner", "Action*", 0), "the spinner runs it in a tea.Cmd", "spinner/spinner.go:186"),
		}
		only.blocks = []contract.Blocks{
			{Call: named(huh+"/spinner", "Spinner.Run"), Class: contract.Await, Evidence: contract.Evidence{
				Why: "runs a whole program until its action returns", Source: "spinner/spinner.go:226",
				Fix: "return the action as a tea.Cmd instead"}},
		}
		only.nilCmds = []contract.Symbol{named(tree, "Model.Update")}
	}

	// bubbles' components return their own type, so none of them is a tea.Model.
	update := contract.Shape("Update", []string{msg}, []string{"_", cmd})

	// Calls whose tea.Cmd is always nil.
	nilCmds := append([]contract.Symbol{
		named(bubbles+"/help", "Model.Update"),
		named(bubbles+"/paginator", "Model.Update"),
		named(bubbles+"/table", "Model.Update"),
		named(progress, "Model.Init"),
		named(viewport, "Model.Init"),
		named(viewport, "Model.Update"), // but for v1's deprecated HighPerformanceRendering
		named(huh, "*.Blur"),
	}, only.nilCmds...)

	// Calls whose tea.Cmd blinks a cursor, which the next key does as well.
	// Focus in a constructor and textinput.Blink in Init is the usual way, and
	// no finding: nobody can return a command from there, nor from a setter.
	blinks := append([]contract.Symbol{
		named(cursor, "Model.Focus"),
		named(cursor, "Model.SetMode"),
		named(textarea, "Model.Focus"),
		named(textinput, "Model.Focus"),
		named(huh, "Input.Focus"),
		named(huh, "Text.Focus"),
	}, only.blinks...)

	// Calls whose tea.Cmd is nil unless a filter is set.
	filters := []contract.Symbol{
		named(list, "Model.SetItem*"),
		named(list, "Model.InsertItem"),
	}

	met := []string{"return it", "pass it to tea.Batch"}

	return contract.Framework{
		Name:    "bubbletea",
		Modules: []contract.Module{teaModule, bubblesModule, huhModule},
		Loops:   []contract.Loop{{Budget: 16 * time.Millisecond, Fix: useCmd}}, // a frame

		Runs: append([]contract.Runs{
			on(contract.Implements(tea, "Model", "Init"), "the loop's goroutine calls it before the first message",
				"tea.go:685; v2 tea.go:1150", returnCmd),
			on(contract.Implements(tea, "Model", "Update"), "the loop calls it for each message",
				"tea.go:494; v2 tea.go:903", returnCmd),
			on(contract.Implements(tea, "Model", "View"), "the loop calls it after each Update",
				"tea.go:502; v2 tea.go:919", useCmd),
			on(update, "the Update of the model that holds it calls it",
				"spinner/spinner.go:136; v2 spinner/spinner.go:131", returnCmd),
			likely(on(viewOf(update), "the View of the model that holds it calls it",
				"spinner/spinner.go:165; v2 spinner/spinner.go:160", useCmd)),
			likely(on(contract.Shape("Init", nil, []string{cmd}), "the Init or Update of the model that holds it calls it",
				"timer/timer.go:125; v2 timer/timer.go:137", returnCmd)),
			likely(on(contract.Shape("*", []string{msg, "…"}, []string{"…", cmd}),
				"it takes a tea.Msg and returns a tea.Cmd, as a part of Update does", "list/list.go:858; v2 list/list.go:853", returnCmd)),
			component("string"),
			on(contract.Param(tea, "", "WithFilter", 0), "the loop calls it for each message, before Update",
				"tea.go:394; v2 tea.go:785", "let Update return a tea.Cmd"),
			// go p.Send(fn(err)) sends on a new goroutine, but calls fn on this one.
			on(contract.FuncType(tea, "ExecCallback"), "the loop calls it to make the message",
				"exec.go:106", "return a message and let Update return a tea.Cmd"),

			off(contract.FuncType(tea, "Cmd"), "bubbletea runs each tea.Cmd in a goroutine of its own", "tea.go:364; v2 tea.go:755"),
			off(contract.Param(tea, "", "Tick", 1), "runs in the tea.Cmd that Tick returns", "commands.go:162"),
			off(contract.Param(tea, "", "Every", 1), "runs in the tea.Cmd that Every returns", "commands.go:112"),

			on(contract.Implements(list, "ItemDelegate", "*"), "the list's Update and View call it",
				"list/list.go:911; v2 list/list.go:904", "return a tea.Cmd from its Update instead"),
			on(contract.Field(list, "DefaultDelegate", "*Func"), "the list's Update and View call it",
				"list/defaultitem.go:136; v2 list/defaultitem.go:140", "return a tea.Cmd from UpdateFunc instead"),
			on(contract.Implements(list, "DefaultItem", "Title"), "the list's View calls it",
				"list/defaultitem.go:148; v2 list/defaultitem.go:152", useCmd),
			on(contract.Implements(list, "DefaultItem", "Description"), "the list's View calls it",
				"list/defaultitem.go:149; v2 list/defaultitem.go:153", useCmd),
			on(contract.Field(list, "Model", "Additional*HelpKeys"), "the list's View calls it",
				"list/list.go:1000; v2 list/list.go:991", useCmd),
			// SetFilterText filters at once, on its caller's goroutine.
			off(contract.FuncType(list, "FilterFunc"), "the list filters in a tea.Cmd", "list/list.go:1274; v2 list/list.go:1265"),
			off(contract.Implements(list, "Item", "FilterValue"), "the list filters in a tea.Cmd", "list/list.go:1270; v2 list/list.go:1261"),
			on(contract.FuncType(textinput, "ValidateFunc"), "Update calls it for each key",
				"textinput/textinput.go:887; v2 textinput/textinput.go:898", useCmd),
			on(contract.Param(textarea, "Model", "SetPromptFunc", 1), "View calls it for each line",
				"textarea/textarea.go:1216; v2 textarea/textarea.go:1605", useCmd),

			on(contract.Param(huh, "*", "Validate", 0), "the form's Update calls it when the field is left",
				"field_input.go:352; v2 field_input.go:353", "check it after the form instead"),
			on(contract.Param(huh, "Group", "WithHideFunc", 0), "the form's Update calls it for each key",
				"form.go:633; v2 form.go:639", useCmd),
			off(contract.Param(huh, "*", "*Func", 0).But(named(huh, "Group.WithHideFunc")), "the form runs it in a tea.Cmd",
				"field_select.go:367; v2 field_select.go:369"),
		}, only.runs...),

		// Kill is no row: in v2 it waits, but for nothing that the loop does.
		Waits: []contract.Waits{
			{Call: named(tea, "Program.Send"), Mode: contract.Rendezvous, Evidence: contract.Evidence{
				Why: "sends to the loop's unbuffered channel and waits", Source: "tea.go:774; v2 tea.go:1215",
				Fix: "return a tea.Cmd that returns the message instead"}},
			{Call: named(tea, "Program.Quit"), Mode: contract.Rendezvous, Evidence: contract.Evidence{
				Why: "sends to the loop's unbuffered channel and waits", Source: "tea.go:788; v2 tea.go:1229", Fix: "return tea.Quit instead"}},
			{Call: named(tea, "Program.Print*"), Mode: contract.Rendezvous, Evidence: contract.Evidence{
				Why: "sends to the loop's unbuffered channel and waits, even if the program has ended", Source: "tea.go:923; v2 tea.go:1420",
				Fix: "return tea.Println or tea.Printf instead"}},
			{Call: named(tea, "Program.Wait"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for the loop to end", Source: "tea.go:800; v2 tea.go:1241", Fix: "return tea.Quit and wait outside the loop"}},
		},

		Blocks: append([]contract.Blocks{
			{Call: named(tea, "Cmd"), OfType: true, Class: contract.Await, Evidence: contract.Evidence{
				Why: "runs the command's IO in place", Source: "tea.go:58; v2 tea.go:405", Fix: "return it instead"}},
			{Call: named(tea, "Program.ReleaseTerminal"), Class: contract.Await, Evidence: contract.Evidence{
				Why: "waits up to 500ms for the input reader, which may be waiting for the loop", Source: "tty.go:112; v2 tty.go:101",
				Fix: "return tea.Exec instead"}},
			// Another program's Run does end, but this loop stands still until then.
			{Call: named(tea, "Program.Run"), Class: contract.Stdin, Evidence: contract.Evidence{
				Why: "runs a whole program before it returns", Source: "tea.go:578; v2 tea.go:1022", Fix: "start it outside the loop"}},
			{Call: named(huh, "Run"), Class: contract.Stdin, Evidence: contract.Evidence{
				Why: "runs a whole program until the field is filled in", Source: "run.go:4", Fix: "make a form part of the model instead"}},
			{Call: named(huh, "*.Run*"), Class: contract.Stdin, Evidence: contract.Evidence{
				Why: "runs a whole program until the form is filled in", Source: "form.go:662; v2 form.go:668",
				Fix: "make the form part of the model instead"}},
		}, only.blocks...),

		Owns: []contract.Owns{{
			Shape:  &update,
			Fields: true,
			Opens: append([]contract.Symbol{
				named(tea, "Program.Run"),
				named(huh, "Run"),
				named(huh, "*.Run*"),
			}, only.opens...),
			Evidence: contract.Evidence{
				Why: "Update and View use the model while commands run", Source: "tea.go:494; v2 tea.go:903",
				Fix: "copy what the command needs before the closure"},
		}},

		Duties: []contract.Duty{
			{
				Type:   named(tea, "Cmd"),
				Except: slices.Concat(nilCmds, blinks, filters),
				Met:    met, Attached: true,
				Evidence: contract.Evidence{
					Why: "a tea.Cmd does nothing until the loop gets it", Source: "tea.go:499; v2 tea.go:908"},
			},
			{
				Type: named(tea, "Cmd"), From: filters, Met: met, Attached: true, Likely: true,
				Evidence: contract.Evidence{
					Why: "while a filter is set the list shows the new items only after it", Source: "list/list.go:391; v2 list/list.go:386"},
			},
			{
				Type: named(tea, "Cmd"), From: blinks, Met: met, Attached: true, Returnable: true, Likely: true,
				Evidence: contract.Evidence{
					Why: "without it the cursor blinks only after the next key", Source: "cursor/cursor.go:194; v2 cursor/cursor.go:214"},
			},
		},
	}
}

// viewOf is the View of a component, which only its Update tells from any other method.
func viewOf(update contract.Code) contract.Code {
	view := contract.Shape("View", nil, []string{"string"})
	view.Beside = []contract.Code{update}
	return view
}

// componentMethods selects all methods of what draws itself and returns commands.
func componentMethods(view, cmd string) contract.Code {
	methods := contract.Shape("*", []string{"…"}, []string{"…"})
	methods.Beside = []contract.Code{contract.Shape("View", nil, []string{view}), contract.Shape("*", []string{"…"}, []string{"…", cmd})}
	return methods
}
