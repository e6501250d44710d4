/** Signs with one meaning here. `$` is the US dollar and no other: an amount in another dollar is not readable. */
const CODE_BY_SIGN = new Map([
  ['$', 'USD'],
  ['US$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
]);

const KNOWN_CODES = new Set(CODE_BY_SIGN.values());

/**
 * Whether the signs and codes beside an amount (`$`, `EUR`) agree with the currency that its row states.
 *
 * Null and blank: the row states that it has no currency; then the signs need only be known and agree with each other.
 * Undefined: the row does not mention a currency, so the mirror keeps its own, which may differ, and no sign agrees.
 */
export function agreesWithCurrency(signs: readonly string[], currency: string | null | undefined): boolean {
  if (signs.length === 0) return true;
  if (currency === undefined) return false;
  const codes = new Set(signs.map(toCode));
  const stated = toCode(currency ?? '');
  if (stated !== '') codes.add(stated);
  return codes.size === 1 && (stated !== '' || [...codes].every((code) => KNOWN_CODES.has(code)));
}

function toCode(sign: string): string {
  const text = sign.trim().toUpperCase();
  return CODE_BY_SIGN.get(text) ?? text;
}
