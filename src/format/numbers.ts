/** `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 offer`, `2,310 offers`, `3 retries`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
