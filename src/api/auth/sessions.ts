import { hkdfSync } from 'node:crypto';
import cookies from '@fastify/cookie';
import type { ApiKeys } from './keys';

/** The name of the session cookie. */
export const SESSION_COOKIE = 'mobipium_session';

const LIFETIME_SECONDS = 30 * 24 * 3_600;

/** The access that a session gives, and the time at which it ends, in seconds since the epoch: `read.1767607200`. */
const VALUE = /^(read|write)\.(\d{1,12})$/;

export interface Session {
  access: 'read' | 'write';
  expiresAtMs: number;
}

/** Signed cookies instead of keys, for browsers. The server stores nothing. */
export interface Sessions {
  /** Begins a session of 30 days. `setCookie` is the value of the header. `isSecure`: browsers send the cookie over TLS only. */
  begin(
    access: Session['access'],
    options: { isSecure: boolean; nowMs?: number },
  ): { session: Session; setCookie: string };
  /** The value of `set-cookie` that deletes the cookie. */
  end(): string;
  /** The session in a `cookie` header. Undefined: it has none, or one that has expired or was signed with another key. */
  read(cookieHeader: string | undefined, nowMs?: number): Session | undefined;
}

/**
 * Creates the sessions of an API.
 *
 * A session is signed with a key derived from the API key that it was exchanged for, so that changing this key ends it.
 *
 * The cookies have no path: a browser then limits them to the folder of the address that it has requested, `/api` or,
 * below a path of a reverse proxy, `/mirror/api`. The server does not know this path.
 */
export function createSessions({ key, readKey }: ApiKeys): Sessions {
  const signers = {
    write: createSigner(key),
    read: readKey === undefined ? undefined : createSigner(readKey),
  };
  return {
    begin(access, { isSecure, nowMs = Date.now() }) {
      const expiresAt = Math.floor(nowMs / 1_000) + LIFETIME_SECONDS;
      const signed = signers[access]!.sign(`${access}.${expiresAt}`);
      return {
        session: { access, expiresAtMs: expiresAt * 1_000 },
        setCookie: setCookie(signed, LIFETIME_SECONDS, isSecure),
      };
    },
    end: () => setCookie('', 0, false),
    read(cookieHeader = '', nowMs = Date.now()) {
      const signed = cookies.parse(cookieHeader)[SESSION_COOKIE] ?? '';
      const [, access = '', expiresAt = ''] = VALUE.exec(signed.slice(0, signed.lastIndexOf('.'))) ?? [];
      if (access !== 'read' && access !== 'write') return undefined;
      const expiresAtMs = Number(expiresAt) * 1_000;
      const isValid = signers[access]?.unsign(signed).valid === true && nowMs < expiresAtMs;
      return isValid ? { access, expiresAtMs } : undefined;
    },
  };
}

function createSigner(key: string) {
  return cookies.signerFactory(Buffer.from(hkdfSync('sha256', key, '', 'mobipium-sync session cookie', 32)));
}

function setCookie(value: string, maxAge: number, secure: boolean): string {
  return cookies.serialize(SESSION_COOKIE, value, { httpOnly: true, sameSite: 'strict', maxAge, secure });
}
