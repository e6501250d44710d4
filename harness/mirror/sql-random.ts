/** A pseudo-random SQL integer, 0 or more, of the column `n`. Each use has a salt of its own: a number, or SQL of one. */
export function random(salt: number | string): string {
  return `(hashint4extended(n, ${salt}) & 2147483647)`;
}
