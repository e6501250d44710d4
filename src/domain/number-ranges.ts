/** Both ends are included. */
export interface NumberRange {
  first: number;
  last: number;
}

/** Describe ranges in order, adjacent ones as one: `12, 14 to 20, 41 to 120`. Empty ranges are left out. */
export function describeRanges(ranges: readonly NumberRange[]): string {
  const merged: NumberRange[] = [];
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    const previous = merged.at(-1);
    if (last < first) continue;
    if (previous !== undefined && first <= previous.last + 1) previous.last = Math.max(previous.last, last);
    else merged.push({ first, last });
  }
  return merged.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ');
}
