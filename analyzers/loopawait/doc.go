package loopawait
