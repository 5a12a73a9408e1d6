package contract

import (
	"slices"
	"time"
)

// bubbletea is one contract for each major version: the types of the two do not mix.
func bubbletea() []Framework {
	return []Framework{
		bubbleteaMajor(1,
			Module{"github.com/charmbracelet/bubbletea", "v1.3.10"},
			Module{"github.com/charmbracelet/bubbles", "v1.0.0"},
			Module{"github.com/charmbracelet/huh", "v1.0.0"}),
		bubbleteaMajor(2,
			Module{"charm.land/bubbletea/v2", "v2.1.1"},
			Module{"charm.land/bubbles/v2", "v2.2.1"},
			Module{"charm.land/huh/v2", "v2.0.3"}),
	}
}

func bubbleteaMajor(major int, teaModule, bubblesModule, huhModule Module) Framework {
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
	on := func(code Code, why, source, fix string) Runs {
		return Runs{Code: code, Mode: Callback, Evidence: Evidence{why, source, fix}}
	}
	off := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Spawn, Evidence: Evidence{Why: why, Source: source}}
	}
	likely := func(r Runs) Runs { r.Likely = true; return r }
	const (
		returnCmd = "return a tea.Cmd instead"
		useCmd    = "do it in a tea.Cmd instead"
	)

	// What the two versions do not share.
	msg, cmd := tea+".Msg", tea+".Cmd"
	// What nobody in sight calls of a component is called by the model that holds it.
	component := func(view string) Runs {
		r := likely(on(componentMethods(view, cmd), "Update and View of the model that holds it call it", "list/list.go:385; v2 list/list.go:380", useCmd))
		r.Otherwise = true
		return r
	}
	var only struct {
		runs                   []Runs
		blocks                 []Blocks
		opens, nilCmds, blinks []Symbol
	}
	switch major {
	case 1:
		only.blocks = []Blocks{
			{Call: Symbol{tea, "Program", "Start*"}, Class: Stdin, Evidence: Evidence{
				"runs a whole program before it returns", "tea.go:753", "start it outside the loop"}},
		}
		only.opens = []Symbol{{tea, "Program", "Start*"}}
		only.blinks = []Symbol{{textinput, "Model", "SetCursorMode"}}
	case 2:
		only.runs = []Runs{
			component(tea + ".View"),
			likely(on(Shape("View", nil, []string{tea + ".View"}),
				"only the loop draws a tea.View", "tea.go:919", useCmd)),
			// Its tea.Cmd runs on the loop too (go p.Send(cmd())), which no row can say.
			on(Field(tea, "View", "OnMouse"), "the loop calls it before Update", "tea.go:833",
				"let Update return a tea.Cmd"),
			on(Field(viewport, "Model", "*Func"), "View calls it for each line", "viewport/viewport.go:373", useCmd),
			on(FuncType(progress, "ColorFunc"), "View calls it for each cell", "progress/progress.go:373", useCmd),
			on(FuncType(tree, "StyleFunc"), "Update calls it for each node", "tree/node.go:117", useCmd),
			on(Param(tree, "Model", "SetAdditional*HelpKeys", 0), "View calls it", "tree/tree.go:530", useCmd),
			on(FuncType(huh+"*", "ThemeFunc"), "View calls it", "form.go:644", useCmd),
			on(Param(huh+"*", "*", "WithViewHook", 0), "View calls it", "internal/compat/model.go:35", useCmd),
			off(Param(huh+"/spinner", "Spinner", "Action*", 0), "the spinner runs it in a tea.Cmd", "spinner/spinner.go:186"),
		}
		only.blocks = []Blocks{
			{Call: Symbol{huh + "/spinner", "Spinner", "Run"}, Class: Await, Evidence: Evidence{
				"runs a whole program until its action returns", "spinner/spinner.go:226",
				"return the action as a tea.Cmd instead"}},
		}
		only.nilCmds = []Symbol{{tree, "Model", "Update"}}
	}

	// bubbles' components return their own type, so none of them is a tea.Model.
	update := Shape("Update", []string{msg}, []string{"_", cmd})

	// Calls whose tea.Cmd is always nil.
	nilCmds := append([]Symbol{
		{bubbles + "/help", "Model", "Update"},
		{bubbles + "/paginator", "Model", "Update"},
		{bubbles + "/table", "Model", "Update"},
		{progress, "Model", "Init"},
		{viewport, "Model", "Init"},
		{viewport, "Model", "Update"}, // but for v1's deprecated HighPerformanceRendering
		{huh, "*", "Blur"},
	}, only.nilCmds...)

	// Calls whose tea.Cmd blinks a cursor, which the next key does as well.
	// Focus in a constructor and textinput.Blink in Init is the usual way, and
	// no finding: nobody can return a command from there, nor from a setter.
	blinks := append([]Symbol{
		{cursor, "Model", "Focus"},
		{cursor, "Model", "SetMode"},
		{textarea, "Model", "Focus"},
		{textinput, "Model", "Focus"},
		{huh, "Input", "Focus"},
		{huh, "Text", "Focus"},
	}, only.blinks...)

	// Calls whose tea.Cmd is nil unless a filter is set.
	filters := []Symbol{
		{list, "Model", "SetItem*"},
		{list, "Model", "InsertItem"},
	}

	met := []string{"return it", "pass it to tea.Batch"}

	return Framework{
		Name:    "bubbletea",
		Modules: []Module{teaModule, bubblesModule, huhModule},
		Loops:   []Loop{{Budget: 16 * time.Millisecond, Fix: useCmd}}, // a frame

		Runs: append([]Runs{
			on(Implements(tea, "Model", "Init"), "the loop's goroutine calls it before the first message",
				"tea.go:685; v2 tea.go:1150", returnCmd),
			on(Implements(tea, "Model", "Update"), "the loop calls it for each message",
				"tea.go:494; v2 tea.go:903", returnCmd),
			on(Implements(tea, "Model", "View"), "the loop calls it after each Update",
				"tea.go:502; v2 tea.go:919", useCmd),
			on(update, "the Update of the model that holds it calls it",
				"spinner/spinner.go:136; v2 spinner/spinner.go:131", returnCmd),
			likely(on(viewOf(update), "the View of the model that holds it calls it",
				"spinner/spinner.go:165; v2 spinner/spinner.go:160", useCmd)),
			likely(on(Shape("Init", nil, []string{cmd}), "the Init or Update of the model that holds it calls it",
				"timer/timer.go:125; v2 timer/timer.go:137", returnCmd)),
			likely(on(Shape("*", []string{msg, "…"}, []string{"…", cmd}),
				"it takes a tea.Msg and returns a tea.Cmd, as a part of Update does", "list/list.go:858; v2 list/list.go:853", returnCmd)),
			component("string"),
			on(Param(tea, "", "WithFilter", 0), "the loop calls it for each message, before Update",
				"tea.go:394; v2 tea.go:785", "let Update return a tea.Cmd"),
			// go p.Send(fn(err)) sends on a new goroutine, but calls fn on this one.
			on(FuncType(tea, "ExecCallback"), "the loop calls it to make the message",
				"exec.go:106", "return a message and let Update return a tea.Cmd"),

			off(FuncType(tea, "Cmd"), "bubbletea runs each tea.Cmd in a goroutine of its own", "tea.go:364; v2 tea.go:755"),
			off(Param(tea, "", "Tick", 1), "runs in the tea.Cmd that Tick returns", "commands.go:162"),
			off(Param(tea, "", "Every", 1), "runs in the tea.Cmd that Every returns", "commands.go:112"),

			on(Implements(list, "ItemDelegate", "*"), "the list's Update and View call it",
				"list/list.go:911; v2 list/list.go:904", "return a tea.Cmd from its Update instead"),
			on(Field(list, "DefaultDelegate", "*Func"), "the list's Update and View call it",
				"list/defaultitem.go:136; v2 list/defaultitem.go:140", "return a tea.Cmd from UpdateFunc instead"),
			on(Implements(list, "DefaultItem", "Title"), "the list's View calls it",
				"list/defaultitem.go:148; v2 list/defaultitem.go:152", useCmd),
			on(Implements(list, "DefaultItem", "Description"), "the list's View calls it",
				"list/defaultitem.go:149; v2 list/defaultitem.go:153", useCmd),
			on(Field(list, "Model", "Additional*HelpKeys"), "the list's View calls it",
				"list/list.go:1000; v2 list/list.go:991", useCmd),
			// SetFilterText filters at once, on its caller's goroutine.
			off(FuncType(list, "FilterFunc"), "the list filters in a tea.Cmd", "list/list.go:1274; v2 list/list.go:1265"),
			off(Implements(list, "Item", "FilterValue"), "the list filters in a tea.Cmd", "list/list.go:1270; v2 list/list.go:1261"),
			on(FuncType(textinput, "ValidateFunc"), "Update calls it for each key",
				"textinput/textinput.go:887; v2 textinput/textinput.go:898", useCmd),
			on(Param(textarea, "Model", "SetPromptFunc", 1), "View calls it for each line",
				"textarea/textarea.go:1216; v2 textarea/textarea.go:1605", useCmd),

			on(Param(huh, "*", "Validate", 0), "the form's Update calls it when the field is left",
				"field_input.go:352; v2 field_input.go:353", "check it after the form instead"),
			on(Param(huh, "Group", "WithHideFunc", 0), "the form's Update calls it for each key",
				"form.go:633; v2 form.go:639", useCmd),
			off(Param(huh, "*", "*Func", 0).But(Symbol{huh, "Group", "WithHideFunc"}), "the form runs it in a tea.Cmd",
				"field_select.go:367; v2 field_select.go:369"),
		}, only.runs...),

		// Kill is no row: in v2 it waits, but for nothing that the loop does.
		Waits: []Waits{
			{Call: Symbol{tea, "Program", "Send"}, Mode: Rendezvous, Evidence: Evidence{
				"sends to the loop's unbuffered channel and waits", "tea.go:774; v2 tea.go:1215",
				"return a tea.Cmd that returns the message instead"}},
			{Call: Symbol{tea, "Program", "Quit"}, Mode: Rendezvous, Evidence: Evidence{
				"sends to the loop's unbuffered channel and waits", "tea.go:788; v2 tea.go:1229", "return tea.Quit instead"}},
			{Call: Symbol{tea, "Program", "Print*"}, Mode: Rendezvous, Evidence: Evidence{
				"sends to the loop's unbuffered channel and waits, even if the program has ended", "tea.go:923; v2 tea.go:1420",
				"return tea.Println or tea.Printf instead"}},
			{Call: Symbol{tea, "Program", "Wait"}, Mode: Call, Evidence: Evidence{
				"waits for the loop to end", "tea.go:800; v2 tea.go:1241", "return tea.Quit and wait outside the loop"}},
		},

		Blocks: append([]Blocks{
			{Call: Symbol{tea, "", "Cmd"}, OfType: true, Class: Await, Evidence: Evidence{
				"runs the command's IO in place", "tea.go:58; v2 tea.go:405", "return it instead"}},
			{Call: Symbol{tea, "Program", "ReleaseTerminal"}, Class: Await, Evidence: Evidence{
				"waits up to 500ms for the input reader, which may be waiting for the loop", "tty.go:112; v2 tty.go:101",
				"return tea.Exec instead"}},
			// Another program's Run does end, but this loop stands still until then.
			{Call: Symbol{tea, "Program", "Run"}, Class: Stdin, Evidence: Evidence{
				"runs a whole program before it returns", "tea.go:578; v2 tea.go:1022", "start it outside the loop"}},
			{Call: Symbol{huh, "", "Run"}, Class: Stdin, Evidence: Evidence{
				"runs a whole program until the field is filled in", "run.go:4", "make a form part of the model instead"}},
			{Call: Symbol{huh, "*", "Run*"}, Class: Stdin, Evidence: Evidence{
				"runs a whole program until the form is filled in", "form.go:662; v2 form.go:668",
				"make the form part of the model instead"}},
		}, only.blocks...),

		Owns: []Owns{{
			Shape:  &update,
			Fields: true,
			Opens: append([]Symbol{
				{tea, "Program", "Run"},
				{huh, "", "Run"},
				{huh, "*", "Run*"},
			}, only.opens...),
			Evidence: Evidence{
				"Update and View use the model while commands run", "tea.go:494; v2 tea.go:903",
				"copy what the command needs before the closure"},
		}},

		Duties: []Duty{
			{
				Type:   Symbol{tea, "", "Cmd"},
				Except: slices.Concat(nilCmds, blinks, filters),
				Met:    met, Attached: true,
				Evidence: Evidence{
					Why: "a tea.Cmd does nothing until the loop gets it", Source: "tea.go:499; v2 tea.go:908"},
			},
			{
				Type: Symbol{tea, "", "Cmd"}, From: filters, Met: met, Attached: true, Likely: true,
				Evidence: Evidence{
					Why: "while a filter is set the list shows the new items only after it", Source: "list/list.go:391; v2 list/list.go:386"},
			},
			{
				Type: Symbol{tea, "", "Cmd"}, From: blinks, Met: met, Attached: true, Returnable: true, Likely: true,
				Evidence: Evidence{
					Why: "without it the cursor blinks only after the next key", Source: "cursor/cursor.go:194; v2 cursor/cursor.go:214"},
			},
		},
	}
}

// viewOf is the View of a component, which only its Update tells from any other method.
func viewOf(update Code) Code {
	view := Shape("View", nil, []string{"string"})
	view.Beside = []Code{update}
	return view
}

// componentMethods selects all methods of what draws itself and returns commands.
func componentMethods(view, cmd string) Code {
	methods := Shape("*", []string{"…"}, []string{"…"})
	methods.Beside = []Code{Shape("View", nil, []string{view}), Shape("*", []string{"…"}, []string{"…", cmd})}
	return methods
}
