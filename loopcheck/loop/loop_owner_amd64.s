//go:build gc && !purego

#include "textflag.h"

// func self() gid
TEXT ·self(SB), NOSPLIT, $0-8
	MOVQ (TLS), AX
	MOVQ AX, ret+0(FP)
	RET

// func storeGID(at *unsafe.Pointer, id gid)
TEXT ·storeGID(SB), NOSPLIT, $0-16
	MOVQ at+0(FP), AX
	MOVQ id+8(FP), CX
	MOVQ CX, (AX)
	RET
