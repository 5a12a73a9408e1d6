package claims

import (
	"go/ast"
	"go/token"
	"slices"
	"sort"

	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// itemsOf adds the comments that stand for themselves between two brackets.
func (b *binder) itemsOf(file *ast.File, from, to token.Pos, items []item) []item {
	taken := make(map[*ast.CommentGroup]bool)
	for _, it := range items {
		taken[it.doc], taken[it.trailing] = true, true
	}
	inside := func(pos token.Pos) bool { // an anonymous struct's
		return slices.ContainsFunc(items, func(it item) bool { return it.pos <= pos && pos < it.end })
	}
	first := sort.Search(len(file.Comments), func(i int) bool { return file.Comments[i].Pos() > from })
	for _, group := range file.Comments[first:] {
		if group.Pos() >= to {
			break
		}
		if !taken[group] && !inside(group.Pos()) {
			items = append(items, item{doc: group, pos: group.Pos(), end: group.End()})
		}
	}
	slices.SortStableFunc(items, func(x, y item) int { return int(x.pos - y.pos) })
	return items
}

// A header is a claim that speaks of several items.
type header struct {
	claim prose.Claim
	group *ast.CommentGroup
	rest  bool // up to the end, whatever empty lines there are
	loose bool // nothing but the layout says so: it ends where another comment begins
}

// readItems reads what comments say of fields or variables, in their order.
func (b *binder) readItems(items []item) {
	var h *header
	end := 0 // the line on which the last item ends
	for i, it := range items {
		newPart := i == 0 || b.line(it.start()) > end+1
		end = b.line(it.last())
		if h != nil && (newPart && !h.rest || it.locks) {
			h = nil
		}
		claims := b.claimsOf(prose.State, it.names, it.doc)
		if it.vars == nil {
			if len(claims) == 0 {
				continue
			}
			h = &header{claim: claims[0], group: it.doc, rest: claims[0].Rest}
			end = b.line(b.next(items, i)) - 1 // what follows it is its part
			continue
		}
		if len(claims) > 0 {
			h = b.headerOf(items, i, newPart, claims[0])
		} else if it.doc != nil && h != nil && h.loose {
			h = nil
		}
		b.readItem(it, claims, h)
	}
}

// readItem adds the claims of one field: its own, or those of the header above it.
func (b *binder) readItem(it item, claims []prose.Claim, h *header) {
	trailing := b.claimsOf(prose.State, it.names, it.trailing)
	for _, v := range it.vars {
		switch {
		case len(trailing) > 0:
			b.add(trailing[0], v, it.trailing)
		case len(claims) > 0:
			b.add(claims[0], v, it.doc)
		case h != nil && !(len(claims) == 0 && saysShared(it.doc)) && !(len(trailing) == 0 && saysShared(it.trailing)):
			b.add(h.claim, v, h.group)
		}
	}
}

// saysShared reports whether a comment says that fields have another guard.
func saysShared(group *ast.CommentGroup) bool {
	return group != nil && shared.MatchString(textOf(group))
}

// headerOf is the header that a field's comment is, or nil.
func (b *binder) headerOf(items []item, i int, newPart bool, c prose.Claim) *header {
	if len(directed(items[i].doc)) > 0 {
		return nil // a directive speaks of what it stands at
	}
	if c.Below {
		return &header{claim: c, group: items[i].doc, rest: c.Rest}
	}
	if c.Subject == "" && newPart && len(c.Quote) > 0 && i+1 < len(items) && items[i+1].doc == nil && !startsWith(c.Quote, items[i].names) {
		return &header{claim: c, group: items[i].doc, loose: true}
	}
	return nil
}

func startsWith(quote string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return len(quote) >= len(n) && quote[:len(n)] == n })
}

func (b *binder) line(pos token.Pos) int { return b.pass.Fset.PositionFor(pos, false).Line }

// next is where the item after another one starts.
func (b *binder) next(items []item, i int) token.Pos {
	if i+1 < len(items) {
		return items[i+1].start()
	}
	return items[i].end
}

func (it item) start() token.Pos {
	if it.doc != nil {
		return min(it.doc.Pos(), it.pos)
	}
	return it.pos
}

func (it item) last() token.Pos {
	if it.trailing != nil {
		return max(it.trailing.End(), it.end) - 1
	}
	return it.end - 1
}
