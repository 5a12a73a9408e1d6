package cli

import (
	"github.com/loopcheck/loopcheck/cmd/loopcheck/settings"
)

// off is what -config takes for a run without settings.
const off = "off"

// configure puts the project's settings in force. What the command line says comes
// before them.
func (c *command) configure(dir string) error {
	project, err := c.readSettings(dir)
	if err != nil {
		return err
	}
	if c.baseline == "" && c.newFrom == "" && !c.fix {
		c.baseline = project.Baseline
	}
	if err := c.checkKnown(); err != nil {
		return err
	}
	if c.baseline != "" && !c.writeBaseline {
		if err := project.LeaveOut(c.baseline); err != nil {
			return err
		}
	}
	project.Apply()
	c.project = project
	return nil
}

// readSettings reads the file of -config, or the one that is found.
func (c *command) readSettings(dir string) (*settings.Settings, error) {
	path := c.config
	if path == off {
		return new(settings.Settings), nil
	}
	if path == "" {
		found, err := settings.Find(dir)
		if found == "" || err != nil {
			return new(settings.Settings), err
		}
		path = shortPath(dir, found)
	}
	return settings.Read(path)
}
