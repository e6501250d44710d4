/**
 * An amount with its noun in English: `1 offer`, `2 offers`, `1,204 offers`.
 *
 * `amount`: as {@link Formats.number} writes it. `plural`: default the singular with an `s`.
 */
export function counted(amount: string, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === '1' ? singular : plural}`;
}
