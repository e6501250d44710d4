/** Sequences of characters that move a terminal's cursor, colour it, change the direction of text, or end the line. */
export const CONTROL_CHARACTERS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
