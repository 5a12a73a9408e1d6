//go:build gc && !purego

#include "textflag.h"

// func self() gid
TEXT ·self(SB), NOSPLIT, $0-8
	MOVD g, R0
	MOVD R0, ret+0(FP)
	RET

// func storeGID(at *unsafe.Pointer, id gid)
TEXT ·storeGID(SB), NOSPLIT, $0-16
	MOVD at+0(FP), R0
	MOVD id+8(FP), R1
	MOVD R1, (R0)
	RET
