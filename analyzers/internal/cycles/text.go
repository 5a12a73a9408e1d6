package cycles

import "fmt"

// Text is the message about a circle through locks, or of two processes.
func (c Circle) Text() string {
	k := c.Knot
	lock := LockName(k.Held.Lock)
	switch c.Kind {
	case Relock:
		return fmt.Sprintf("%s waits for %s, and %s holds it%s: deadlock%s", k.Taker(), lock, k.By.Name(), k.Same(), k.Fix())
	case ReadAgain:
		return fmt.Sprintf("%s reads under %[2]s again, and %s holds it%s: whoever waits to lock %[2]s between them waits for both: deadlock%[5]s", k.Taker(), lock, k.By.Name(), k.Same(), k.Fix())
	case Callback:
		return k.callback(lock)
	case Locked:
		if k.Ender.Behind != nil {
			return fmt.Sprintf("%s holds %s while it %s, and %s, %s, %s first, which %s takes, who needs %s for that%s: deadlock; unlock before that",
				k.By.Name(), lock, k.Wait.Verb(), k.Ender.In.Name(), k.Ender.Role(), k.Ender.Behind.Verb(), k.Ender.To.In.Name(), LockName(k.Take.Lock), k.Until())
		}
		first := " first"
		if k.Ender.Leaving {
			first = " on its way out"
		}
		return fmt.Sprintf("%s holds %s while it %s, and %s, %s, takes %s%s%s%s: deadlock%s; unlock before that",
			k.By.Name(), lock, k.Wait.Verb(), k.Ender.In.Name(), k.Ender.Role(), LockName(k.Take.Lock), first, k.Where(), k.If(), k.Until())
	case Both:
		if k.Third != nil {
			return fmt.Sprintf("%s %s, which only %s ends, and that %s, which only %s ends, and that %s, which only %[1]s ends later: deadlock%[7]s; let one of them go on without the other two",
				k.By.Name(), k.Wait.Verb(), k.Other.Name(), k.OtherWait.Verb(), k.Third.Name(), k.ThirdWait.Verb(), k.Until())
		}
		return fmt.Sprintf("%s %s, which only %s ends, and that %s, which only %[1]s ends later: deadlock%[5]s; let one of them go on without the other",
			k.By.Name(), k.Wait.Verb(), k.Other.Name(), k.OtherWait.Verb(), k.Until())
	case Order:
		if k.Third != nil {
			return fmt.Sprintf("%s waits for %s, and %s holds %s; %s waits for %s under the first of them, and %s for %[4]s under that: deadlock; lock them in one order",
				k.Taker(), LockName(k.Take.Lock), k.By.Name(), lock, k.Other.Name(), LockName(k.OtherTake.Lock), k.Third.Name())
		}
		return fmt.Sprintf("%s waits for %s, and %s holds %s, for which %s waits the other way round: deadlock; lock them in one order",
			k.Taker(), LockName(k.Take.Lock), k.By.Name(), lock, k.Other.Name())
	}
	again := "and whoever locks it next waits for ever"
	if k.Loss.Again != nil {
		again = "and the next round waits for it for ever"
	}
	return fmt.Sprintf("%s leaves %s locked here, %s; unlock it first", k.By.Name(), lock, again)
}

func (k *Knot) callback(lock string) string {
	const fix = "let it return first, or leave that to a goroutine"
	by := k.Callback.By
	if k.Callback.Excludes(k.Take.Lock) {
		return fmt.Sprintf("%s waits for %s, which %s holds while it calls this: deadlock; %s", k.Taker(), lock, by, fix)
	}
	return fmt.Sprintf("%s reads under %[2]s again, which %s holds while it calls this: whoever waits to lock %[2]s between them waits for both: deadlock; %[4]s", k.Taker(), lock, by, fix)
}
