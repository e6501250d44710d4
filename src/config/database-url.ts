import { accessSync, constants } from 'node:fs';

/** Parameters that `pg` or the store apply. */
const APPLIED = new Set([
  ...['application_name', 'client_encoding', 'host', 'options', 'port', 'user', 'password'],
  ...['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'query_timeout'],
  ...['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation', 'uselibpqcompat'],
]);

/** Parameters of other clients that have no effect here, because the store has its own pool, timeouts and statements. */
const IGNORED = new Set([
  ...['pgbouncer', 'connection_limit', 'pool_timeout', 'socket_timeout', 'statement_cache_size'],
  ...[
    'connect_timeout',
    'channel_binding',
    'gssencmode',
    'target_session_attrs',
    'fallback_application_name',
  ],
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
]);

const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

const FILES = ['sslcert', 'sslkey', 'sslrootcert'];

const ENCODE = 'percent-encode special characters in the password, such as %23 for #';

/**
 * Finds what is wrong with a valid `postgresql://` URL as the address of the database, in one sentence. Undefined: nothing.
 *
 * The sentence contains names of known parameters and no other part of the URL: any other part may belong to a password
 * that is not encoded.
 */
export function findDatabaseProblem(text: string): string | undefined {
  const problem = findProblem(text);
  return problem === undefined ? undefined : `DATABASE_URL ${problem}`;
}

function findProblem(text: string): string | undefined {
  // PostgreSQL accepts an address without a host, even after a user.
  const url = new URL(text.replace('@/', '@localhost/'));
  const { hash, host, pathname, search, searchParams } = url;
  // The part after an unencoded `/`, `?` or `#` of a password contains the `@` before the host.
  if (hash !== '') return `must have no part after #: ${ENCODE}`;
  if (pathname.includes('@') || search.includes('@')) return `has an @ after the host: ${ENCODE}`;
  if (!isEncoded(text)) return `has a % or a space that is not encoded: ${ENCODE}`;
  if (host.includes(',')) return 'names several hosts: name one';

  const names = [...searchParams.keys()];
  const schema = searchParams.get('schema') ?? 'public';
  if (schema !== 'public') {
    return 'has the parameter schema, which is not supported: remove it, and run ALTER ROLE … SET search_path for the role instead';
  }
  if (names.some((name) => !APPLIED.has(name) && !IGNORED.has(name) && name !== 'schema')) {
    return `has an unknown parameter after its ?: remove it. Known are ${[...APPLIED].join(', ')}`;
  }
  const sslMode = searchParams.get('sslmode') ?? 'disable';
  if (!SSL_MODES.includes(sslMode))
    return `has an unknown sslmode: it must be one of ${SSL_MODES.join(', ')}`;
  const unreadable = FILES.filter((name) => searchParams.has(name) && !isReadable(searchParams.get(name)!));
  return unreadable.length === 0
    ? undefined
    : `names a file in ${unreadable.join(' and ')} that cannot be read`;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return !text.includes(' ');
  } catch {
    return false;
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
