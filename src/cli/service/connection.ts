import { ConfigError } from '../../config';
import { formatDatabaseUrl } from '../../format/database-url';

/** What psql needs to connect. */
export interface Connection {
  /** Without the password. */
  url: string;
  /** Undefined: none is set, or psql finds it elsewhere. */
  password: string | undefined;
}

/** Parameters that PostgreSQL's own clients know. They refuse an address with any other, such as `schema`. */
const KNOWN_PARAMETERS =
  /^(host|port|options|application_name|connect_timeout|channel_binding|gssencmode|target_session_attrs|ssl\w+)$/;

/**
 * Split the address of a database into what may be shown and its password.
 *
 * @throws {ConfigError} if the password is not percent-encoded: then a piece of it would be shown.
 */
export function toConnection(databaseUrl: string): Connection {
  const url = formatDatabaseUrl(databaseUrl);
  if (url === undefined) throw new ConfigError(['DATABASE_URL must have a percent-encoded password']);
  const { password, searchParams } = new URL(databaseUrl.replace(/@(?=\/)/, '@localhost'));
  const parameters = new URLSearchParams([...searchParams].filter(([name]) => KNOWN_PARAMETERS.test(name)));
  // A value of the driver that the service uses.
  if (parameters.get('sslmode') === 'no-verify') parameters.set('sslmode', 'require');
  const given = password === '' ? searchParams.get('password') : decodeURIComponent(password);
  return {
    url:
      parameters.size === 0
        ? url // libpq knows only this encoding of a blank.
        : `${url}?${parameters.toString().replaceAll('+', '%20')}`,
    password: given ?? undefined,
  };
}
