/** A text. Undefined: there is none. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The values of a list, without repetition. Undefined: there are none. */
export function readList(value: unknown): string[] | undefined {
  const parts = (
    Array.isArray(value)
      ? value.map(String)
      : (readText(value)?.match(/(?:\\.|[^\\,])+/gs) ?? []).map(unescapeComma)
  )
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? undefined : [...new Set(parts)];
}

function unescapeComma(part: string): string {
  return part.replaceAll(/\\(.)/gs, '$1');
}

/** One of the values. Undefined: it is none of them. */
export function readOneOf<T extends string>(value: unknown, values: readonly T[]): T | undefined {
  return values.find((each) => each === value);
}

/** True or undefined. */
export function readFlag(value: unknown): true | undefined {
  return value === true || value === 'true' ? true : undefined;
}

/** A finite number. Undefined: it is none. */
export function readNumber(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(readText(value) ?? NaN);
  return Number.isFinite(number) ? number : undefined;
}
