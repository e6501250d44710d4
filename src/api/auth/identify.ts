import type { IncomingHttpHeaders } from 'node:http';
import { type Access, type AccessOfKey, type ApiKeys, createKeyComparison } from './keys';
import { createSessions, type Session, type Sessions } from './sessions';

/** What the credentials of a request allow. */
export interface Identity {
  access: Access;
  /** Which of them decided. `wrong key`: one was sent that is not, or no longer, a key. */
  credential: 'bearer' | 'password' | 'session' | 'wrong key' | 'nothing';
  /** Set if the credential is a session. */
  session?: Session;
}

/**
 * Finds the identity in the headers of a request.
 *
 * A bearer token decides alone. Otherwise a session comes before a basic-auth password, which a browser may have kept from
 * an earlier key. Browsers also attach a password to requests that other sites trigger, so it only reads: with
 * `changesState` it is ignored.
 */
export type Identify = (
  headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
  changesState?: boolean,
) => Identity;

/** The keys of an API, and the sessions that are exchanged for them. */
export interface Authentication {
  accessOfKey: AccessOfKey;
  sessions: Sessions;
  identify: Identify;
}

export function createAuthentication(keys: ApiKeys): Authentication {
  const accessOfKey = createKeyComparison(keys);
  const sessions = createSessions(keys);
  const identifyKey = (key: string, credential: 'bearer' | 'password'): Identity => {
    const access = accessOfKey(key);
    return access === 'none' ? { access, credential: 'wrong key' } : { access, credential };
  };
  return {
    accessOfKey,
    sessions,
    identify({ authorization, cookie }, changesState = false) {
      const { scheme, credentials } = parseAuthorization(authorization);
      if (scheme === 'bearer') return identifyKey(credentials, 'bearer');
      const session = sessions.read(cookie);
      if (session !== undefined) return { access: session.access, credential: 'session', session };
      if (scheme !== 'basic' || changesState) return { access: 'none', credential: 'nothing' };
      const identity = identifyKey(passwordOf(credentials), 'password');
      return identity.access === 'write' ? { ...identity, access: 'read' } : identity;
    },
  };
}

/** The scheme in lower case; empty if the header is missing or not valid. */
function parseAuthorization(authorization = '') {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  return { scheme: scheme.toLowerCase(), credentials };
}

function passwordOf(credentials: string): string {
  return Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}
