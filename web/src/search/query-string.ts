/** What a view keeps in its address. Undefined: not in the address. */
export type Search = Record<string, unknown>;

type Value = string | number | boolean | string[] | undefined;

/**
 * Writes search parameters as the API reads them, so that an address of the page is like one of the API: lists are
 * separated by commas, a comma within a value has a backslash in front, and undefined values and empty lists are left out.
 */
export function stringifySearch(search: Search): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search as Record<string, Value>)) {
    const text = Array.isArray(value) ? value.map(escapeComma).join(',') : String(value ?? '');
    if (text !== '') query.set(name, text);
  }
  return query.size === 0 ? '' : `?${query.toString().replaceAll('%2C', ',')}`;
}

/** Reads search parameters; each is a text. The last of several with the same name counts. */
export function parseSearch(query: string): Search {
  return Object.fromEntries(new URLSearchParams(query));
}

function escapeComma(value: string): string {
  return value.replaceAll(/[\\,]/g, '\\$&');
}
