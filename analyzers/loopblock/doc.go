package loopblock
