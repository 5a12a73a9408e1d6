package testvariant

import tea "charm.land/bubbletea/v2"

// Tell is there for the tests only.
func Tell(p *tea.Program) { p.Send("told") }
