/** Format a whole number: `12,345`. Without `Intl`, whose first call takes a command a tenth of a second. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Format a number with its noun: `1 offer`, `2,310 offers`, `3 retries`. Default plural: the singular with an `s`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
