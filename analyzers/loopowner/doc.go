package loopowner
