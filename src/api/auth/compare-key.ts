import { createHash, timingSafeEqual } from 'node:crypto';

/** What an `authorization` header contains. */
export type KeyResult = 'right' | 'wrong' | 'none';

/**
 * Compares the API key with the one in an `authorization` header: a bearer token or, if `acceptsPassword`, a basic-auth
 * password, so that a person can open the pages in a browser.
 */
export type CompareKey = (authorization: string | undefined, acceptsPassword: boolean) => KeyResult;

/** Creates the comparison, which takes constant time. */
export function createKeyComparison(key: string): CompareKey {
  const expected = digest(key);
  return (authorization, acceptsPassword) => {
    const candidate = readKey(authorization, acceptsPassword);
    if (candidate === undefined) return 'none';
    return timingSafeEqual(digest(candidate), expected) ? 'right' : 'wrong';
  };
}

/** Has the same length for every key, so that the comparison takes the same time for every candidate. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Undefined: the header has no key. */
function readKey(authorization = '', acceptsPassword: boolean): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic' || !acceptsPassword) return undefined;
  return Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}
