// Command database shows an embedded database behind a loop.
//
// A loop owns a cache of users, so the cache needs no lock. What is not cached
// comes from SQLite through database/sql, which blocks: Blocking makes of the
// query a function that runs on a small pool, while the loop goes on. The loop
// sees every request, so many that ask for one user share one query.
//
// The driver is modernc.org/sqlite: it needs no C compiler, and being a driver
// of database/sql it can be exchanged for any other, which bbolt could not. Its
// first build takes about half a minute.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A users finds users by number. It is owned by a loop.
type users struct {
	query   func(id int) *loop.Future[string]
	known   map[int]*loop.Future[string] // also the ones that are on their way
	queries int
}

func newUsers(l *loop.Loop, pool loop.Executor, db *sql.DB) *users {
	return &users{
		known: make(map[int]*loop.Future[string]),
		query: loop.Blocking(l, pool, func(id int) (name string, err error) {
			err = db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name)
			return name, err
		}),
	}
}

// name returns the user's name. It runs in a coroutine.
func (u *users) name(ctx context.Context, id int) (string, error) {
	name, ok := u.known[id]
	if !ok {
		name = u.query(id)
		u.known[id] = name
		u.queries++
	}
	return name.Await(ctx)
}

func main() {
	dir, err := os.MkdirTemp("", "database")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := tell(os.Stdout, filepath.Join(dir, "users.db")); err != nil {
		log.Print(err)
	}
}

// tell fills the database file and asks for one user from eight goroutines.
func tell(w io.Writer, file string) (err error) {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	pool := loop.NewPool(4)
	defer func() { err = errors.Join(err, pool.Close()) }()
	r := loop.NewRunner(loop.WithName("users"))
	defer func() { err = errors.Join(err, r.Close()) }()

	ctx := context.Background()
	if _, err := db.Exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
		INSERT INTO users VALUES (1, 'ada'), (2, 'bjarne'), (3, 'carol')`); err != nil {
		return err
	}
	u := newUsers(r.Loop(), pool, db)
	names, err := ask(ctx, r, u, 2, 8)
	if err != nil {
		return err
	}
	queries, err := loop.Call(ctx, r.Loop(), func() (int, error) { return u.queries, nil })
	fmt.Fprintln(w, "user 2 is", names)
	fmt.Fprintln(w, "queries:", queries)
	if err != nil {
		return err
	}
	_, err = loop.Run(ctx, r, func(ctx context.Context) (string, error) { return u.name(ctx, 4) })
	fmt.Fprintln(w, "user 4:", err)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// ask asks n times at once for the name of one user, as plain code does.
func ask(ctx context.Context, r *loop.Runner, u *users, id, n int) ([]string, error) {
	names, errs := make([]string, n), make([]error, n)
	var asking sync.WaitGroup
	for i := range n {
		asking.Go(func() {
			names[i], errs[i] = loop.Run(ctx, r, func(ctx context.Context) (string, error) { return u.name(ctx, id) })
		})
	}
	asking.Wait()
	return names, errors.Join(errs...)
}
