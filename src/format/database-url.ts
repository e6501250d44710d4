/**
 * Format the address of a database without its password and parameters: `postgresql://postgres@127.0.0.1:15432/mirror`.
 * Undefined: a piece of the password might be shown, because it is not percent-encoded.
 */
export function formatDatabaseUrl(databaseUrl: string): string | undefined {
  // An address without a host is valid for PostgreSQL.
  const address = databaseUrl.replace(/@(?=\/)/, '@localhost');
  if (!URL.canParse(address)) return undefined;
  const { username, host, pathname, search, hash } = new URL(address);
  // An unencoded slash, question mark or hash in a password makes its rest look like the path or the parameters.
  if (hash !== '' || pathname.includes('@') || search.includes('@')) return undefined;
  return `postgresql://${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
