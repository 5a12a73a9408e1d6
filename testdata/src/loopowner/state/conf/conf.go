// Package conf has a message as protocols' compilers write them.
package conf

// A Client is how to set up one.
type Client struct{ ReEvalSec int32 }

// ProtoMessage says that it is a message.
func (*Client) ProtoMessage() {}

// GetReEvalSec gets a field.
func (c *Client) GetReEvalSec() int32 {
	if c == nil {
		return 0
	}
	return c.ReEvalSec
}

// A Conn is no message: its state changes.
type Conn struct{ state int32 }

// GetState gets it.
func (c *Conn) GetState() int32 { return c.state }
