/** A decimal number as digits, without separators: `1,234.50` is 1234 and 50. */
export interface DecimalParts {
  whole: string;
  /** Empty: no decimals. */
  decimals: string;
}

/** A number may only begin with 0 if that is its whole part: `0,350,000`, `00.5` and `012` are mistakes. */
const FORMATS = [
  // 1234, 1234.50, 1234,50
  /^(?<whole>0|[1-9]\d*)(?:[.,](?<decimals>\d+))?$/,
  // 1,234.50
  /^(?<whole>[1-9]\d{0,2}(?:,\d{3})+)\.(?<decimals>\d+)$/,
  // 1.234,50
  /^(?<whole>[1-9]\d{0,2}(?:\.\d{3})+),(?<decimals>\d+)$/,
  // 1,234,567 and 1.234.567
  /^(?<whole>[1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,}))$/,
  // 1 234, 1 234.50, 1 234,50; the space may be a no-break space or a narrow one, but the same everywhere
  /^(?<whole>[1-9]\d{0,2}(?<space>[ \u00a0\u202f])\d{3}(?:\k<space>\d{3})*)(?:[.,](?<decimals>\d+))?$/,
];

/**
 * Splits a number into its digits before and after the decimal separator. Undefined: not a number in a known format.
 *
 * A single comma or point is the decimal separator. Of two different separators the last one is, and a repeated one
 * separates thousands. Spaces separate thousands.
 */
export function splitDecimal(text: string): DecimalParts | undefined {
  for (const format of FORMATS) {
    const parts = format.exec(text)?.groups;
    if (parts === undefined) continue;
    return { whole: (parts['whole'] ?? '').replace(/\D/g, ''), decimals: parts['decimals'] ?? '' };
  }
  return undefined;
}
